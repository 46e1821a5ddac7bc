// Samples in the units of the file that the data came from. Pure.

/** @typedef {import('./points-codec.js').Frame} Frame */

/** Digits from that of the unit on: those of a float32. */
const DIGITS = 7;

/**
 * Positions on the page, flat, as rows in the file's units, with no more decimals than they have.
 * @param {ArrayLike<number>} points
 * @param {Frame} frame
 * @returns {Generator<number[]>}
 */
export function* rowsInFileUnits(points, { x, y, unitX, unitY }) {
  const [roundX, roundY] = [unitX, unitY].map(rounding);
  for (let i = 0; i < points.length; i += 2) {
    yield [roundX(x + unitX * points[i]), roundY(y + unitY * points[i + 1])];
  }
}

/** @param {number} unit @returns {(value: number) => number} */
function rounding(unit) {
  const decimals = Math.ceil(DIGITS - Math.log10(unit));
  if (decimals > 100) return (value) => value;
  return (value) => Number(value.toFixed(Math.max(0, decimals)));
}
