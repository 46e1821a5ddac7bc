// Files for the tests of what reads them.

import assert from 'node:assert/strict';
import { readPoints } from '../../../www/reading/read-points.js';

/** @typedef {import('../../../www/reading/read-points.js').Choices} Choices */
/** @typedef {import('../../../www/reading/read-points.js').Pixels} Pixels */

/** Pictures are decoded by browsers. @returns {Promise<never>} */
const noPixels = async () => {
  throw new Error('no browser');
};

/** @param {BlobPart | BlobPart[]} body @param {Choices} [choices] @param {string} [name] */
export function readFile(body, choices = {}, name = 'a.csv') {
  const parts = Array.isArray(body) ? body : [body];
  return readPoints(new File(parts, name), choices, { pixels: noPixels });
}

/** A file that can be read. @param {BlobPart | BlobPart[]} body @param {Choices} [choices] */
export async function good(body, choices) {
  const read = await readFile(body, choices);
  if (typeof read === 'string' || read === null)
    throw new Error(`${String(body).slice(0, 80)}: ${read}`);
  return read;
}

/** A file that leaves no question open. @param {BlobPart | BlobPart[]} body @param {Choices} [choices] */
export async function clear(body, choices) {
  const read = await good(body, choices);
  assert.equal(read.question, null, String(body).slice(0, 80));
  return read;
}

/** What is said of a file that can't be read. @param {BlobPart | BlobPart[]} body @param {string} [name] */
export async function refused(body, name) {
  const read = await readFile(body, {}, name);
  if (typeof read !== 'string')
    throw new Error(`${String(body).slice(0, 80)} was read: ${JSON.stringify(read)}`);
  return read;
}

/** What was left out, as “where: why”. @param {import('../../../www/reading/read-points.js').Reading} read */
export const leftOut = (read) => read.leftOut.map(({ where, why }) => `${where}: ${why}`);
