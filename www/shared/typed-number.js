// Numbers as people type and paste them. What is written by the page always has ASCII digits and a
// point; what is read may have a comma, the digits of another script, or thousands apart.

/** Decimal numbers as the page writes them. Hexadecimal and the like are no numbers here. */
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** Thousands set apart, by one and the same sign. */
const GROUPED = /^([+-]?[1-9]\d{0,2})(?:([ .,'’])\d{3})(?:\2\d{3})*$/;

/**
 * The number that a text stands for; NaN where it can't be read. A comma is the decimal sign where
 * there is one and no point; of a comma and a point, the last is.
 * @param {string} text
 * @param {boolean} [whole] a whole number is meant: then 5,000 and 5.000 are five thousand
 */
export function readNumber(text, whole = false) {
  let plain = asciiDigits(text.trim());
  if (/^[+-]?(infinity|∞)$/i.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity;
  const commas = count(plain, ',');
  const points = count(plain, '.');
  if (commas > 0 && points > 0) {
    // 1.234,5 and 1,234.5
    const decimal = plain.lastIndexOf(',') > plain.lastIndexOf('.') ? ',' : '.';
    const [head, tail, ...more] = plain.split(decimal);
    if (more.length > 0 || !GROUPED.test(head)) return NaN;
    plain = `${ungrouped(head)}.${tail}`;
  } else if (GROUPED.test(plain) && (commas + points !== 1 || whole)) {
    plain = ungrouped(plain);
  } else if (/[ '’]/.test(plain)) {
    // 12 345,6
    const [head, ...tail] = plain.split(/[.,]/);
    if (tail.length > 1 || !GROUPED.test(head)) return NaN;
    plain = [ungrouped(head), ...tail].join('.');
  } else if (commas === 1) plain = plain.replace(',', '.');
  return PLAIN.test(plain) ? Number(plain) : NaN;
}

/** @param {string} text @param {string} sign */
const count = (text, sign) => text.split(sign).length - 1;
const ungrouped = (/** @type {string} */ text) => text.replace(/[ .,'’]/g, '');

/** Digits, signs and blanks of other scripts as those of ASCII. @param {string} text */
function asciiDigits(text) {
  return text
    .replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)))
    .replace(/[−–－﹣]/g, '-')
    .replace(/[＋]/g, '+')
    .replace(/[٫，]/g, ',')
    .replace(/[．]/g, '.')
    .replace(/[٬]/g, '’')
    .replace(/\s/g, ' ');
}

/** The digits of a script follow one another from its zero, those of some scripts after each other. @param {string} digit */
function valueOf(digit) {
  const code = /** @type {number} */ (digit.codePointAt(0));
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (code - zero) % 10;
}
