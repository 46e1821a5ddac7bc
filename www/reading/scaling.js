// Points in the units of a file, moved and scaled to the size of the page: what is done is said, and
// can be undone. Points far from all others are found and named. Pure.

import { REACH, frameNumbers } from '../settings/points-codec.js';

/** @typedef {import('../settings/points-codec.js').Frame} Frame */

/** Points keep this far from the edge of what the link's code can hold. */
const MARGIN = 0.1;
/** Differences smaller than this, beside the numbers themselves, are those of rounding. */
const ROUNDING = 1e-12;
/** Far: so many times as far from the middle as half of the points are, at least. */
const FAR = 25;
/** More than this share of all are no outliers. */
const FEW = 0.1;

/**
 * Moved to mean zero and scaled to E|x|² = 1, or smaller if a coordinate would be out of reach;
 * null if the numbers are too large for that.
 * @param {ArrayLike<number>} points flat
 * @param {boolean} [apart] whether x and y are scaled each by itself
 * @returns {{ points: Float32Array, frame: Frame } | null}
 */
export function toPage(points, apart = false) {
  const n = points.length / 2;
  const axes = [0, 1].map((axis) => {
    // As distances from the first one, so that large numbers lose nothing.
    const from = points[axis];
    let [sum, most] = [0, Math.abs(from)];
    for (let i = axis; i < points.length; i += 2) {
      sum += (points[i] - from) / n;
      most = Math.max(most, Math.abs(points[i]));
    }
    const mean = from + sum;
    let [square, largest] = [0, 0];
    for (let i = axis; i < points.length; i += 2)
      largest = Math.max(largest, Math.abs(points[i] - mean));
    if (largest <= ROUNDING * most) return { mean: from, size: 0, largest: 0 };
    for (let i = axis; i < points.length; i += 2) square += ((points[i] - mean) / largest) ** 2 / n;
    return { mean, size: largest * Math.sqrt(square), largest };
  });
  const unitOf = (/** @type {number} */ size, /** @type {number} */ largest) =>
    largest > 0 ? Math.max(size, largest / (REACH - MARGIN)) : 1;
  const [a, b] = axes;
  const both = unitOf(Math.hypot(a.size, b.size), Math.max(a.largest, b.largest));
  // Each by itself, an axis has half of the whole.
  const own = axes.map(({ size, largest }) => unitOf(Math.SQRT2 * size, largest));
  const [unitX, unitY] = apart ? own : [both, both];
  const frame = { x: a.mean, y: b.mean, unitX, unitY };
  if (!frameNumbers(frame).every((v) => Number.isFinite(v)) || !(unitX > 0 && unitY > 0))
    return null;
  const moved = Float32Array.from(points, (v, i) =>
    i % 2 === 0 ? (v - frame.x) / unitX : (v - frame.y) / unitY,
  );
  return moved.every(Number.isFinite) ? { points: moved, frame } : null;
}

/**
 * Which points lie far from all others.
 * @param {ArrayLike<number>} points flat
 * @param {boolean} [apart] whether each axis has its own scale
 * @returns {number[]} their numbers
 */
export function outliersOf(points, apart = false) {
  const n = points.length / 2;
  if (n < 3) return [];
  const axes = [0, 1].map((axis) => {
    const values = Float64Array.from({ length: n }, (_, i) => points[2 * i + axis]);
    const middle = median(values.slice().sort());
    const off = values.map((v) => Math.abs(v - middle));
    return { off, spread: median(off.slice().sort()), size: Math.abs(middle) };
  });
  const widest = Math.max(axes[0].spread, axes[1].spread);
  const found = [];
  for (let i = 0; i < n; i++) {
    const far = axes.some(({ off, spread, size }) => {
      const scale = apart ? spread : widest;
      return off[i] > Math.max(FAR * scale, ROUNDING * size);
    });
    if (far) found.push(i);
  }
  return found.length <= Math.max(1, FEW * n) ? found : [];
}

/** @param {Float64Array} sorted */
const median = (sorted) => sorted[sorted.length >> 1];
