// The ways of particles from noise to data: a line each, its beginning and its end. It is given numbers.

import { fitCanvas } from '../plots/fit-canvas.js';
import { drawPlaneAxes } from '../plots/plane-axes.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import { readTheme } from '../ui/theme.js';

/** Positions after each step, flat `[steps + 1, particles, 2]`. @typedef {{ ways: Float32Array, particles: number, steps: number }} Ways */

/** Half the side of the picture, in units of the data. */
const SIDE = 2.8;
/** Radius of a dot (CSS pixels). */
const DOT = 1.7;

export class WaysCanvas {
  #canvas;
  /** @type {Ways | null} */
  #ways = null;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    canvas.setAttribute('role', 'img');
    new ResizeObserver(() => this.rebuild()).observe(canvas);
    onPixelRatio(() => this.rebuild());
  }

  /** @param {Ways | null} ways @param {string} words */
  show(ways, words) {
    this.#ways = ways;
    this.#canvas.setAttribute('aria-label', words);
    this.rebuild();
  }

  rebuild() {
    const size = Math.round(this.#canvas.clientWidth);
    const context = fitCanvas(this.#canvas, size, size);
    if (!context) return;
    const theme = readTheme();
    context.fillStyle = theme.surface;
    context.fillRect(0, 0, size, size);
    drawPlaneAxes(context, { size, side: SIDE }, theme);
    if (!this.#ways) return;
    const { ways, particles, steps } = this.#ways;
    const at = (/** @type {number} */ step, /** @type {number} */ i) => {
      const k = 2 * (step * particles + i);
      return [(size / 2) * (1 + ways[k] / SIDE), (size / 2) * (1 - ways[k + 1] / SIDE)];
    };
    context.strokeStyle = theme.second;
    context.lineWidth = 1;
    context.globalAlpha = 0.75;
    for (let i = 0; i < particles; i++) {
      context.beginPath();
      for (let step = 0; step <= steps; step++) {
        const [x, y] = at(step, i);
        if (step === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      context.stroke();
    }
    context.globalAlpha = 1;
    for (const [step, colour] of /** @type {const} */ ([
      [0, theme.muted],
      [steps, theme.samples],
    ])) {
      context.fillStyle = colour;
      for (let i = 0; i < particles; i++) {
        const [x, y] = at(step, i);
        context.beginPath();
        context.arc(x, y, DOT, 0, 2 * Math.PI);
        context.fill();
      }
    }
  }
}
