// How a table is written: what parts its columns, and what the decimal sign is, by the lines of the
// whole file. Where they allow two readings, the answer is a question. Pure.

import { isMissing, looksNumeric, numberOf, shorten, signOf, tidy } from './numbers.js';

/** @typedef {import('./numbers.js').Decimal} Decimal */
/** @typedef {import('./survey.js').Survey} Survey */
/** @typedef {'\t' | ';' | '|' | ',' | ' '} Delimiter blank: any run of blanks and tabs */
/** What a person may decide; what is left open is taken from the file.
 * @typedef {{ delimiter?: Delimiter, decimal?: Decimal, header?: boolean, x?: number, y?: number, pairs?: boolean }} Choices
 * `pairs`: commas part the columns and are inside the numbers too */
/** @typedef {{ words: string, answers: { words: string, choices: Choices }[] }} Question */
/** @typedef {{ name: string, numeric: boolean, counts: boolean }} Column `counts`: numbers its rows */
/**
 * @typedef {object} Dialect
 * @property {Delimiter} delimiter
 * @property {Decimal} decimal
 * @property {boolean} pairs commas part the columns and are inside the numbers too
 * @property {boolean} header whether the first row names the columns
 * @property {Column[]} columns
 * @property {number} x the column of x
 * @property {number} y
 */

/** The sooner of two that fit alike is taken. @type {Delimiter[]} */
export const DELIMITERS = ['\t', ';', '|', ',', ' '];

/**
 * The cells of a line: for looking at single lines; files are parsed by Papa Parse.
 * @param {string} text @param {Delimiter} delimiter
 */
export function cellsOf(text, delimiter) {
  const line = delimiter === ' ' ? text.trim().replace(/[ \t]+/g, ' ') : text;
  if (!line.includes('"')) return line.split(delimiter).map(tidy);
  const escaped = delimiter === '|' ? '\\|' : delimiter;
  const gap = delimiter === ' ' ? '' : ' *';
  const cell = new RegExp(`(?:^|${escaped})(${gap}"(?:[^"]|"")*"${gap}|[^${escaped}]*)`, 'g');
  return [...line.matchAll(cell)].map(([, found]) => tidy(found.replaceAll('""', '"')));
}

/** Cells at the end that hold nothing are no columns. @param {string[]} cells */
export function widthOf(cells) {
  let width = cells.length;
  while (width > 0 && cells[width - 1] === '') width--;
  return width;
}

/** @param {string} text */
const isNumber = (text) => signOf(text) !== 'none';

/**
 * @param {Survey} survey
 * @param {Choices} [choices]
 * @returns {{ dialect: Dialect, question: Question | null } | string} or what is wrong
 */
export function findDialect(survey, choices = {}) {
  const delimiter = choices.delimiter ?? findDelimiter(survey);
  const lines = survey.shapes.map(({ text, count, line }) => ({
    cells: cellsOf(text, delimiter),
    count,
    line,
    quoted: text.includes('"'),
  }));
  const first = survey.first.map(({ text }) => cellsOf(text, delimiter));
  const header = choices.header ?? isHeader(first);
  // The row of names is of no shape but its own, most often.
  const data = header ? lines.filter(({ line }) => line !== survey.first[0].line) : lines;
  const open = (delimiter === ',' || delimiter === ' ') && choices.pairs === undefined;
  const double = open ? doubleUse(data, header ? first[0] : null, delimiter) : null;
  const pairs = choices.pairs ?? false;
  const columns = columnsOf(data, header ? first[0] : [], first.slice(Number(header)), pairs);
  const [x, y] = chooseColumns(columns, choices);
  const signs = choices.decimal ?? findDecimal(data, [x, y], delimiter);
  const decimal = typeof signs === 'string' ? signs : '.';
  /** @type {Dialect} */
  const dialect = { delimiter, decimal, pairs, header, columns, x, y };
  const question = double ?? (typeof signs === 'string' ? null : signs);
  if (!question && columns.length < 2) {
    if (columns[0]?.numeric) return 'it has only one column, but a point needs two.';
    const [{ line, text }] = survey.first;
    return `it contains no table of numbers: line ${line} is “${shorten(text.trim())}”.`;
  }
  return { dialect, question };
}

/** @param {Survey} survey @returns {Delimiter} */
function findDelimiter({ shapes, told }) {
  const named = DELIMITERS.find((delimiter) => delimiter === told);
  if (named) return named;
  let [best, most] = [/** @type {Delimiter} */ (','), 0];
  for (const delimiter of DELIMITERS) {
    let score = 0;
    for (const { text, count } of shapes) {
      if (delimiter !== ' ' && !text.includes(delimiter)) continue;
      const cells = cellsOf(text, delimiter);
      const used = cells.slice(0, widthOf(cells));
      const numbers = used.filter(isNumber).length;
      if (numbers < 2) {
        // Rows of missing values tell a little.
        if (numbers + used.filter(isMissing).length >= 2) score += 0.1 * count;
        continue;
      }
      const clean = used.every((cell) => isNumber(cell) || isMissing(cell));
      score += (clean ? 2 : 1) * count;
    }
    if (score > most) [best, most] = [delimiter, score];
  }
  return best;
}

/** Whether the first row names the columns: words, and nothing that is or was to be a number. @param {string[][]} rows */
function isHeader([first, ...rest]) {
  if (!first || rest.length === 0) return false;
  const words = first.filter((cell) => !isMissing(cell));
  return words.some((cell) => /\p{L}/u.test(cell)) && !words.some(looksNumeric);
}

/** @typedef {{ cells: string[], count: number, line: number, quoted: boolean }} Line */

/**
 * Where what parts the columns, a comma or a blank, may be inside the numbers too, as the decimal sign
 * or between thousands: the question which.
 * @param {Line[]} lines @param {string[] | null} names @param {',' | ' '} delimiter
 * @returns {Question | null}
 */
function doubleUse(lines, names, delimiter) {
  if (lines.some(({ quoted }) => quoted) || (names && widthOf(names) !== 2)) return null;
  const numeric = lines.filter(({ cells }) => cells.every((cell) => /^[+-]?\d/.test(cell)));
  const of = (/** @type {number} */ width) => numeric.filter(({ cells }) => cells.length === width);
  const total = (/** @type {Line[]} */ some) => some.reduce((sum, { count }) => sum + count, 0);
  const [two, three, four] = [2, 3, 4].map(of);
  // Three cells are a point with one comma too many; but a lonely line of three is just wrong.
  const whole = three.every(({ cells }) => cells.every((cell) => /^[+-]?\d+$/.test(cell)));
  const odd = delimiter === ',' && whole && (names || two.length > 0) && total(three) > total(two);
  const example = four[0] ?? (odd ? three[0] : null);
  if (!example) return null;
  const joined = four.map(({ cells }) => joinedPairs(cells, delimiter));
  /** @type {Map<string, Choices>} */
  const answers = new Map();
  for (const decimal of /** @type {Decimal[]} */ ([',', '.'])) {
    const values = joined.map((pair) => pair.map((cell) => numberOf(cell, decimal)));
    if (values.flat().some(Number.isNaN) || (four.length === 0 && decimal === '.')) continue;
    const point = values[0]?.join(', ');
    const words = point ? `It is the point (${point})` : 'Some of its commas are decimal signs';
    answers.set(words, { delimiter, decimal, pairs: true });
  }
  if (answers.size === 0) return null;
  answers.set(`It has ${example.cells.length} columns`, { delimiter, pairs: false });
  const sign = delimiter === ',' ? 'Commas' : 'Spaces';
  return {
    words: `${sign} separate the columns here, but may also be inside the numbers. How is “${example.cells.join(delimiter)}” (line ${example.line}) to be read?`,
    answers: [...answers].map(([words, choices]) => ({ words, choices })),
  };
}

/** The two values of four cells. @param {string[]} cells @param {string} delimiter */
export function joinedPairs(cells, delimiter) {
  return [cells.slice(0, 2).join(delimiter), cells.slice(2).join(delimiter)];
}

/**
 * The decimal sign by all cells of the two columns.
 * @param {Line[]} lines @param {number[]} used @param {Delimiter} delimiter
 * @returns {Decimal | Question}
 */
function findDecimal(lines, used, delimiter) {
  /** @type {Record<string, { cell: string, line: number }>} */
  const seen = {};
  for (const { cells, line } of lines) {
    for (const column of used) {
      const cell = cells[column] ?? '';
      const sign = signOf(cell);
      // Of two meanings: the sign in it.
      const key = sign === 'either' ? `either${cell.includes(',') ? ',' : '.'}` : sign;
      seen[key] ??= { cell, line };
    }
  }
  const answers = (/** @type {string} */ cell) =>
    /** @type {Decimal[]} */ (['.', ',']).map((decimal) => {
      const value = numberOf(cell, decimal);
      const words = decimal === '.' ? 'a point' : 'a comma';
      const meaning = Number.isNaN(value) ? '' : `: “${cell}” is ${value}`;
      return { words: `The decimal sign is ${words}${meaning}`, choices: { decimal } };
    });
  const [point, comma] = [seen['.'], seen[',']];
  if (point && comma) {
    const words = `Both a point (“${point.cell}”, line ${point.line}) and a comma (“${comma.cell}”, line ${comma.line}) look like decimal signs. Which is it?`;
    return { words, answers: answers('') };
  }
  if (point) return '.';
  if (comma) return ',';
  const either = seen['either,'] ?? seen['either.'];
  // Where a comma or a blank parts columns, nobody parts thousands with points.
  if (!either || (!seen['either,'] && (delimiter === ',' || delimiter === ' '))) return '.';
  const words = `“${either.cell}” (line ${either.line}) may be a fraction or a number of thousands. Which is it?`;
  return { words, answers: answers(either.cell) };
}

/**
 * @param {Line[]} lines of all shapes
 * @param {string[]} names of the first row, if these are names
 * @param {string[][]} rows the first ones, in their order
 * @param {boolean} pairs
 * @returns {Column[]}
 */
function columnsOf(lines, names, rows, pairs) {
  if (pairs) {
    return [0, 1].map((i) => ({ name: names[i] ?? '', numeric: true, counts: false }));
  }
  /** How often each width occurs. @type {Map<number, number>} */
  const widths = new Map();
  for (const { cells, count } of lines) {
    const width = widthOf(cells);
    widths.set(width, (widths.get(width) ?? 0) + count);
  }
  const byCount = [...widths].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([width]) => width);
  const common = byCount.find((width) => width > 1) ?? byCount[0] ?? 0;
  // R names all columns but the first, which holds the names of the rows.
  const shifted =
    widthOf(names) === common - 1 && (counts(rows, 0) || !rows.some(([cell]) => isNumber(cell)));
  if (names.length > 0 && shifted) names = ['', ...names];
  return Array.from({ length: Math.max(common, widthOf(names)) }, (_, i) => {
    let [numbers, others] = [0, 0];
    for (const { cells, count } of lines) {
      const cell = cells[i] ?? '';
      if (isNumber(cell)) numbers += count;
      else if (!isMissing(cell)) others += count;
    }
    return {
      name: names[i] ?? '',
      numeric: numbers > 0 && numbers >= others,
      counts: counts(rows, i),
    };
  });
}

/** Whether a column numbers the rows from 0 or 1, as programs that write tables do. @param {string[][]} rows @param {number} column */
export function counts(rows, column) {
  const start = Number(rows[0]?.[column] || NaN);
  return (
    rows.length > 2 &&
    (start === 0 || start === 1) &&
    rows.every((cells, i) => cells[column] !== '' && Number(cells[column]) === start + i)
  );
}

/** Names of the two columns of points, the surest first. */
const NAMES = [
  [/^x$/i, /^y$/i],
  [/^(?:lon|lng|long|longitude)$/i, /^(?:lat|latitude)$/i],
  [/^(?:easting|east|e)$/i, /^(?:northing|north|n)$/i],
  [/^x(?:\W|_|$)/i, /^y(?:\W|_|$)/i],
  [/(?:^|[\W_])(?:lon|lng|longitude)(?:[\W_]|$)/i, /(?:^|[\W_])(?:lat|latitude)(?:[\W_]|$)/i],
];

/**
 * The columns of x and y: those chosen, else by their names, else the first that hold numbers and
 * more than the rows' own.
 * @param {Column[]} columns @param {Choices} choices
 */
export function chooseColumns(columns, { x, y }) {
  const fit = (/** @type {number | undefined} */ i) =>
    i !== undefined && i >= 0 && i < columns.length;
  let found = /** @type {number[] | null} */ (null);
  for (const names of NAMES) {
    const pair = names.map((name) => columns.findIndex((one) => name.test(one.name)));
    if (pair.every(fit)) {
      found = pair;
      break;
    }
  }
  const all = columns.map((_, i) => i);
  const numeric = all.filter((i) => columns[i].numeric);
  const telling = numeric.filter((i) => !columns[i].counts);
  const best = [...new Set([...telling, ...numeric, ...all])];
  const [first, second = 1] = found ?? best.slice(0, 2).sort((a, b) => a - b);
  const other = (/** @type {number} */ than) => best.find((i) => i !== than) ?? 1;
  const theX = fit(x) ? Number(x) : fit(y) && y === first ? other(first) : (first ?? 0);
  const theY = fit(y) ? Number(y) : theX === second ? other(theX) : second;
  return theX === theY ? [theX, other(theX)] : [theX, theY];
}
