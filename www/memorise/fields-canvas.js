// Three score fields, each times B: of the training set, of the network, of the data. A map of their
// size, arrows for their direction, the training points on top, one scale for all.

import { paintGrid, paintScaleAcross } from '../plots/colormap.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import { readTheme } from '../ui/theme.js';

/** @typedef {{ values: Float32Array, cells: number, side: number, points: Float32Array, learned: boolean }} Fields empirical, exact, learned: flat [3, n, 2] */

/** The size at the upper end of the scale. */
const TOP = 3;
/** An arrow stands on every so many cells. */
const EVERY = 3;
/** In what order they are shown, and what stands under them. @type {[number, string][]} */
const ORDER = [
  [0, 'training set'],
  [2, 'network'],
  [1, 'data'],
];
const GAP = 8;

export class FieldsCanvas {
  #canvas;
  /** @type {Fields | null} */
  #fields = null;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    canvas.setAttribute('role', 'img');
    new ResizeObserver(() => this.rebuild()).observe(canvas);
    onPixelRatio(() => this.rebuild());
  }

  /** @param {Fields | null} fields @param {string} words */
  show(fields, words) {
    this.#fields = fields;
    this.#canvas.setAttribute('aria-label', words);
    this.rebuild();
  }

  rebuild() {
    const width = this.#canvas.clientWidth;
    if (width === 0) return;
    const theme = readTheme();
    const unit = theme.tick / 11;
    const size = (width - 2 * GAP) / 3;
    const foot = size + 22 * unit;
    const height = Math.round(foot + 26 * unit);
    this.#canvas.style.height = `${height}px`;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    context.scale(ratio, ratio);
    for (const [i, [of, name]] of ORDER.entries()) {
      const x = i * (size + GAP);
      context.save();
      context.translate(x, 0);
      context.fillStyle = theme.grid;
      context.fillRect(0, 0, size, size);
      if (this.#fields && (of !== 2 || this.#fields.learned))
        drawOne(context, size, this.#fields, of);
      context.restore();
      context.fillStyle = theme.text;
      context.font = `${theme.tick}px ${theme.font}`;
      context.textAlign = 'center';
      context.textBaseline = 'top';
      context.fillText(name, x + size / 2, size + 4);
    }
    const long = Math.min(200 * unit, 0.45 * width);
    const box = { x: width - long - 2, y: foot, width: long, height: 6 };
    paintScaleAcross(context, box, ['0', String(TOP / 2), `≥ ${TOP}`], theme);
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText('B |score|', box.x - 8, box.y + 3);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {Fields} fields
 * @param {number} of which
 */
function drawOne(context, size, { values, cells, side, points }, of) {
  const n = 2 * cells * cells;
  const v = values.subarray(of * n, (of + 1) * n);
  const sizes = Float32Array.from({ length: cells * cells }, (_, i) =>
    Math.hypot(v[2 * i], v[2 * i + 1]),
  );
  const map = document.createElement('canvas');
  map.width = map.height = cells;
  const small = /** @type {CanvasRenderingContext2D} */ (map.getContext('2d'));
  paintGrid(small, sizes, cells, [0, TOP]);
  context.beginPath();
  context.rect(0, 0, size, size);
  context.clip();
  context.imageSmoothingQuality = 'high';
  context.drawImage(map, 0, 0, size, size);
  const cell = size / cells;
  context.beginPath();
  for (let row = EVERY >> 1; row < cells; row += EVERY) {
    for (let column = EVERY >> 1; column < cells; column += EVERY) {
      const i = 2 * (row * cells + column);
      const length = Math.hypot(v[i], v[i + 1]);
      if (!(length > 0)) continue;
      const drawn = EVERY * cell * Math.min(1, length / TOP);
      const [ux, uy] = [v[i] / length, -v[i + 1] / length];
      const [x, y] = [(column + 0.5) * cell, size - (row + 0.5) * cell];
      const [tipX, tipY] = [x + 0.5 * drawn * ux, y + 0.5 * drawn * uy];
      context.moveTo(x - 0.5 * drawn * ux, y - 0.5 * drawn * uy);
      context.lineTo(tipX, tipY);
      const head = Math.min(4, 0.45 * drawn);
      for (const turn of [1, -1]) {
        context.moveTo(tipX, tipY);
        context.lineTo(tipX - head * (ux - 0.5 * turn * uy), tipY - head * (uy + 0.5 * turn * ux));
      }
    }
  }
  context.lineCap = 'round';
  for (const [style, width] of /** @type {const} */ ([
    ['rgb(0 0 0 / 50%)', 2.2],
    ['white', 0.9],
  ])) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
  // So many that they would cover the map are left out.
  if (points.length > 600) return;
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const x = (size / 2) * (1 + points[i] / side);
    const y = (size / 2) * (1 - points[i + 1] / side);
    context.moveTo(x + 2.5, y);
    context.arc(x, y, 2.5, 0, 2 * Math.PI);
  }
  context.fillStyle = '#ffb45e';
  context.fill();
  context.strokeStyle = 'rgb(0 0 0 / 70%)';
  context.lineWidth = 0.8;
  context.stroke();
}
