// What the lines of a whole file look like, in little memory: lines of the same shape count as one,
// which is kept as their example. In a table of millions of rows there are a few dozen shapes. Pure.

/** @typedef {{ line: number, text: string, count: number }} Shape `line` is the first of its kind */
/**
 * @typedef {object} Survey
 * @property {Shape[]} shapes of the lines that hold something
 * @property {{ line: number, text: string }[]} first the first of these lines, as they are
 * @property {number} rows how many there are
 * @property {string | null} told the delimiter that a line such as `sep=;` names
 */

/** Shapes told apart, and lines kept as they are. */
const MOST_SHAPES = 2000;
const FIRST = 100;
/** The delimiter that Excel is told by a file's first line. */
const TOLD = /^"?sep=(.|\\t)"?$/i;

/** Whether a line is a comment. Errors of spreadsheets begin with # too. @param {string} text */
export const isComment = (text) =>
  /^\s*(?:#(?!(?:n\/a|div\/0!|value!|ref!|name\?|num!|null!)(?:\W|$))|%|\/\/)/i.test(text);

/** Whether a line only names the delimiter. @param {string} text */
export const namesDelimiter = (text) => TOLD.exec(text.trim())?.[1]?.replace('\\t', '\t') ?? null;

/** @returns {{ survey: Survey, take: (piece: string) => void }} */
export function surveyor() {
  /** @type {Survey} */
  const survey = { shapes: [], first: [], rows: 0, told: null };
  /** @type {Map<number, Shape>} */
  const known = new Map();
  let line = 0;
  const note = (
    /** @type {string} */ piece,
    /** @type {number} */ from,
    /** @type {number} */ to,
  ) => {
    line++;
    const shape = shapeOf(piece, from, to);
    if (shape === 0) return;
    const seen = known.get(shape);
    if (seen && survey.first.length >= FIRST && !COMMENTS.has(shape)) {
      seen.count++;
      survey.rows++;
      return;
    }
    // A copy: a part of a text would keep all of it in memory.
    const text = [...piece.slice(from, to)].join('');
    if (isComment(text)) {
      COMMENTS.add(shape);
      return;
    }
    const told = survey.rows === 0 ? namesDelimiter(text) : null;
    if (told && survey.told === null) {
      survey.told = told;
      return;
    }
    survey.rows++;
    if (survey.first.length < FIRST) survey.first.push({ line, text });
    if (seen) seen.count++;
    else if (survey.shapes.length < MOST_SHAPES) {
      const made = { line, text, count: 1 };
      known.set(shape, made);
      survey.shapes.push(made);
    }
  };
  /** Shapes of comments: of those each line is looked at. @type {Set<number>} */
  const COMMENTS = new Set();
  const take = (/** @type {string} */ piece) => {
    let from = 0;
    for (;;) {
      const to = piece.indexOf('\n', from);
      if (to < 0) break;
      note(piece, from, to);
      from = to + 1;
    }
    if (from < piece.length) note(piece, from, piece.length);
  };
  return { survey, take };
}

/**
 * A sum over what matters of a line: delimiters and signs as they are, runs of digits by their length
 * and whether they begin with 0, all letters as one. 0 for a blank line.
 * @param {string} text @param {number} from @param {number} to
 */
function shapeOf(text, from, to) {
  let hash = 0x811c9dc5;
  let [digits, zero, before, blank] = [0, false, 0, true];
  for (let i = from; i <= to; i++) {
    const code = i < to ? text.charCodeAt(i) : 10;
    if (code >= 48 && code <= 57) {
      if (digits === 0) zero = code === 48;
      digits++;
      continue;
    }
    if (digits > 0) {
      const length = digits > 3 ? 4 : digits === 3 ? 3 : 1;
      hash = Math.imul(hash ^ (256 + 2 * length + Number(zero)), 0x01000193);
      [digits, before, blank] = [0, 0, false];
    }
    const kind = letter(code) ? 97 : code;
    // Runs of letters and runs of blanks count as one.
    if ((kind === 97 || kind === 32) && kind === before) continue;
    if (kind !== 32 && kind !== 9 && kind !== 10) blank = false;
    hash = Math.imul(hash ^ kind, 0x01000193);
    before = kind;
  }
  return blank ? 0 : hash | 1;
}

/** @param {number} code */
function letter(code) {
  if (code < 128) return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
  // Not the blanks and signs that numbers are written with.
  return code !== 0xa0 && code !== 0x2009 && code !== 0x202f && code !== 0x2019 && code !== 0x2212;
}
