// Points as text that fits in a link: each coordinate a whole number of 1/1024 from −2 up, in 12
// bits; so a point is 24 bits, four letters of base64url. Behind the points of a file may stand how
// they were moved and scaled (their frame): a point, and its numbers with _ between. Knows no DOM.

/**
 * What became zero and one of the points of a file: the place, and the lengths along x and y.
 * @typedef {{ x: number, y: number, unitX: number, unitY: number }} Frame
 */

/** The alphabet of base64url. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const PLACES = new Map([...LETTERS].map((letter, i) => [letter, i]));
/** Steps in a unit, and how many there are. */
const UNIT = 1024;
const STEPS = 4096;

/** The most points there may be: the core's limit. */
export const MAX_POINTS = 1000;
/** The most that go into a link: 1,400 letters. */
export const LINK_POINTS = 350;
/** Coordinates lie in [−REACH, REACH). */
export const REACH = STEPS / UNIT / 2;

/** The nearest coordinate that the code can hold. @param {number} value */
function quantise(value) {
  return Math.min(STEPS - 1, Math.max(0, Math.round((value + REACH) * UNIT)));
}

/** A number of a frame. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:e-?\d+)?$/;

/**
 * @param {ArrayLike<number>} points flat [x0, y0, …]; what lies outside is moved to the edge
 * @param {Frame | null} [frame] of those of a file
 */
export function encodePoints(points, frame = null) {
  let text = '';
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [quantise(points[i]), quantise(points[i + 1])];
    text += LETTERS[x >> 6] + LETTERS[x & 63] + LETTERS[y >> 6] + LETTERS[y & 63];
  }
  if (!frame || text === '') return text;
  return `${text}.${frameNumbers(frame).join('_').replaceAll('e+', 'e')}`;
}

/** The numbers of a frame, as the core has them: one length where both are the same. @param {Frame} frame */
export function frameNumbers({ x, y, unitX, unitY }) {
  return unitX === unitY ? [x, y, unitX] : [x, y, unitX, unitY];
}

/** The frame that numbers stand for; null if they are none. @param {readonly number[]} numbers @returns {Frame | null} */
export function frameOf(numbers) {
  const [x, y, unitX, unitY = unitX] = numbers;
  const good = numbers.length === 3 || numbers.length === 4;
  if (!good || !numbers.every(Number.isFinite) || !(unitX > 0 && unitY > 0)) return null;
  return { x, y, unitX, unitY };
}

/** The frame that a text holds. @param {string} text @returns {Frame | null} */
export function decodeFrame(text) {
  const numbers = text.slice(lettersOf(text).length + 1).split('_');
  return numbers.every((number) => NUMBER.test(number)) ? frameOf(numbers.map(Number)) : null;
}

/** A text without its frame. @param {string} text */
function lettersOf(text) {
  const end = text.indexOf('.');
  return end < 0 ? text : text.slice(0, end);
}

/**
 * The points that a text stands for, flat, or null if it is none of ours.
 * @param {string} text
 * @returns {number[] | null}
 */
export function decodePoints(text) {
  const letters = lettersOf(text);
  if (letters.length % 4 !== 0 || letters.length > 4 * MAX_POINTS) return null;
  if (letters.length < text.length && (letters === '' || !decodeFrame(text))) return null;
  /** @type {number[]} */
  const points = [];
  for (let i = 0; i < letters.length; i += 2) {
    const [high, low] = [PLACES.get(letters[i]), PLACES.get(letters[i + 1])];
    if (high === undefined || low === undefined) return null;
    points.push((64 * high + low) / UNIT - REACH);
  }
  return points;
}

/** A short name of points: the same for the same points, another for others. @param {string} text */
export function namePoints(text) {
  // FNV-1a; three bytes of it tell apart what one visit draws.
  let hash = 0x811c9dc5;
  for (const letter of lettersOf(text))
    hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  const name = (hash >>> 8).toString(16).padStart(6, '0');
  const count = countPoints(text);
  return `own:${name} (${count} ${count === 1 ? 'point' : 'points'})`;
}

/** How many points a text stands for. @param {string} text */
export function countPoints(text) {
  return lettersOf(text).length / 4;
}
