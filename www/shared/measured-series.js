// What is measured of a run while it goes on, step by step: its excess loss, and KL(data ‖ model).
// Each with its standard error, thinned to what a chart can show. Pure data.

import { thin } from './thin.js';

/** @typedef {import('../pkg/nano_diffusion.js').Estimate} Estimate */
/** @typedef {'excess' | 'kl'} Figure */

/** Points kept. */
const MAX_POINTS = 400;

/** All of a series, to be kept and gone on with. Earlier versions kept no errors.
 * @typedef {{ steps: number[], values: number[], errors?: number[] }} MeasuredState */

export class MeasuredSeries {
  /** @type {number[]} */
  steps = [];
  /** @type {number[]} */
  values = [];
  /** Standard errors, NaN where they are not known. @type {number[]} */
  errors = [];

  /**
   * @param {number} step of the weights that were measured
   * @param {Estimate} estimate
   * @returns {boolean} whether it was taken: it is behind all others, or of the last step and surer
   */
  push(step, { mean, stdError }) {
    const last = this.steps.at(-1) ?? 0;
    const again = step === last && !(stdError >= /** @type {number} */ (this.errors.at(-1)));
    if (!Number.isFinite(mean) || !(step > last || (again && last > 0))) return false;
    if (again) for (const list of [this.steps, this.values, this.errors]) list.pop();
    this.steps.push(step);
    this.values.push(mean);
    this.errors.push(stdError);
    thin(this, MAX_POINTS);
    return true;
  }

  /** What was measured last. @returns {Estimate | null} */
  get last() {
    const [mean, stdError] = [this.values.at(-1), this.errors.at(-1)];
    return mean === undefined || stdError === undefined ? null : { mean, stdError };
  }

  /** @returns {MeasuredState} */
  get state() {
    return { steps: [...this.steps], values: [...this.values], errors: [...this.errors] };
  }

  /**
   * The series that goes on from a state, as far as it makes sense.
   * @param {unknown} state
   */
  static from(state) {
    const series = new MeasuredSeries();
    const { steps, values, errors } = /** @type {MeasuredState} */ (state ?? {});
    if (!Array.isArray(steps) || !Array.isArray(values)) return series;
    for (const [i, step] of steps.entries()) {
      const [mean, stdError] = [values[i], Array.isArray(errors) ? errors[i] : NaN];
      if (!Number.isInteger(step) || !Number.isFinite(mean)) continue;
      series.push(step, { mean, stdError: Number.isFinite(stdError) ? stdError : NaN });
    }
    return series;
  }
}

/** A series for each figure. */
export class RunFigures {
  excess = new MeasuredSeries();
  kl = new MeasuredSeries();

  get state() {
    return { excess: this.excess.state, kl: this.kl.state };
  }

  /** @param {unknown} states of a run that was kept; earlier versions kept no KL, or nothing */
  static from(states) {
    const { excess, kl } = /** @type {Record<Figure, unknown>} */ (states ?? {});
    const figures = new RunFigures();
    figures.excess = MeasuredSeries.from(excess);
    figures.kl = MeasuredSeries.from(kl);
    return figures;
  }
}
