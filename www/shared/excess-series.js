// The excess losses of a run as they were measured, thinned to what a chart can show. Pure data.

import { thin } from './thin.js';

/** Points kept. */
const MAX_POINTS = 400;

/** All of a series, to be kept and gone on with.
 * @typedef {{ steps: number[], values: number[] }} ExcessState */

export class ExcessSeries {
  /** @type {number[]} */
  steps = [];
  /** @type {number[]} */
  values = [];

  /** @param {number} step @param {number} value @returns {boolean} whether it is behind all others, so new */
  push(step, value) {
    if (!(step > (this.steps.at(-1) ?? 0))) return false;
    this.steps.push(step);
    this.values.push(value);
    thin(this, MAX_POINTS);
    return true;
  }

  /** @returns {ExcessState} */
  get state() {
    return { steps: [...this.steps], values: [...this.values] };
  }

  /**
   * The series that goes on from a state, as far as it makes sense: an earlier version kept none.
   * @param {unknown} state
   */
  static from(state) {
    const series = new ExcessSeries();
    const { steps, values } = /** @type {ExcessState} */ (state ?? {});
    if (!Array.isArray(steps) || !Array.isArray(values)) return series;
    for (const [i, step] of steps.entries()) {
      if (Number.isInteger(step) && values[i] > 0) series.push(step, Number(values[i]));
    }
    return series;
  }
}
