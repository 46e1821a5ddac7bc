// Points over the tilted density: what one way of sampling makes of it. It is given numbers.

import { DensityPicture } from '../plots/density-picture.js';
import { fitCanvas } from '../plots/fit-canvas.js';
import { drawPlaneAxes } from '../plots/plane-axes.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import { channels, readTheme } from '../ui/theme.js';

/** @typedef {{ density: Float32Array, cells: number }} Density */
/** @typedef {{ side: number, data: Density | null, tilted: Density | null, points: Float32Array | null, mean: [number, number] | null }} Scene */

/** How opaque densities are at their highest, of 255: all data, faint, and the tilted density. */
const FAINT = 70;
const STRONG = 200;
/** Half the side of a dot (CSS pixels). */
const DOT = 1.1;

export class PlaneCanvas {
  #canvas;
  #data = new DensityPicture();
  #tilted = new DensityPicture();
  /** @type {Scene | null} */
  #scene = null;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    canvas.setAttribute('role', 'img');
    new ResizeObserver(() => this.rebuild()).observe(canvas);
    onPixelRatio(() => this.rebuild());
  }

  /** @param {Scene} scene @param {string} words */
  show(scene, words) {
    this.#scene = scene;
    this.#canvas.setAttribute('aria-label', words);
    this.rebuild();
  }

  rebuild() {
    const size = Math.round(this.#canvas.clientWidth);
    const context = fitCanvas(this.#canvas, size, size);
    const scene = this.#scene;
    if (!context || !scene) return;
    const theme = readTheme();
    context.fillStyle = theme.surface;
    context.fillRect(0, 0, size, size);
    drawPlaneAxes(context, { size, side: scene.side }, theme);
    context.imageSmoothingQuality = 'high';
    const over = (
      /** @type {DensityPicture} */ picture,
      /** @type {Density | null} */ of,
      /** @type {string} */ colour,
      /** @type {number} */ strongest,
    ) => {
      if (of) context.drawImage(picture.of(of, channels(colour), strongest), 0, 0, size, size);
    };
    over(this.#data, scene.data, theme.dark ? '#aab2bd' : '#5a6472', FAINT);
    over(this.#tilted, scene.tilted, theme.data, STRONG);
    if (scene.points) this.#drawPoints(context, scene.points, scene.side, size, theme);
    if (scene.mean) this.#drawMean(context, scene.mean, scene.side, size, theme);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Float32Array} points
   * @param {number} side
   * @param {number} size
   * @param {import('../ui/theme.js').Theme} theme
   */
  #drawPoints(context, points, side, size, theme) {
    context.fillStyle = theme.samples;
    context.globalAlpha = 0.7;
    for (let i = 0; i < points.length; i += 2) {
      const x = (size / 2) * (1 + points[i] / side);
      const y = (size / 2) * (1 - points[i + 1] / side);
      context.fillRect(x - DOT, y - DOT, 2 * DOT, 2 * DOT);
    }
    context.globalAlpha = 1;
  }

  /**
   * A cross where the tilted mean is.
   * @param {CanvasRenderingContext2D} context
   * @param {[number, number]} mean
   * @param {number} side
   * @param {number} size
   * @param {import('../ui/theme.js').Theme} theme
   */
  #drawMean(context, [mx, my], side, size, theme) {
    const [x, y] = [(size / 2) * (1 + mx / side), (size / 2) * (1 - my / side)];
    context.beginPath();
    context.moveTo(x - 8, y);
    context.lineTo(x + 8, y);
    context.moveTo(x, y - 8);
    context.lineTo(x, y + 8);
    context.lineWidth = 4;
    context.strokeStyle = theme.surface;
    context.stroke();
    context.lineWidth = 1.8;
    context.strokeStyle = theme.text;
    context.stroke();
  }
}
