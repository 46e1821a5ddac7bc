// MathML from small pieces, as markup. Pure: text in, text out. Every argument of a builder is
// markup of another, or a bare word: a number, a letter, or a sign, which become the right element.

/** Letters, with primes and indices left to the builders. */
const LETTER = /^\p{L}+$/u;
/** The gradient and the mean are upright. */
const UPRIGHT = /^[∇E]$/u;
const NUMBER = /^[\d.]+$/;

/** A bare word as an element; markup as it is. @param {string} piece */
function atom(piece) {
  if (piece.startsWith('<')) return piece;
  if (NUMBER.test(piece)) return `<mn>${piece}</mn>`;
  if (UPRIGHT.test(piece)) return `<mi mathvariant="normal">${piece}</mi>`;
  if (LETTER.test(piece)) return `<mi>${piece}</mi>`;
  // Bars stand alone, so that they do not stretch; ‖ is a sign between two names here.
  return `<mo${'()[]|‖'.includes(piece) ? ' stretchy="false"' : ''}>${piece}</mo>`;
}

/** Pieces side by side; words within a piece are apart by blanks. @param {string[]} pieces */
export function row(...pieces) {
  return `<mrow>${pieces.flatMap(split).map(atom).join('')}</mrow>`;
}

/** @param {string} piece */
function split(piece) {
  return piece.startsWith('<') ? [piece] : piece.split(/\s+/).filter(Boolean);
}

/** @param {string} base @param {string} index */
export const sub = (base, index) => `<msub>${row(base)}${row(index)}</msub>`;
/** @param {string} base @param {string} power */
export const sup = (base, power) => `<msup>${row(base)}${row(power)}</msup>`;
/** @param {string} top @param {string} bottom */
export const frac = (top, bottom) => `<mfrac>${row(top)}${row(bottom)}</mfrac>`;
/** @param {string} inner */
export const sqrt = (inner) => `<msqrt>${row(inner)}</msqrt>`;
/** @param {string} words */
export const words = (words) => `<mtext>${words}</mtext>`;
/** A sign with bounds, as an integral has. @param {string} sign @param {string} low @param {string} high */
export const bounds = (sign, low, high) =>
  `<msubsup>${atom(sign)}${row(low)}${row(high)}</msubsup>`;
/** A piece raised off its neighbours, as dt after an integrand. */
export const thin = '<mspace width="0.17em"></mspace>';

/** A formula on its own line. @param {string[]} pieces */
export function formula(...pieces) {
  return `<math display="block">${row(...pieces)}</math>`;
}
