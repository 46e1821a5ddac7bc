// Points while they are being drawn: strokes, undo, and no step that loses what was there. Knows no
// DOM.

import { MAX_POINTS } from '../settings/points-codec.js';

/** Points of one stroke are at least this far apart. */
export const SPACING = 0.05;

/** @typedef {import('../settings/points-codec.js').Frame} Frame */

export class Draft {
  /** Flat points. @type {readonly number[]} */
  points = [];
  /** How they were made of those of a file, where they were. @type {Frame | null} */
  frame = null;
  /** What there was before each step. @type {{ points: readonly number[], frame: Frame | null }[]} */
  #before = [];
  /** The last point of the stroke going on. @type {[number, number] | null} */
  #last = null;

  /** @param {ArrayLike<number>} points flat @param {Frame | null} [frame] */
  constructor(points = [], frame = null) {
    this.points = Array.from(points);
    this.frame = frame;
  }

  get count() {
    return this.points.length / 2;
  }

  get full() {
    return this.count >= MAX_POINTS;
  }

  get canUndo() {
    return this.#before.length > 0;
  }

  /** @param {readonly number[]} points @param {Frame | null} [frame] */
  #become(points, frame = this.frame) {
    this.#before.push({ points: this.points, frame: this.frame });
    this.points = points;
    this.frame = frame;
  }

  /** Begins a stroke with a point. @param {number} x @param {number} y */
  begin(x, y) {
    if (this.full) return;
    this.#last = [x, y];
    this.#become([...this.points, x, y]);
  }

  /** Goes on with the stroke: points along the way, evenly apart. @param {number} x @param {number} y */
  moveTo(x, y) {
    if (!this.#last) return;
    const [fromX, fromY] = this.#last;
    const length = Math.hypot(x - fromX, y - fromY);
    const steps = Math.floor(length / SPACING);
    for (let i = 1; i <= steps && !this.full; i++) {
      const share = (i * SPACING) / length;
      this.#last = [fromX + share * (x - fromX), fromY + share * (y - fromY)];
      this.points = [...this.points, ...this.#last];
    }
  }

  /** Ends the stroke. */
  end() {
    this.#last = null;
  }

  /** Takes other points instead; can be undone. @param {ArrayLike<number>} points @param {Frame | null} [frame] */
  replace(points, frame = null) {
    this.end();
    this.#become(Array.from(points), frame);
  }

  clear() {
    if (this.count > 0) this.replace([]);
  }

  undo() {
    this.end();
    const before = this.#before.pop();
    if (before) ({ points: this.points, frame: this.frame } = before);
  }
}
