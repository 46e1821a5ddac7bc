// Colours for values: viridis, which rises evenly in lightness, also for colour-blind eyes and in
// grey.

/** Viridis (Smith and van der Walt, 2015; public domain) at eleven even places. */
const VIRIDIS = [
  0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151,
  0xbddf26, 0xfde725,
].map((hex) => [(hex >> 16) & 255, (hex >> 8) & 255, hex & 255]);

/**
 * A table of 256 colours, four bytes each, opaque.
 * @returns {Uint8ClampedArray}
 */
function table() {
  const colours = new Uint8ClampedArray(4 * 256);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (VIRIDIS.length - 1);
    const low = Math.min(VIRIDIS.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++) {
      const [a, b] = [VIRIDIS[low][c], VIRIDIS[low + 1][c]];
      colours[4 * i + c] = a + (at - low) * (b - a);
    }
    colours[4 * i + 3] = 255;
  }
  return colours;
}

const COLOURS = table();
const PIXELS = new Uint32Array(COLOURS.buffer);

/** A share of the scale, NaN and all, as an index into the table. @param {number} share */
function place(share) {
  return Math.round(255 * Math.min(1, Math.max(0, share || 0)));
}

/** The colour of a share between 0 and 1, for a canvas. @param {number} share */
export function colour(share) {
  const i = 4 * place(share);
  return `rgb(${COLOURS[i]} ${COLOURS[i + 1]} ${COLOURS[i + 2]})`;
}

/**
 * A square grid of values as a small picture, one pixel a cell, the first row at the bottom.
 * @param {CanvasRenderingContext2D} context of a canvas of cells × cells
 * @param {ArrayLike<number>} values
 * @param {number} cells
 * @param {[number, number]} range the values at the two ends of the scale
 */
export function paintGrid(context, values, cells, [low, high]) {
  const image = context.createImageData(cells, cells);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const value = values[row * cells + column];
      pixels[(cells - 1 - row) * cells + column] = PIXELS[place((value - low) / (high - low))];
    }
  }
  context.putImageData(image, 0, 0);
}

/**
 * An upright scale with numbers at its ends and in its middle.
 * @param {CanvasRenderingContext2D} context
 * @param {{ x: number, y: number, width: number, height: number }} box
 * @param {[string, string, string]} numbers at the bottom, the middle and the top
 * @param {Pick<import('../ui/theme.js').Theme, 'text' | 'font' | 'tick'> & { halo: string }} style
 */
export function paintScale(context, { x, y, width, height }, numbers, style) {
  const { text, font, tick, halo } = style;
  for (let i = 0; i < height; i++) {
    context.fillStyle = colour(1 - i / (height - 1));
    context.fillRect(x, y + i, width, 1.5);
  }
  context.font = `${tick}px ${font}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = halo;
  context.fillStyle = text;
  numbers.forEach((number, i) => {
    const at = y + height * (1 - i / 2);
    context.strokeText(number, x - 5, at);
    context.fillText(number, x - 5, at);
  });
}

/**
 * A lying scale, its numbers below it: where there is little height.
 * @param {CanvasRenderingContext2D} context
 * @param {{ x: number, y: number, width: number, height: number }} box
 * @param {[string, string, string]} numbers at the left, the middle and the right
 * @param {Pick<import('../ui/theme.js').Theme, 'text' | 'font' | 'tick'>} style
 */
export function paintScaleAcross(context, { x, y, width, height }, numbers, { text, font, tick }) {
  for (let i = 0; i < width; i++) {
    context.fillStyle = colour(i / (width - 1));
    context.fillRect(x + i, y, 1.5, height);
  }
  context.font = `${tick}px ${font}`;
  context.textBaseline = 'top';
  context.fillStyle = text;
  numbers.forEach((number, i) => {
    context.textAlign = /** @type {const} */ (['left', 'center', 'right'])[i];
    context.fillText(number, x + (i / 2) * width, y + height + 2);
  });
}
