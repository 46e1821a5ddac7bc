// Samples beside the training points: a diamond for each of those, a cross for a sample that is a copy,
// a dot for one that is not. The shapes tell them apart without colour.

import { fitCanvas } from '../plots/fit-canvas.js';
import { drawPlaneAxes } from '../plots/plane-axes.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import { readTheme } from '../ui/theme.js';

/** @typedef {{ training: Float32Array, samples: Float32Array, copies: Uint8Array }} Picture */

/** Half the sides of the marks at a few hundred points (CSS pixels); they shrink as they get many. */
const MARK = 4.5;

/** Half the side of the square that shows flat points with some room. @param {Float32Array} points */
export function sideOf(points) {
  const reach = points.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return Math.min(4.5, Math.max(0.5, 1.3 * reach));
}

export class CopiesCanvas {
  #canvas;
  /** @type {Picture | null} */
  #picture = null;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    canvas.setAttribute('role', 'img');
    new ResizeObserver(() => this.rebuild()).observe(canvas);
    onPixelRatio(() => this.rebuild());
  }

  /** @param {Picture | null} picture @param {string} words */
  show(picture, words) {
    this.#picture = picture;
    this.#canvas.setAttribute('aria-label', words);
    this.rebuild();
  }

  rebuild() {
    const size = this.#canvas.clientWidth;
    const context = fitCanvas(this.#canvas, size, size);
    if (!context) return;
    const theme = readTheme();
    context.fillStyle = theme.surface;
    context.fillRect(0, 0, size, size);
    const { training, samples, copies } = this.#picture ?? {
      training: new Float32Array(0),
      samples: new Float32Array(0),
      copies: new Uint8Array(0),
    };
    const side = sideOf(training);
    const at = (/** @type {number} */ v) => (size / 2) * (1 + v / side);
    drawPlaneAxes(context, { size, side }, theme);
    const place = (/** @type {Float32Array} */ points, /** @type {number} */ i) => [
      at(points[2 * i]),
      size - at(points[2 * i + 1]),
    ];
    const shrink = (/** @type {number} */ n) => Math.min(1, Math.max(0.45, (200 / n) ** 0.25));
    // Samples that are no copies, below all others.
    context.fillStyle = theme.samples;
    context.globalAlpha = 0.75;
    const mark = MARK * shrink(copies.length);
    for (const [i, copy] of copies.entries()) {
      if (copy) continue;
      const [x, y] = place(samples, i);
      context.beginPath();
      context.arc(x, y, 0.45 * mark, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
    const count = training.length / 2;
    const diamond = 1.5 * MARK * shrink(count);
    context.beginPath();
    for (let i = 0; i < count; i++) {
      const [x, y] = place(training, i);
      context.moveTo(x, y - diamond);
      context.lineTo(x + diamond, y);
      context.lineTo(x, y + diamond);
      context.lineTo(x - diamond, y);
      context.closePath();
    }
    context.strokeStyle = theme.data;
    context.lineWidth = count > 300 ? 1 : 1.8;
    context.stroke();
    context.beginPath();
    for (const [i, copy] of copies.entries()) {
      if (!copy) continue;
      const [x, y] = place(samples, i);
      const half = 0.6 * mark;
      context.moveTo(x - half, y - half);
      context.lineTo(x + half, y + half);
      context.moveTo(x - half, y + half);
      context.lineTo(x + half, y - half);
    }
    context.strokeStyle = theme.dark ? '#fff6e0' : '#8a3d00';
    context.lineWidth = 1.2;
    context.globalAlpha = 0.85;
    context.stroke();
    context.globalAlpha = 1;
  }
}
