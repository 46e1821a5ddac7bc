// Three score fields, each times B: of the training set, of the network, of the data. A map of their
// size, arrows for their direction, the training points on top, one scale for all.

import { paintScaleAcross } from '../plots/colormap.js';
import { fitCanvas } from '../plots/fit-canvas.js';
import { drawArrows, drawLengths } from '../plots/vector-field.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import { readTheme } from '../ui/theme.js';

/** @typedef {{ values: Float32Array, cells: number, side: number, points: Float32Array, learned: boolean }} Fields empirical, exact, learned: flat [3, n, 2] */

/** The size at the upper end of the scale. */
const TOP = 3;
/** Three pictures side by side have finer arrows than one. */
const FINE = 0.85;
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
    const context = fitCanvas(this.#canvas, width, height);
    if (!context) return;
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
  const shown = { vectors: values.subarray(of * n, (of + 1) * n), cells, top: TOP };
  context.beginPath();
  context.rect(0, 0, size, size);
  context.clip();
  drawLengths(context, size, shown);
  drawArrows(context, size, shown, FINE);
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
