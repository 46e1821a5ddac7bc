/** How many stations the tour has, for who reads addresses before the tour is here. */
export const STATION_COUNT = 15;
