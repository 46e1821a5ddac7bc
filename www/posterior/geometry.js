// Between the plane and its picture, and the shape of a covariance. Pure.

/** The picture shows [−SIDE, SIDE]², like that of the flow. */
export const SIDE = 2.8;

/** @typedef {[number, number]} Point */

/** The plane's point at a place of the picture. @param {Point} place in CSS pixels from the top left @param {number} size of the picture @returns {Point} */
export function pointAt([left, top], size) {
  const unit = (2 * SIDE) / size;
  return [left * unit - SIDE, SIDE - top * unit];
}

/** The place in the picture of a point of the plane. @param {Point} point @param {number} size @returns {Point} */
export function placeOf([x, y], size) {
  const unit = size / (2 * SIDE);
  return [(x + SIDE) * unit, (SIDE - y) * unit];
}

/** A point that can be pointed at, to a thousandth. @param {Point} point @returns {Point} */
export function withinPicture([x, y]) {
  const clamp = (/** @type {number} */ v) =>
    Number(Math.min(SIDE, Math.max(-SIDE, v)).toFixed(3)) || 0;
  return [clamp(x), clamp(y)];
}

/** By how much an arrow key moves a point; with Shift ten times as far. */
const STEP = 0.02;
/** @type {Readonly<Record<string, Point>>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Where a key moves a point; null: it is not one that does.
 * @param {Point} point @param {string} key @param {boolean} shift @returns {Point | null}
 */
export function movedBy([x, y], key, shift) {
  const way = WAYS[key];
  if (!way) return null;
  const step = shift ? 10 * STEP : STEP;
  return withinPicture([x + step * way[0], y + step * way[1]]);
}

/**
 * The ellipse of one standard deviation: its half axes, and the angle of the longer one (radians,
 * anticlockwise from x).
 * @param {[xx: number, xy: number, yy: number]} covariance
 */
export function ellipseOf([xx, xy, yy]) {
  const middle = (xx + yy) / 2;
  const half = Math.hypot((xx - yy) / 2, xy);
  return {
    long: Math.sqrt(Math.max(0, middle + half)),
    short: Math.sqrt(Math.max(0, middle - half)),
    angle: 0.5 * Math.atan2(2 * xy, xx - yy),
  };
}

/**
 * The nearest of flat points within a distance, by its index; −1: none is.
 * @param {ArrayLike<number>} points @param {Point} to @param {number} within
 */
export function nearest(points, [x, y], within) {
  let [found, best] = [-1, within];
  for (let i = 0; i < points.length; i += 2) {
    const distance = Math.hypot(points[i] - x, points[i + 1] - y);
    if (distance <= best) [found, best] = [i / 2, distance];
  }
  return found;
}
