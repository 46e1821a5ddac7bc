// Colours for directions: they go round. Blue and orange on opposite sides stay apart for colour-blind
// eyes; light and dark on the other two, for all.

/** At 0, ¼, ½ and ¾ of the way round, anticlockwise from the right. @type {Record<'light' | 'dark', [number, number, number][]>} */
const ANCHORS = {
  light: [
    [178, 182, 186],
    [0, 104, 190],
    [42, 26, 52],
    [222, 112, 0],
  ],
  dark: [
    [240, 242, 244],
    [64, 156, 255],
    [104, 88, 120],
    [255, 150, 30],
  ],
};

/**
 * @param {number} angle in radians
 * @param {boolean} dark the scheme
 * @returns {[number, number, number]} red, green, blue
 */
export function colourOfAngle(angle, dark) {
  const anchors = ANCHORS[dark ? 'dark' : 'light'];
  const turns = angle / (2 * Math.PI);
  const place = 4 * (turns - Math.floor(turns));
  const i = Math.floor(place) % 4;
  const [a, b] = [anchors[i], anchors[(i + 1) % 4]];
  const mix = (/** @type {0 | 1 | 2} */ c) =>
    Math.round(a[c] + (place - Math.floor(place)) * (b[c] - a[c]));
  return [mix(0), mix(1), mix(2)];
}

/** For a canvas. @param {number} angle @param {boolean} dark */
export function cssOfAngle(angle, dark) {
  return `rgb(${colourOfAngle(angle, dark).join(' ')})`;
}
