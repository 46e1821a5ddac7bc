// The lines of a text file, piece by piece, so that a large file neither fills the memory nor stops
// the page: between two pieces the browser draws. Pure but for reading the file.

import { HEAD, wideOrder } from './file-kind.js';

/** Bytes of a piece: some ten milliseconds of work. */
const PIECE = 2 ** 16;
/** A line longer than this (letters) is none. */
const LONGEST = 2 ** 20;

/** What is wrong with a file, in words that a visitor reads. */
export class Unreadable extends Error {}
/** Nobody waits for the file any more. */
export class Aborted extends Error {}

/** Encodings by the marks that texts begin with. @type {[mark: number[], label: string][]} */
const MARKS = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * The encoding of a text: as its mark says, or as its first bytes look. Whether UTF-8 without a mark
 * is UTF-8 shows only at its end.
 * @param {Blob} file
 */
async function guessEncoding(file) {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const marked = MARKS.find(([mark]) => mark.every((byte, i) => head[i] === byte));
  return marked?.[1] ?? wideOrder(head) ?? 'utf-8';
}

/**
 * Passes over all of a text, in pieces of whole lines with \n at their ends, and gives its encoding.
 * Should it turn out not to be UTF-8, `begin` is called once more and the pass begins anew.
 * @param {Blob} file
 * @param {() => (piece: string, last: boolean) => string | void} begin makes what takes the pieces; what
 * that returns comes again at the start of the next piece
 * @param {object} [options]
 * @param {string} [options.encoding] if it is known
 * @param {(share: number) => void} [options.onProgress]
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<string>}
 */
export async function eachPiece(file, begin, { encoding, onProgress, signal } = {}) {
  const label = encoding ?? (await guessEncoding(file));
  try {
    await pass(file, label, begin(), onProgress, signal);
    return label;
  } catch (error) {
    if (!(error instanceof TypeError) || label !== 'utf-8') throw error;
    // Not UTF-8: then it is one of the old encodings, in which digits and signs are the same.
    await pass(file, 'windows-1252', begin(), onProgress, signal);
    return 'windows-1252';
  }
}

/**
 * @param {Blob} file
 * @param {string} label
 * @param {(piece: string, last: boolean) => string | void} take
 * @param {((share: number) => void) | undefined} onProgress
 * @param {AbortSignal | undefined} signal
 */
async function pass(file, label, take, onProgress, signal) {
  const decoder = new TextDecoder(label, { fatal: label === 'utf-8' });
  let rest = '';
  const read = (/** @type {number} */ at) => file.slice(at, at + PIECE).arrayBuffer();
  let next = read(0);
  for (let at = 0; at < file.size || at === 0; at += PIECE) {
    const bytes = await next;
    // Read while this one is worked on.
    if (at + PIECE < file.size) next = read(at + PIECE);
    if (at > 0) await turn();
    if (signal?.aborted) throw new Aborted();
    const last = at + PIECE >= file.size;
    let text = rest + decoder.decode(bytes, { stream: !last });
    // The other half of a \r\n may be in the next piece.
    const half = !last && text.endsWith('\r');
    if (half) text = text.slice(0, -1);
    if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
    const end = last ? text.length : text.lastIndexOf('\n') + 1;
    const again = take(text.slice(0, end), last) ?? '';
    rest = again + text.slice(end) + (half ? '\r' : '');
    if (rest.length > LONGEST)
      throw new Unreadable('it has a line of more than a million letters.');
    onProgress?.(Math.min(1, (at + PIECE) / file.size));
  }
}

/** Lets the page draw and answer; in a hidden tab, where timers wait, it goes on at once. @returns {Promise<void>} */
function turn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
