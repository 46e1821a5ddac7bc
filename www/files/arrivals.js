// Who gets what is dropped or pasted: weights of a network go to the import, everything else to the
// reader of points. It goes by what is in a file, not by its name or where it was dropped, and each
// arrival has one answer.

import { mayBePoints } from './file-drop.js';

/** @typedef {import('./file-drop.js').Arrival} Arrival */

/** So much of a file tells what it is (bytes). */
const HEAD = 4096;
/** Names say something only where the content does not. */
const WEIGHTS = /\.(safetensors|pt|pth|ckpt|bin|pkl|pickle|h5|keras|onnx|msgpack|gguf)$/i;

/**
 * @param {Arrival} arrival
 * @param {object} page
 * @param {(file: File) => void} page.weights
 * @param {(file: File) => void} page.points
 * @param {(text: string) => void} page.text likewise, as a text
 * @param {(words: string) => void} page.tell why nothing is done
 */
export async function takeArrival({ files, folders, text, link, how }, page) {
  const unchanged = 'Nothing has changed.';
  if (files.length + folders > 1) {
    const many = files.length + folders;
    return page.tell(`${many} files were ${how}: one at a time, please. ${unchanged}`);
  }
  if (folders > 0) {
    return page.tell(`That is a folder. Open it, and drop one file from it. ${unchanged}`);
  }
  const [file] = files;
  if (!file) {
    if (!link && mayBePoints(text)) return page.text(text);
    if (link) {
      const words = 'That is a link. Download what it leads to, and drop the file';
      return page.tell(`${words}; or paste a link of this page into the address bar. ${unchanged}`);
    }
    const what = text.trim() ? 'The text contains no points' : 'There was no file in it';
    return page.tell(`${what}. ${unchanged}`);
  }
  try {
    const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
    if (file.size === 0) return page.tell(`${file.name} is empty. ${unchanged}`);
    (kindOf(head, file.name) === 'weights' ? page.weights : page.points)(file);
  } catch {
    // A folder, where the browser does not tell; or a file that is gone.
    page.tell(`${file.name} can’t be read: it may be a folder, or gone. ${unchanged}`);
  }
}

/**
 * What a file holds, by how it begins.
 * @param {Uint8Array} head
 * @param {string} name
 * @returns {'weights' | 'points'}
 */
export function kindOf(head, name) {
  const letters = String.fromCharCode(...head.subarray(0, HEAD));
  // A length of eight bytes, and JSON; cut short or not.
  const safetensors = letters[8] === '{' && head[5] === 0 && head[6] === 0 && head[7] === 0;
  // PyTorch's, as they have been since 2020: a zip with a pickle in it. And those before: a pickle.
  const zipped = letters.startsWith('PK\x03\x04') && /data\.pkl|\.data\/|archive\//.test(letters);
  const pickled = head[0] === 0x80 && head[1] >= 2 && head[1] <= 5;
  const others = /^(\x89HDF|GGUF)/.test(letters) || /^\s*\{[^]*"weight_map"/.test(letters);
  if (safetensors || zipped || pickled || others) return 'weights';
  const binary =
    /[\0-\x08\x0e-\x1a]/.test(letters) && !/^(\x89PNG|\xff\xd8|GIF8|RIFF|BM)/.test(letters);
  return binary && WEIGHTS.test(name) ? 'weights' : 'points';
}
