// A field of vectors on a square grid: a map of their length, and arrows for where they point.

import { paintGrid } from './colormap.js';

/** An arrow stands on every so many cells. */
const EVERY = 3;
/** Length of an arrow at the top of the scale, in distances between arrows. */
const LENGTH = 1.1;
/** Its head, and the lines under it and of it (CSS pixels, in a large picture). */
const HEAD = 5;
const WIDTHS = { under: 2.6, over: 1.1 };

/**
 * @typedef {object} VectorField
 * @property {Float32Array} vectors flat [cells², 2], row by row from the bottom; y points upwards
 * @property {number} cells along each side
 * @property {number} top the length at the upper end of the scale; longer ones are drawn as long
 */

/**
 * The lengths as colours, smoothly over the whole of a square picture.
 * @param {CanvasRenderingContext2D} context scaled to CSS pixels
 * @param {number} size of the picture in CSS pixels
 * @param {VectorField} field
 */
export function drawLengths(context, size, { vectors, cells, top }) {
  const lengths = Float32Array.from({ length: cells * cells }, (_, i) =>
    Math.hypot(vectors[2 * i], vectors[2 * i + 1]),
  );
  const map = document.createElement('canvas');
  map.width = map.height = cells;
  const small = /** @type {CanvasRenderingContext2D} */ (map.getContext('2d'));
  paintGrid(small, lengths, cells, [0, top]);
  context.imageSmoothingQuality = 'high';
  context.drawImage(map, 0, 0, size, size);
}

/**
 * Arrows, each in the middle of its cell: dark under white, which stands out from every colour of a map.
 * @param {CanvasRenderingContext2D} context scaled to CSS pixels
 * @param {number} size of the picture in CSS pixels
 * @param {VectorField} field
 * @param {number} [scale] of heads and lines: less than 1 in a small picture
 */
export function drawArrows(context, size, { vectors, cells, top }, scale = 1) {
  const cell = size / cells;
  const longest = LENGTH * EVERY * cell;
  context.beginPath();
  for (let row = EVERY >> 1; row < cells; row += EVERY) {
    for (let column = EVERY >> 1; column < cells; column += EVERY) {
      const i = 2 * (row * cells + column);
      const length = Math.hypot(vectors[i], vectors[i + 1]);
      if (!(length > 0)) continue;
      const drawn = longest * Math.min(1, length / top);
      const [ux, uy] = [vectors[i] / length, -vectors[i + 1] / length];
      const [x, y] = [(column + 0.5) * cell, size - (row + 0.5) * cell];
      const [tipX, tipY] = [x + 0.5 * drawn * ux, y + 0.5 * drawn * uy];
      context.moveTo(x - 0.5 * drawn * ux, y - 0.5 * drawn * uy);
      context.lineTo(tipX, tipY);
      const head = Math.min(HEAD * scale, 0.45 * drawn);
      for (const side of [1, -1]) {
        context.moveTo(tipX, tipY);
        context.lineTo(tipX - head * (ux - 0.5 * side * uy), tipY - head * (uy + 0.5 * side * ux));
      }
    }
  }
  context.lineCap = 'round';
  context.strokeStyle = 'rgb(0 0 0 / 55%)';
  context.lineWidth = WIDTHS.under * scale;
  context.stroke();
  context.strokeStyle = 'white';
  context.lineWidth = WIDTHS.over * scale;
  context.stroke();
}
