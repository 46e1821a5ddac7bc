// The picture that points of one's own are drawn in: a grid, the points, and the keyboard's cursor.

import { REACH } from '../settings/points-codec.js';
import { readTheme } from '../ui/theme.js';

export class PointsCanvas {
  /** Where the keyboard's cursor is; null until a key is used. @type {[number, number] | null} */
  cursor = null;
  #canvas;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
  }

  focus() {
    this.#canvas.focus();
  }

  /** A place on the screen in the data's units. @param {number} left @param {number} top @returns {[number, number]} */
  placeOf(left, top) {
    const box = this.#canvas.getBoundingClientRect();
    const unit = box.width / (2 * REACH);
    return [(left - box.left) / unit - REACH, REACH - (top - box.top) / unit];
  }

  /** @param {readonly number[]} points flat */
  draw(points) {
    const theme = readTheme();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const size = this.#canvas.clientWidth;
    const side = Math.round(size * ratio);
    if (this.#canvas.width !== side) this.#canvas.width = this.#canvas.height = side;
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.surface;
    context.fillRect(0, 0, size, size);
    const unit = size / (2 * REACH);
    const at = (/** @type {number} */ v) => size / 2 + unit * v;
    context.strokeStyle = theme.grid;
    context.beginPath();
    for (const v of [-1, 0, 1]) {
      const line = Math.round(at(v)) + 0.5;
      context.moveTo(line, 0);
      context.lineTo(line, size);
      context.moveTo(0, line);
      context.lineTo(size, line);
    }
    // About as large as data should be.
    context.moveTo(at(1), at(0));
    context.arc(at(0), at(0), unit, 0, 2 * Math.PI);
    context.stroke();
    context.fillStyle = theme.data;
    context.beginPath();
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [at(points[i]), at(-points[i + 1])];
      context.moveTo(x + 2.5, y);
      context.arc(x, y, 2.5, 0, 2 * Math.PI);
    }
    context.fill();
    if (!this.cursor) return;
    const [x, y] = [at(this.cursor[0]), at(-this.cursor[1])];
    context.strokeStyle = theme.samples;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(x - 9, y);
    context.lineTo(x + 9, y);
    context.moveTo(x, y - 9);
    context.lineTo(x, y + 9);
    context.stroke();
    context.lineWidth = 1;
  }
}
