// Points while they are being drawn: strokes, undo, and no step that loses what was there. Knows no
// DOM.

import { MAX_POINTS } from '../settings/points-codec.js';

/** Points of one stroke are at least this far apart. */
export const SPACING = 0.05;

export class Draft {
  /** Flat points. @type {readonly number[]} */
  points = [];
  /** What there was before each step. @type {(readonly number[])[]} */
  #before = [];
  /** The last point of the stroke going on. @type {[number, number] | null} */
  #last = null;

  /** @param {ArrayLike<number>} points flat */
  constructor(points = []) {
    this.points = Array.from(points);
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

  /** @param {readonly number[]} points */
  #become(points) {
    this.#before.push(this.points);
    this.points = points;
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

  /** Takes other points instead; can be undone. @param {ArrayLike<number>} points */
  replace(points) {
    this.end();
    this.#become(Array.from(points));
  }

  clear() {
    if (this.count > 0) this.replace([]);
  }

  undo() {
    this.end();
    const before = this.#before.pop();
    if (before) this.points = before;
  }
}
