// How the points of a file were moved and scaled, in words. Pure.

/** @typedef {import('../settings/points-codec.js').Frame} Frame */

/** A number of a file, short. @param {number} value */
export const brief = (value) => String(Number(value.toPrecision(4))).replace('-', '−');

/** What was done to the points of a file. @param {Frame} frame */
export function frameInWords({ x, y, unitX, unitY }) {
  const moved = `moved by (${brief(-x || 0)}, ${brief(-y || 0)})`;
  const factor = (/** @type {number} */ unit) => brief(1 / unit);
  if (unitX !== unitY)
    return `${moved}, scaled by ${factor(unitX)} along x and ${factor(unitY)} along y`;
  return `${moved}, scaled by ${factor(unitX)}`;
}
