// The ink of a picture as points: its dark parts, or the light ones of a picture that is light on
// dark, or what is drawn on nothing. Knows no DOM: a picture comes as its pixels.

import { formatCount } from '../shared/format.js';
import { choice, generator } from './chance.js';

/** The most pixels that are looked at; larger pictures come made smaller. */
export const MAX_PICTURE = 4e6;
/** Levels of light that are told apart from one another, at least. */
const CONTRAST = 24;
/** A picture has nothing behind it if so many of its pixels show through. */
const CLEAR = 0.02;

/** @typedef {'dark' | 'light' | 'drawn'} Ink `drawn`: what does not show through */

/**
 * @param {{ width: number, height: number, data: Uint8ClampedArray }} picture as of ImageData
 * @param {number} most points
 * @param {{ inverted?: boolean }} [choices] whether the other pixels are to be the ink
 * @returns {{ points: number[], total: number, ink: Ink, words: string } | string} flat points with y
 * upwards, or what is wrong
 */
export function pictureInk({ width, height, data }, most, { inverted = false } = {}) {
  const n = width * height;
  const [light, cover] = [new Uint8Array(n), new Uint8Array(n)];
  /** How often each level of light is drawn. */
  const drawn = new Float64Array(256);
  let clear = 0;
  for (let i = 0; i < n; i++) {
    const alpha = data[4 * i + 3];
    const grey = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
    // What shows through is white.
    light[i] = 255 - (alpha / 255) * (255 - grey);
    cover[i] = 255 - alpha;
    if (alpha < 128) clear++;
    else drawn[Math.round(grey)]++;
  }
  // Drawn on nothing in one colour, be it black or white: that is the ink.
  const alone = clear > CLEAR * n && clear < n && threshold(drawn) === null;
  const of = alone ? cover : light;
  const level = threshold(levels(of));
  if (level === null)
    return clear === n ? 'it is transparent all over.' : 'it is of one colour all over.';
  const rim = alone ? 1 : brightRim(of, width, height, level);
  const darkIsInk = rim >= 0.5 !== inverted;
  const place = choice(most);
  /** @type {number[]} */
  const kept = [];
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (of[i] <= level !== darkIsInk) continue;
    total++;
    const at = place();
    if (at >= 0) kept[at] = i;
  }
  const next = generator();
  // Each at a place of chance within its pixel.
  const points = kept
    .sort((a, b) => a - b)
    .flatMap((i) => [(i % width) + next(), -(Math.floor(i / width) + next())]);
  const ink = alone && darkIsInk ? 'drawn' : darkIsInk ? 'dark' : 'light';
  return {
    points,
    total,
    ink,
    words: `${formatCount(total)} ${alone && !darkIsInk ? 'transparent' : ink} pixels`,
  };
}

/**
 * The level that parts two kinds of pixels best (Otsu, 1979): the darker ones are at most that light.
 * Null if there is only one kind.
 * @param {Float64Array} counts of pixels by their light
 */
function threshold(counts) {
  let [all, sum] = [0, 0];
  for (let v = 0; v < 256; v++) {
    all += counts[v];
    sum += v * counts[v];
  }
  let [below, sumBelow, best, level] = [0, 0, 0, -1];
  for (let v = 0; v < 255; v++) {
    below += counts[v];
    sumBelow += v * counts[v];
    const above = all - below;
    if (below === 0 || above === 0) continue;
    const gap = (sum - sumBelow) / above - sumBelow / below;
    const between = below * above * gap * gap;
    if (between > best && gap >= CONTRAST) [best, level] = [between, v];
  }
  return level < 0 ? null : level;
}

/** @param {Uint8Array} light */
function levels(light) {
  const counts = new Float64Array(256);
  for (const value of light) counts[value]++;
  return counts;
}

/** The share of a picture’s rim that is light. @param {Uint8Array} light @param {number} width @param {number} height @param {number} level */
function brightRim(light, width, height, level) {
  let [bright, all] = [0, 0];
  const look = (/** @type {number} */ x, /** @type {number} */ y) => {
    all++;
    if (light[y * width + x] > level) bright++;
  };
  for (let x = 0; x < width; x++) for (const y of [0, height - 1]) look(x, y);
  for (let y = 0; y < height; y++) for (const x of [0, width - 1]) look(x, y);
  return bright / all;
}
