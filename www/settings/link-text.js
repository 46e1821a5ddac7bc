// The text of a link on its way through mails, chats and spreadsheets: what they do to it is undone
// where that is clear, and a short check at its end tells a whole link from one that was cut off.
// Links made before there was a check are as good as ever. Knows nothing of settings.

/** Begins a link that must have a check: without it, one that was cut would look like an old one. */
const MARK = 'v';
const VERSION = '2';
const CHECK = 'end';
/** Letters of a check. */
const LETTERS = 4;
/** What may stand around a link in a text, and is never the end of one. */
const AROUND = /^[\s"'“”‘’«»<>()[\]{},;*`]+|[\s"'“”‘’«»<>()[\]{}.,:;!?…*`/\\|]+$/g;

/**
 * @typedef {object} LinkText
 * @property {[key: string, value: string][]} pairs
 * @property {'whole' | 'old' | 'cut' | 'changed'} state `old`: made before there was a check
 * @property {string} lost the key of a pair that was left out, since it may be incomplete; else empty
 */

/**
 * @param {string} text the fragment, without its #
 * @param {(pair: [string, string]) => [string, string]} spell a pair as it was written, before
 * someone changed its letters to capitals
 * @returns {LinkText}
 */
export function readLink(text, spell) {
  const pairs = mend(text)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      const pair = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
      return spell(/** @type {[string, string]} */ (pair));
    });
  const named = (/** @type {string} */ name) => pairs.find(([key]) => key.toLowerCase() === name);
  const check = named(CHECK)?.[1].toLowerCase();
  const marked = named(MARK) !== undefined;
  const said = pairs.filter(([key]) => ![CHECK, MARK].includes(key.toLowerCase()));
  if (check) {
    // Of a check that was cut itself, what is left has to fit: then all settings are there.
    const fits = checkOf(textOf(said)).startsWith(check);
    return { pairs: said, state: fits ? 'whole' : 'changed', lost: '' };
  }
  if (!marked) return { pairs: said, state: 'old', lost: '' };
  const last = said.pop();
  return { pairs: said, state: 'cut', lost: last?.[0] ?? '' };
}

/**
 * The text of a link, with its check.
 * @param {[key: string, value: string][]} pairs
 */
export function writeLink(pairs) {
  const text = textOf(pairs);
  return `${MARK}=${VERSION}&${text}&${CHECK}=${checkOf(text)}`;
}

/** A link as it was before there was a check. @param {string} text as of {@link writeLink} */
export const withoutCheck = (text) => text.slice(4, -(CHECK.length + LETTERS + 2));

/** @param {[key: string, value: string][]} pairs */
const textOf = (pairs) => pairs.map((pair) => pair.join('=')).join('&');

/** Four letters and digits that are others for another text: FNV-1a. @param {string} text */
function checkOf(text) {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  // Its low bits are the best mixed of all letters.
  return (hash ^ (hash >>> 15))
    .toString(36)
    .replace('-', '')
    .padStart(LETTERS, '0')
    .slice(-LETTERS);
}

/** A fragment as it was written. @param {string} text */
function mend(text) {
  let plain = text;
  // Escaped, perhaps twice; blanks and line ends may stand anywhere, even in an escape.
  for (let i = 0; i < 3; i++)
    plain = unescape(plain.replace(/[\s\u00ad\u200b-\u200d\u2060\ufeff]/g, ''));
  plain = plain.replace(/&(amp|#38|#x26);/gi, '&').replace(/&(quot|lt|gt|apos|nbsp);/gi, '');
  plain = plain
    .replace(/^#+/, '')
    .replace(/%[0-9a-f]?$/i, '')
    .replace(AROUND, '');
  // Quoted-printable, as mails are sent.
  if (!/=(?!3D)/i.test(plain)) plain = plain.replace(/=3D/gi, '=');
  // A plus is a blank, but in an exponent; a long dash was two hyphens.
  return plain
    .replace(/([\d.]e)?\+/gi, (plus, exponent) => (exponent ? plus : ''))
    .replaceAll('—', '--')
    .replaceAll('–', '-');
}

/** Undoes the escapes that are whole. @param {string} text */
function unescape(text) {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes.replace(/%[0-7][0-9a-f]/gi, (one) => decodeURIComponent(one));
    }
  });
}
