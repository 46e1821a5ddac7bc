// The scale of the maps of log p: its ends come from the two maps, so that neither the ridge nor the
// flank of any data is cut off. Pure.

/** Nats from the top of the scale to its bottom: at least, so that an even spread looks even; at most,
 * since a network may hold a place all but impossible. */
const SPAN = { least: 8, most: 30 };
/** The share of each map's mass that must lie within the scale. */
const SHARE = 0.999;

/**
 * @param {ArrayLike<number>} exact log p in nats, on a grid
 * @param {ArrayLike<number>} learned
 * @returns {[number, number]} whole numbers
 */
export function rangeOf(exact, learned) {
  const maps = [exact, learned].map(descending);
  const highest = Math.max(...maps.flatMap(([first]) => first ?? []));
  if (!Number.isFinite(highest)) return [-SPAN.least, 0];
  const top = Math.ceil(highest);
  const floor = Math.min(top - SPAN.least, ...maps.map(levelOf));
  return [Math.max(top - SPAN.most, Math.floor(floor)), top];
}

/** The finite values of a map, the highest first. @param {ArrayLike<number>} values */
function descending(values) {
  return Float64Array.from(values).filter(Number.isFinite).sort().reverse();
}

/** The value above which nearly all of a map's mass lies. @param {Float64Array} sorted the highest first */
function levelOf(sorted) {
  const weights = sorted.map((value) => Math.exp(value - sorted[0]));
  let rest = SHARE * weights.reduce((sum, weight) => sum + weight, 0);
  const place = weights.findIndex((weight) => (rest -= weight) <= 0);
  return place < 0 ? Infinity : sorted[place];
}
