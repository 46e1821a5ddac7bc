// A learner’s answer as a line of text, to be sent by any way that a class has: the key of the exercise,
// the prediction, and a sign by which a line that arrives twice is known. Pure.

/** @typedef {{ key: string, value: number, sign: string }} AnswerLine */

/** No letters that are taken for one another. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 6;
/** Programs make longer dashes of hyphens. */
const DASH = '[-‐‑‒–−]';
const LINE = new RegExp(
  `(?:^|[^a-z0-9])nano${DASH}([a-z]+)${DASH}(\\d{1,4}(?:\\.\\d{1,4})?)${DASH}([a-z0-9]{${LENGTH}})(?![a-z0-9])`,
  'gi',
);

/** A sign for a learner, by bytes that are drawn anew for each. @param {Uint8Array} bytes */
export const signOf = (bytes) =>
  Array.from(bytes.subarray(0, LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('');

/** @param {unknown} text */
export const isSign = (text) => new RegExp(`^[a-z0-9]{${LENGTH}}$`).test(String(text));

/** @param {AnswerLine} answer its value with four digits after the point at most */
export const writeLine = ({ key, value, sign }) => `nano-${key}-${value}-${sign}`;

/** All answers in a text. @param {string} text @returns {AnswerLine[]} */
export function readLines(text) {
  return Array.from(text.matchAll(LINE), ([, key, value, sign]) => ({
    key: key.toLowerCase(),
    value: Number(value),
    sign: sign.toLowerCase(),
  }));
}
