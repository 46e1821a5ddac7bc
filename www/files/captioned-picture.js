// Pictures to keep: what the page shows, side by side, with a line of words under it.

/** @typedef {import('../ui/theme.js').Theme} Theme */

/** Height of the line of words, its letters, and the space around, in CSS pixels. */
const LINE = { height: 34, letters: 13, margin: 14 };
/** Space between two pictures. */
const GAP = 8;

/**
 * Pictures and words put together on one canvas.
 */
export class CaptionedPicture {
  canvas = document.createElement('canvas');
  #context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
  #ratio;
  #theme;

  /**
   * @param {HTMLCanvasElement[]} pictures all of one size; this one takes its own from them
   * @param {number} ratio their pixels for each CSS pixel
   * @param {Theme} theme
   */
  constructor(pictures, ratio, theme) {
    this.#ratio = ratio;
    this.#theme = theme;
    const side = pictures[0].width;
    const width = pictures.length * side + (pictures.length - 1) * GAP * ratio;
    // Video coders want even numbers.
    this.canvas.width = 2 * Math.ceil(width / 2);
    this.canvas.height = 2 * Math.ceil((side + LINE.height * ratio) / 2);
  }

  /** @param {HTMLCanvasElement[]} pictures @param {string} words */
  draw(pictures, words) {
    const context = this.#context;
    const { width, height } = this.canvas;
    const ratio = this.#ratio;
    context.fillStyle = this.#theme.surface;
    context.fillRect(0, 0, width, height);
    pictures.forEach((picture, i) =>
      context.drawImage(picture, i * (picture.width + GAP * ratio), 0),
    );
    context.font = `${LINE.letters * ratio}px ${this.#theme.font}`;
    context.textBaseline = 'middle';
    context.fillStyle = this.#theme.text;
    const margin = LINE.margin * ratio;
    // Too long a line is squeezed, not cut.
    context.fillText(words, margin, height - (LINE.height * ratio) / 2, width - 2 * margin);
  }
}
