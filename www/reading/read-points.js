// A file of any kind into points, in the file's own units, with an account of what was taken: the
// one reader for files chosen, dropped and pasted. It decides by content, not by name.

import { formatCount } from '../shared/format.js';
import { kindOfFile } from './file-kind.js';
import { MAX_POINTS } from '../settings/points-codec.js';
import { choice } from './chance.js';
import { chooseColumns, counts } from './dialect.js';
import { jsonNumber, readJson, whyNoNumber } from './json-points.js';
import { pictureInk } from './picture-points.js';
import { TOLD, readTable, sayLeftOut } from './table.js';
import { Aborted, Unreadable } from './text-lines.js';

/** @typedef {import('./dialect.js').Choices & { inverted?: boolean }} Choices */
/** @typedef {import('./dialect.js').Column} Column */
/** @typedef {import('./dialect.js').Question} Question */
/** @typedef {import('./table.js').LeftOut} LeftOut */
/** @typedef {import('./table.js').Care} Care */
/** @typedef {{ width: number, height: number, data: Uint8ClampedArray }} Pixels as of ImageData */
/**
 * @typedef {object} Reading
 * @property {'table' | 'json' | 'picture'} kind
 * @property {number[]} points flat, at most {@link MAX_POINTS}
 * @property {string[]} places where these stand: “line 2”
 * @property {string} what the points are, in words
 * @property {string[]} facts what else there is to say
 * @property {LeftOut[]} leftOut the first of what holds no point
 * @property {number} leftOutCount
 * @property {Question | null} question what must be answered before the points may be used
 * @property {Partial<import('./dialect.js').Dialect> & { inverted?: boolean }} took what can be chosen otherwise
 */

/** The largest JSON that is read (bytes): it must be in memory as a whole. */
const MAX_JSON = 2e7;
const ENCODINGS = new Map([
  ['utf-16le', 'UTF-16'],
  ['utf-16be', 'UTF-16'],
  ['windows-1252', 'Latin-1 (Windows-1252)'],
]);

/**
 * @param {File} file
 * @param {Choices} choices what a person has decided
 * @param {Care & { pixels: (file: Blob, isSvg: boolean) => Promise<Pixels> }} care pixels: those of a picture
 * @returns {Promise<Reading | string | null>} or what is wrong; null if it was broken off
 */
export async function readPoints(file, choices, care) {
  const { name } = file;
  try {
    const { kind, words, advice } = await kindOfFile(file);
    if (kind === 'empty') return `${name} is empty.`;
    if (kind === 'picture') {
      const read = await readPicture(file, /SVG/.test(words), choices, care);
      return typeof read === 'string' ? `${name} is ${words}, but ${read}` : read;
    }
    if (kind === 'weights')
      return `${name} is ${words}: it holds weights, not points. Import it under “To PyTorch and back”.`;
    if (kind === 'other' || kind === 'npy')
      return `${name} is ${words}, which can’t be read here. ${advice}`.trim();
    const read =
      kind === 'json' ? await readAsJson(file, choices) : await readText(file, choices, care);
    return typeof read === 'string' ? `${name}: ${read}` : read;
  } catch (error) {
    if (error instanceof Aborted) return null;
    if (error instanceof Unreadable) return `${name}: ${error.message}`;
    return `${name} can’t be read: ${/** @type {Error} */ (error).message}`;
  }
}

/** @param {number} total @param {string} [noun] */
function whatOf(total, noun = total === 1 ? 'point' : 'points') {
  const all = `${formatCount(total)} ${noun}`;
  return total <= MAX_POINTS ? all : `${formatCount(MAX_POINTS)} of ${all}, chosen at random`;
}

/** @param {Blob} file @param {Choices} choices @param {Care} care @returns {Promise<Reading | string>} */
async function readText(file, choices, care) {
  const table = await readTable(file, choices, MAX_POINTS, care);
  if (typeof table === 'string') return table;
  const { dialect, encoding, comments, total, ...rest } = table;
  const facts = [];
  if (dialect.header) facts.push(`Line ${table.headerLine} holds the names of the columns.`);
  const encoded = ENCODINGS.get(encoding);
  if (encoded) facts.push(`The text is in ${encoded}.`);
  if (comments.count > 0) {
    const several =
      comments.count > 1 ? `${formatCount(comments.count)} comment lines are` : 'A comment is';
    facts.push(
      `${several} skipped, ${comments.count > 1 ? 'the first in' : 'in'} line ${comments.first}.`,
    );
  }
  return { ...rest, kind: 'table', what: whatOf(total), facts, took: dialect };
}

/** @param {Blob} file @param {Choices} choices @returns {Promise<Reading | string>} */
async function readAsJson(file, choices) {
  if (file.size > MAX_JSON)
    return 'JSON can be read up to 20 MB. Save it as CSV, which has no limit.';
  const bytes = new Uint8Array(await file.arrayBuffer());
  const wide =
    bytes[0] === 0xff || bytes[1] === 0
      ? 'utf-16le'
      : bytes[0] === 0xfe || bytes[0] === 0
        ? 'utf-16be'
        : 'utf-8';
  const read = readJson(new TextDecoder(wide).decode(bytes));
  if (typeof read === 'string') return read;
  const { names, rows, noun, shape } = read;
  const whole = rows.filter(({ why }) => !why);
  const columns = names.map((name, i) => {
    const cells = whole.map((row) => row.cells[i]);
    const numbers = cells.filter((cell) => !Number.isNaN(jsonNumber(cell))).length;
    const missing = cells.filter((cell) => cell === undefined || cell === null).length;
    const first = whole.slice(0, 100).map((row) => row.cells.map(String));
    return {
      name,
      numeric: numbers > 0 && numbers >= cells.length - missing - numbers,
      counts: counts(first, i),
    };
  });
  const [x, y] = chooseColumns(columns, choices);
  const place = choice(MAX_POINTS);
  /** @type {{ at: number, x: number, y: number }[]} */
  const kept = [];
  /** @type {LeftOut[]} */
  const leftOut = [];
  let [total, leftOutCount] = [0, 0];
  for (const { at, cells, why } of rows) {
    const [one, other] = [jsonNumber(cells[x]), jsonNumber(cells[y])];
    if (why || Number.isNaN(one) || Number.isNaN(other)) {
      const reason = why ?? whyNoNumber(Number.isNaN(one) ? cells[x] : cells[y]);
      if (leftOutCount++ < TOLD) leftOut.push({ where: `${noun} ${formatCount(at)}`, why: reason });
      continue;
    }
    total++;
    const slot = place();
    if (slot >= 0) kept[slot] = { at, x: one, y: other };
  }
  if (total === 0)
    return `it contains no points${leftOut[0] ? `: ${sayLeftOut(leftOut[0])}` : ''}.`;
  kept.sort((a, b) => a.at - b.at);
  return {
    kind: 'json',
    points: kept.flatMap((point) => [point.x, point.y]),
    places: kept.map(({ at }) => `${noun} ${formatCount(at)}`),
    what: whatOf(total),
    facts: [`Read as ${shape}.`],
    leftOut,
    leftOutCount,
    question: null,
    took: { columns, x, y },
  };
}

/** @param {Blob} file @param {boolean} isSvg @param {Choices} choices @param {Parameters<typeof readPoints>[2]} care @returns {Promise<Reading | string>} */
async function readPicture(file, isSvg, choices, { pixels }) {
  const picture = await pixels(file, isSvg).catch((error) => String(error.message));
  if (typeof picture === 'string') return picture;
  const read = pictureInk(picture, MAX_POINTS, choices);
  if (typeof read === 'string') return read;
  const { points, total, words } = read;
  const what = whatOf(total, words.replace(/^\S+ /, ''));
  const rest = { places: [], facts: [], leftOut: [], leftOutCount: 0, question: null };
  return { kind: 'picture', points, what, ...rest, took: { inverted: choices.inverted ?? false } };
}
