// Numbers in cells, as people and programs write them, with a point or a comma as the decimal sign.
// What a cell could mean under either sign is told apart here, never guessed. Pure.

/** @typedef {'.' | ','} Decimal */

/** Signs that may stand between groups of three digits, besides the one that is not the decimal sign. */
const GAPS = "'’ \\u00a0\\u2009\\u202f";
/** @param {Decimal} decimal */
const pattern = (decimal) => {
  const [sign, other] = decimal === '.' ? ['\\.', ','] : [',', '.'];
  const grouped = `[1-9]\\d{0,2}([${other}${GAPS}])\\d{3}(?:\\1\\d{3})*`;
  // “5.” is a number, as NumPy writes it; “5,” is the start of a list.
  const rest = decimal === '.' ? `(?:${sign}\\d*)?` : `(?:${sign}\\d+)?`;
  return new RegExp(`^[+-]?(?:(?:${grouped}|\\d+)${rest}|${sign}\\d+)(?:[eE][+-]?\\d+)?$`);
};
const PATTERNS = { '.': pattern('.'), ',': pattern(',') };
/** Most cells are this plain. */
const PLAIN = /^-?\d+(?:\.\d+)?$/;

/** What stands for no value, in the programs that write tables. */
const MISSING =
  /^(?:|[+-]?(?:1\.#)?(?:nan|qnan|ind)(?:\(\w*\))?|<?na>?|#?n\/a|null|none|nil|missing|undefined|void|-+|–|—|\.+|…|\?|\\n|#(?:div\/0!|value!|ref!|name\?|num!|null!|n\/a))$/i;

/** A cell without its quotation marks and blanks, with the minus sign of the keyboard. @param {string} cell */
export function tidy(cell) {
  let text = cell.trim();
  if (text.length > 1 && (text[0] === '"' || text[0] === "'") && text.endsWith(text[0])) {
    text = text.slice(1, -1).trim();
  }
  return text.replace('\u2212', '-');
}

/** @param {string} text as of {@link tidy} */
export const isMissing = (text) => MISSING.test(text);

/**
 * The number that a cell holds; NaN if it holds none.
 * @param {string} text as of {@link tidy}
 * @param {Decimal} decimal
 */
export function numberOf(text, decimal) {
  if (decimal === '.' && PLAIN.test(text)) return finite(Number(text));
  if (!PATTERNS[decimal].test(text)) return NaN;
  // Groups go, and the decimal sign becomes a point.
  const plain =
    decimal === '.'
      ? text.replace(/[^\d.eE+-]/g, '')
      : text.replace(/[^\d,eE+-]/g, '').replace(',', '.');
  return finite(Number(plain));
}

/** @param {number} value */
const finite = (value) => (Number.isFinite(value) ? value : NaN);

/**
 * What a cell says about the decimal sign: that it is a point, a comma, nothing (the number is the
 * same), or that it has two meanings; `none` if it is no number.
 * @param {string} text as of {@link tidy}
 * @returns {Decimal | 'same' | 'either' | 'none'}
 */
export function signOf(text) {
  const [point, comma] = [numberOf(text, '.'), numberOf(text, ',')];
  if (Number.isNaN(point)) return Number.isNaN(comma) ? 'none' : ',';
  if (Number.isNaN(comma)) return '.';
  return point === comma ? 'same' : 'either';
}

/** Whether a cell tries to be a number, as no heading does. @param {string} text as of {@link tidy} */
export const looksNumeric = (text) => /^[+-]?[.,]?\d|^[+-]?(?:inf|infinity|∞)$/i.test(text);

/** Why a cell is no number. @param {string} text as of {@link tidy} */
export function whyNot(text) {
  if (isMissing(text)) return text === '' ? 'a value is missing' : `“${shorten(text)}” is no value`;
  const what = `“${shorten(text)}”`;
  if (/^[+-]?0[xob][\da-f]+$/i.test(text)) return `${what} is not a decimal number`;
  if (/^[+-]?\d[\d.]*e\+?\d+$/i.test(text)) return `${what} is too large`;
  return `${what} is not a number`;
}

/** @param {string} text */
export const shorten = (text) => (text.length > 24 ? `${text.slice(0, 24)}…` : text);
