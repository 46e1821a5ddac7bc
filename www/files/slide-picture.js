// A picture for a slide: 1920 × 1080, what the page shows of the flow, and words large enough to be read from the
// last row. Loaded when it is asked for.

/** @typedef {import('../ui/theme.js').Theme} Theme */

/** In pixels of the file. */
export const SLIDE = { width: 1920, height: 1080 };
const MARGIN = 70;
const GAP = 40;
/** Sizes of the letters: the title, and the lines. */
const TITLE = 64;
const LINE = 40;
const LEADING = 1.45;
/** The side of one picture; of each of two. */
const SIDES = [SLIDE.height - 2 * MARGIN, (SLIDE.width - 2 * MARGIN - GAP) / 2];

/** The side of each of so many pictures. @param {number} many */
export const sideOf = (many) => SIDES[many - 1];

/**
 * @param {HTMLCanvasElement[]} pictures one or two, of the side that they are to have
 * @param {readonly string[]} words the title, and lines
 * @param {Theme} theme
 */
export function slideOf(pictures, [title, ...lines], theme) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, SLIDE);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const side = sideOf(pictures.length);
  const beside = pictures.length === 1;
  const top = beside ? MARGIN : MARGIN / 2;
  pictures.forEach((picture, i) =>
    context.drawImage(picture, MARGIN + i * (side + GAP), top, side, side),
  );
  context.fillStyle = theme.text;
  context.textBaseline = 'top';
  const letters = (/** @type {number} */ size, /** @type {number} */ weight) => {
    context.font = `${weight} ${size}px ${theme.font}`;
  };
  if (!beside) {
    // One line below both, squeezed where it is too long.
    letters(LINE, 400);
    const room = SLIDE.width - 2 * MARGIN;
    context.fillText([title, ...lines].join('  ·  '), MARGIN, top + side + 24, room);
    return canvas;
  }
  const left = MARGIN + side + 2 * GAP;
  const room = SLIDE.width - left - MARGIN;
  let y = top;
  for (const [i, text] of [title, ...lines].entries()) {
    const size = i === 0 ? TITLE : LINE;
    letters(size, i === 0 ? 600 : 400);
    for (const row of rowsOf(context, text, room)) {
      context.fillText(row, left, y, room);
      y += LEADING * size;
    }
    y += 0.35 * size;
  }
  return canvas;
}

/** A text in rows that are no wider than `room`. @param {CanvasRenderingContext2D} context @param {string} text @param {number} room */
function rowsOf(context, text, room) {
  /** @type {string[]} */
  const rows = [];
  let row = '';
  for (const word of text.split(' ')) {
    const longer = row ? `${row} ${word}` : word;
    if (row && context.measureText(longer).width > room) {
      rows.push(row);
      row = word;
    } else row = longer;
  }
  return [...rows, row];
}
