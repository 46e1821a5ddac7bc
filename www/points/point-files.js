// Files into points: CSV, JSON and pictures. Each gives all of its points or a message that says
// where the fault is, never a part. Knows no DOM: a picture comes as its pixels.

import { formatCount } from '../shared/format.js';
import { MAX_POINTS, REACH } from '../settings/points-codec.js';

/**
 * @typedef {{ points: Float32Array, note: string, problem: null }} Parsed flat points of unit size,
 * and what was done to them that a person should know
 * @typedef {{ points: null, note: '', problem: string }} Refused
 */

/** The largest files that are read (bytes), and the largest pictures (pixels). */
export const MAX_TEXT = 2e6;
export const MAX_PICTURE = 1.6e7;
/** Pixels darker than this, of 255, are ink. */
const DARK = 128;
/** Points keep this far from the edge of what the link's code can hold. */
const MARGIN = 0.1;
/** Where the choice among too many points starts. */
const SEED = 1;

/** @param {string} problem @returns {Refused} */
const refuse = (problem) => ({ points: null, note: '', problem });

/**
 * A text file, by its name's ending: JSON, or else CSV.
 * @param {string} name
 * @param {string} text
 * @returns {Parsed | Refused}
 */
export function parseText(name, text) {
  if (text.length > MAX_TEXT) return refuse(`${name} is too large: the limit is 2 MB.`);
  const read = /\.json$/i.test(name) ? readJson(text) : readCsv(text);
  if (typeof read === 'string') return refuse(`${name}: ${read}`);
  if (read.length === 0) return refuse(`${name} contains no points.`);
  return finish(read, `${formatCount(read.length / 2)} points`);
}

/**
 * Two numbers a line, with comma, semicolon, tab or blanks between; empty lines and those that
 * begin with # don't count; the first that does may be a heading.
 * @param {string} text
 * @returns {number[] | string} flat points, or what is wrong
 */
function readCsv(text) {
  /** @type {number[]} */
  const points = [];
  let first = true;
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const cells = trimmed.split(/[,;\t]/.test(trimmed) ? /\s*[,;\t]\s*/ : /\s+/);
    const heading = first && cells.every((cell) => /^["'\p{L}_]/u.test(cell));
    first = false;
    if (heading && cells.length === 2 && cells.every((cell) => !isFinite(Number(cell)))) continue;
    if (cells.length !== 2) {
      return `line ${i + 1} has ${cells.length} values, but a point has two.`;
    }
    for (const cell of cells) {
      const value = cell === '' ? NaN : Number(cell);
      if (!Number.isFinite(value)) return `line ${i + 1}: “${shorten(cell)}” is not a number.`;
      points.push(value);
    }
  }
  return points;
}

/**
 * An array of pairs.
 * @param {string} text
 * @returns {number[] | string}
 */
function readJson(text) {
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `this is not JSON (${/** @type {Error} */ (error).message}).`;
  }
  if (!Array.isArray(value)) return 'it must be an array of pairs, such as [[0, 1], [0.5, 2]].';
  /** @type {number[]} */
  const points = [];
  for (const [i, pair] of value.entries()) {
    const good = Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite);
    if (!good) {
      const found = shorten(JSON.stringify(pair));
      return `item ${i + 1}, ${found}, is not a pair of numbers.`;
    }
    points.push(...pair);
  }
  return points;
}

/**
 * The dark pixels of a picture, a point each, at a place of chance within the pixel.
 * @param {string} name
 * @param {{ width: number, height: number, data: Uint8ClampedArray }} picture as of ImageData
 * @returns {Parsed | Refused}
 */
export function fromPicture(name, { width, height, data }) {
  if (width * height > MAX_PICTURE)
    return refuse(`${name} has too many pixels: the limit is 16 million.`);
  /** @type {number[]} */
  const dark = [];
  for (let i = 0; i < width * height; i++) {
    const [r, g, b, alpha] = data.subarray(4 * i, 4 * i + 4);
    // What shows through is white.
    const light = 255 - (alpha / 255) * (255 - (0.299 * r + 0.587 * g + 0.114 * b));
    if (light < DARK) dark.push(i);
  }
  if (dark.length === 0) return refuse(`${name} has no dark pixels to turn into points.`);
  const next = generator(SEED);
  choose(dark, MAX_POINTS, next);
  const points = dark.slice(0, MAX_POINTS).flatMap((i) => {
    return [(i % width) + next(), -(Math.floor(i / width) + next())];
  });
  return finish(points, `${formatCount(dark.length)} dark pixels`, dark.length);
}

/**
 * At most {@link MAX_POINTS} of the points, moved and scaled to unit size.
 * @param {number[]} points
 * @param {string} what they are, in words
 * @param {number} [from] how many there were, if some are gone already
 * @returns {Parsed | Refused}
 */
function finish(points, what, from = points.length / 2) {
  let kept = points;
  if (points.length > 2 * MAX_POINTS) {
    const order = Array.from({ length: points.length / 2 }, (_, i) => i);
    choose(order, MAX_POINTS, generator(SEED));
    kept = order.slice(0, MAX_POINTS).flatMap((i) => [points[2 * i], points[2 * i + 1]]);
  }
  const size = normalise(kept);
  if (!size) return refuse('The points are too far apart to be drawn to scale.');
  const all = from <= MAX_POINTS;
  const note = all ? `${what}.` : `${formatCount(MAX_POINTS)} of ${what}, chosen at random.`;
  return { points: size, note, problem: null };
}

/**
 * Moved to mean zero and scaled to E|x|² = 1, or smaller if a coordinate would be out of reach;
 * null if the numbers are too large for that.
 * @param {ArrayLike<number>} points
 * @returns {Float32Array | null}
 */
export function normalise(points) {
  const n = points.length / 2;
  const mean = [0, 0];
  for (let i = 0; i < points.length; i++) mean[i % 2] += points[i] / n;
  let [square, largest] = [0, 0];
  for (let i = 0; i < points.length; i++) {
    const off = points[i] - mean[i % 2];
    square += (off * off) / n;
    largest = Math.max(largest, Math.abs(off));
  }
  if (!Number.isFinite(square)) return null;
  // Points that are all the same have no size.
  const scale = largest > 0 ? Math.min(1 / Math.sqrt(square), (REACH - MARGIN) / largest) : 0;
  if (!Number.isFinite(scale)) return null;
  return Float32Array.from(points, (v, i) => scale * (v - mean[i % 2]));
}

/**
 * Moves `n` items, chosen by chance, to the front.
 * @param {number[]} items
 * @param {number} n
 * @param {() => number} next
 */
function choose(items, n, next) {
  for (let i = 0; i < Math.min(n, items.length); i++) {
    const j = i + Math.floor(next() * (items.length - i));
    [items[i], items[j]] = [items[j], items[i]];
  }
}

/**
 * Numbers in [0, 1), the same on every call: SplitMix32 (Steele, Lea and Flood, 2014).
 * @param {number} seed
 */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** @param {string} text */
function shorten(text) {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
