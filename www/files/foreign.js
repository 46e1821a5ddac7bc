// Files of weights that the core refuses: read as they were meant, or refused by what they are. This
// part of the page is loaded with the first of them. Pure.

import { kindOf, partOf } from './foreign-files.js';
import { asOurs } from './foreign-weights.js';

/** The lines of Python read a file of this name. */
const FILE_IN_LINES = /"weights\.[a-z0-9]+"/g;

/**
 * The file as the page writes it.
 * @param {Uint8Array} bytes
 * @param {string} name
 * @param {string} why the core refuses it
 * @returns {{ bytes: Uint8Array, taken: string }} taken: what was read otherwise, in sentences
 * @throws an error that says what is wrong, with the Python that mends it
 */
export function meant(bytes, name, why) {
  try {
    const ours = asOurs(bytes);
    if (ours) return ours;
    throw new Error(why);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error(explained(bytes, name, message));
  }
}

/** @param {Uint8Array} bytes @param {string} name @param {string} message */
function explained(bytes, name, message) {
  const [why, ...lines] = message.split('\n');
  const kind = kindOf(bytes);
  const other = kind ?? partOf(name);
  const said = kind
    ? `It is ${kind.what}, but the page reads safetensors.`
    : other && lines.length === 0
      ? `${why} By its name, it is ${other.what}.`
      : why;
  const code = lines.length > 0 ? lines : (other?.lines ?? []);
  if (code.length === 0) return said;
  const lead = lines.length > 0 ? '' : ' In Python, this makes a file that can be imported:';
  // In its own name, whole: the lines are to be run.
  const own = code.map((line) => line.replace(FILE_IN_LINES, () => JSON.stringify(name)));
  return [said + lead, ...own].join('\n');
}
