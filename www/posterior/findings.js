// What was found of a posterior, out of the core's rows of numbers, and in words. Pure.

import { formatCount } from '../shared/format.js';

/** @typedef {import('./geometry.js').Point} Point */
/**
 * @typedef {object} Found
 * @property {number} a A(t)
 * @property {number} b B(t)
 * @property {Point} mean E[x₀ | x_t]
 * @property {Point | null} network what the network’s score makes of it; null: there is no network, or
 * A is too small to divide by
 * @property {[xx: number, xy: number, yy: number]} covariance
 * @property {number} std √E|x₀ − mean|²
 * @property {number} entropy in nats
 * @property {number} modes places of their own
 * @property {Point} score ∇ log p_t(x_t), exact
 * @property {[x: number, y: number, side: number]} window where its density is
 */
/** Along a way: at each t. @typedef {{ t: number[], std: number[], entropy: number[], modes: number[], distance: number[] }} Along */

/** @param {ArrayLike<number>} n in the order of src/web/posterior.rs @returns {Found} */
export function readFound(n) {
  return {
    a: n[0],
    b: n[1],
    mean: [n[2], n[3]],
    network: Number.isNaN(n[4]) ? null : [n[4], n[5]],
    covariance: [n[6], n[7], n[8]],
    std: Math.sqrt(n[6] + n[8]),
    entropy: n[9],
    modes: n[10],
    score: [n[11], n[12]],
    window: [n[13], n[14], n[15]],
  };
}

/** @param {ArrayLike<number>} rows (x, y, t) @param {ArrayLike<number>} found four numbers for each @returns {Along} */
export function readAlong(rows, found) {
  const column = (
    /** @type {ArrayLike<number>} */ from,
    /** @type {number} */ width,
    /** @type {number} */ i,
  ) => Array.from({ length: from.length / width }, (_, row) => from[width * row + i]);
  return {
    t: column(rows, 3, 2),
    std: column(found, 4, 0),
    entropy: column(found, 4, 1),
    modes: column(found, 4, 2),
    distance: column(found, 4, 3),
  };
}

/** @param {Point} a @param {Point} b */
export const distanceOf = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/**
 * When it is decided, on the way from noise to data, where a point will end: when the last but one of
 * the places has gone; where there was one all along, when half of the spread has gone.
 * @param {Along} along
 * @returns {{ kind: 'places' | 'half', t: number, most: number } | null} null: not on this way
 */
export function decisionOf({ t, std, modes }) {
  const most = Math.max(...modes);
  const last = std.length - 1;
  const half = 0.5 * std[last];
  /** The first time at which it is still open. @type {(i: number) => boolean} */
  const open = most > 1 ? (i) => modes[i] > 1 : (i) => std[i] > half;
  const first = t.findIndex((_, i) => open(i));
  if (first < 0) return null;
  return { kind: most > 1 ? 'places' : 'half', t: t[first], most };
}

/** Two places as a pair, with a true minus. @param {Point} point @param {number} [digits] */
export function pairInWords([x, y], digits = 3) {
  return `(${signed(x, digits)}, ${signed(y, digits)})`;
}

/** @param {number} value @param {number} [digits] */
export function signed(value, digits = 3) {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
}

/** How far an uncertainty is from all of the data. */
const NEARLY_ALL = 0.85;
const NEARLY_NONE = 0.2;

/**
 * What is seen, in a sentence.
 * @param {Pick<Found, 'std' | 'modes'>} found
 * @param {number} all the spread of the data
 */
export function seenInWords({ std, modes }, all) {
  if (modes > 1) {
    return `Seen from here, x₀ may be in ${modes === 2 ? 'either of two' : `any of ${modes}`} separate places. The best guess is their mean, where there may be no data at all.`;
  }
  if (std > NEARLY_ALL * all) {
    return 'Seen from here, x₀ may be almost anywhere in the data: the best guess is near their middle.';
  }
  if (std < NEARLY_NONE * all) {
    return `Seen from here, x₀ is known but for ±${std.toFixed(2)}: the mean is a good guess.`;
  }
  return 'Seen from here, x₀ is in one part of the data. The best guess is the middle of that part.';
}

/** @param {ReturnType<typeof decisionOf>} decision */
export function decisionInWords(decision) {
  if (!decision) return 'On this way nothing is decided.';
  const t = decision.t.toFixed(2);
  return decision.kind === 'places'
    ? `Of ${decision.most === 2 ? 'two' : decision.most} places, one is left from t = ${t} down: there it is decided.`
    : `Half of the spread is gone at t = ${t}.`;
}

/** @param {number} index @param {number} particles */
export function particleInWords(index, particles) {
  return `particle ${formatCount(index + 1)} of ${formatCount(particles)}`;
}

/**
 * The spread √E|x − mean|² of a density on a grid of [−side, side]².
 * @param {ArrayLike<number>} density @param {number} cells @param {number} side
 */
export function spreadOf(density, cells, side) {
  let [whole, sx, sy, square] = [0, 0, 0, 0];
  for (let i = 0; i < density.length; i++) {
    const x = side * ((2 * (i % cells) + 1) / cells - 1);
    const y = side * ((2 * Math.floor(i / cells) + 1) / cells - 1);
    whole += density[i];
    sx += density[i] * x;
    sy += density[i] * y;
    square += density[i] * (x * x + y * y);
  }
  return Math.sqrt(square / whole - (sx * sx + sy * sy) / (whole * whole));
}
