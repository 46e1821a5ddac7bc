// The rows of a table as points, by Papa Parse: an even choice among them where they are many, and
// each row that is left out with its line and the reason.

import { choice } from './chance.js';
import { findDialect, joinedPairs, widthOf } from './dialect.js';
import { isMissing, numberOf, tidy, whyNot } from './numbers.js';
import { isComment, namesDelimiter, surveyor } from './survey.js';
import { eachPiece } from './text-lines.js';

/** @typedef {import('./dialect.js').Choices} Choices */
/** @typedef {import('./dialect.js').Dialect} Dialect */
/** @typedef {import('./dialect.js').Question} Question */
/** @typedef {{ where: string, why: string }} LeftOut where: “line 2” */
/** @typedef {import('papaparse').Parser} Parser */
/** @typedef {{ onProgress?: (share: number) => void, signal?: AbortSignal }} Care */
/**
 * @typedef {object} Table
 * @property {Dialect} dialect
 * @property {string} encoding
 * @property {Question | null} question what must be answered first
 * @property {number[]} points flat, in the file's units
 * @property {string[]} places where these stand: “line 2”
 * @property {number} total points in the file
 * @property {LeftOut[]} leftOut the first of the rows that hold no point
 * @property {number} leftOutCount
 * @property {{ count: number, first: number }} comments
 * @property {number} headerLine the first that is no comment
 */

/** @param {LeftOut} row */
export const sayLeftOut = ({ where, why }) =>
  /^has /.test(why) ? `${where} ${why}` : `${where}: ${why}`;

/** Rows left out that are told one by one. */
export const TOLD = 20;
/** An open quotation mark may hold so many letters: then it is none. */
const QUOTED = 2 ** 16;

/**
 * @param {Blob} file
 * @param {Choices} choices
 * @param {number} most points
 * @param {Care} [care]
 * @returns {Promise<Table | string>} or what is wrong
 */
export async function readTable(file, choices, most, care = {}) {
  const { onProgress, signal } = care;
  const half = (/** @type {number} */ start) => (/** @type {number} */ share) =>
    onProgress?.(start + share / 2);
  let { survey, take } = surveyor();
  const begin = () => {
    ({ survey, take } = surveyor());
    return take;
  };
  const encoding = await eachPiece(file, begin, { onProgress: half(0), signal });
  if (survey.rows === 0) return 'it contains no points.';
  const found = findDialect(survey, choices);
  if (typeof found === 'string') return found;
  const { default: Papa } = await import('../vendor/papaparse/papaparse.js');
  const headerLine = survey.first[0].line;
  const rows = rowReader(found.dialect, headerLine, most);
  await eachPiece(file, () => pieceParser(Papa.Parser, found.dialect, rows.take), {
    encoding,
    onProgress: half(0.5),
    signal,
  });
  const table = rows.end();
  if (table.total === 0 && !found.question) {
    const [first] = table.leftOut;
    return first ? `it contains no points: ${sayLeftOut(first)}.` : 'it contains no points.';
  }
  return { ...found, ...table, encoding, headerLine };
}

/**
 * Parses pieces of whole lines into rows, with the line of each.
 * @param {typeof import('papaparse').Parser} PapaParser
 * @param {Dialect} dialect
 * @param {(cells: string[], line: number) => void} onRow
 */
function pieceParser(PapaParser, { delimiter }, onRow) {
  const quoted = new PapaParser({ delimiter, newline: '\n' });
  // Quotation marks are letters to this one.
  const plain = new PapaParser({ delimiter, newline: '\n', fastMode: true });
  let line = 1;
  const rowsOf = (/** @type {string[][]} */ data) => {
    for (const cells of data) {
      onRow(cells, line++);
      for (const cell of cells) if (cell.includes('\n')) line += cell.split('\n').length - 1;
    }
  };
  const quote = new RegExp(`(^|\\n|${delimiter === '|' ? '\\|' : delimiter}) +"`, 'g');
  return (/** @type {string} */ piece, /** @type {boolean} */ last) => {
    let text = piece;
    if (delimiter === ' ') text = text.replace(/[ \t]+/g, ' ').replace(/^ | $/gm, '');
    else if (text.includes('"')) text = text.replace(quote, '$1"');
    if (!text.includes('"')) {
      // The empty row behind the last \n is none.
      for (const cells of plain.parse(text, 0, text.endsWith('\n')).data) onRow(cells, line++);
      return '';
    }
    for (;;) {
      const { data, meta } = quoted.parse(text.endsWith('\n') ? text : `${text}\n`, 0, true);
      rowsOf(data);
      const rest = text.slice(meta.cursor);
      if (rest === '') return '';
      if (!last && rest.length < QUOTED) return rest;
      // A quotation mark that nothing closes: its line is a line as any other.
      const end = rest.indexOf('\n') + 1 || rest.length;
      rowsOf(plain.parse(rest.slice(0, end), 0, rest[end - 1] === '\n').data);
      text = rest.slice(end);
      if (text === '') return '';
    }
  };
}

/**
 * Takes rows, and has in the end an even choice of their points, and what was left out.
 * @param {Dialect} dialect
 * @param {number} headerLine the first that may hold names
 * @param {number} most
 */
function rowReader({ delimiter, header, columns, x, y, decimal, pairs }, headerLine, most) {
  const place = choice(most);
  /** @type {{ line: number, x: number, y: number }[]} */
  const kept = [];
  /** @type {LeftOut[]} */
  const leftOut = [];
  const comments = { count: 0, first: 0 };
  let [total, leftOutCount] = [0, 0];
  const leave = (/** @type {number} */ line, /** @type {string} */ why) => {
    if (leftOutCount++ < TOLD) leftOut.push({ where: `line ${line}`, why });
  };
  const nameOf = (/** @type {number} */ i) => columns[i]?.name || (i === x ? 'x' : 'y');
  const take = (/** @type {string[]} */ cells, /** @type {number} */ line) => {
    if (header && line === headerLine) return;
    const first = cells[0].trimStart();
    if (!/^[\d.+-]/.test(first)) {
      const text = cells.join(delimiter);
      if (text.trim() === '' && cells.length <= 1) return;
      if (line < headerLine && namesDelimiter(text)) return;
      if (isComment(text)) {
        comments.first ||= line;
        comments.count++;
        return;
      }
    }
    const row = pairs ? paired(cells, delimiter) : cells;
    if (!row) leave(line, 'it is not clear which of its commas are inside the numbers');
    if (!row) return;
    if (row.length > columns.length) {
      const width = widthOf(row.map(tidy));
      if (width > columns.length) {
        const table =
          columns.length === 2 ? 'a point has two' : `the table has ${columns.length} columns`;
        leave(line, `has ${width} values, but ${table}`);
        return;
      }
    }
    if (row.length <= Math.max(x, y)) {
      const values = row.length === 1 ? '1 value' : `${row.length} values`;
      const needed =
        columns.length === 2 ? 'a point has two' : `“${nameOf(Math.max(x, y))}” is missing`;
      leave(line, `has ${values}, but ${needed}`);
      return;
    }
    const [one, other] = [tidy(row[x]), tidy(row[y])];
    const [atX, atY] = [numberOf(one, decimal), numberOf(other, decimal)];
    if (Number.isNaN(atX) || Number.isNaN(atY)) {
      leave(line, whyNot(Number.isNaN(atX) ? one : other));
      return;
    }
    total++;
    const at = place();
    if (at >= 0) kept[at] = { line, x: atX, y: atY };
  };
  const end = () => {
    kept.sort((a, b) => a.line - b.line);
    const points = kept.flatMap((point) => [point.x, point.y]);
    const places = kept.map(({ line }) => `line ${line}`);
    return { points, places, total, leftOut, leftOutCount, comments };
  };
  return { take, end };
}

/**
 * The two values of a row whose separators are inside the numbers too; null if they can't be told.
 * @param {string[]} row @param {string} delimiter
 */
function paired(row, delimiter) {
  if (row.length === 2) return row;
  return row.length === 4 ? joinedPairs(row.map(tidy), delimiter) : null;
}
