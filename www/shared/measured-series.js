// What is measured of a run while it goes on, step by step: its excess loss, and KL(data ‖ model); of one
// with a finite training set its losses there and on fresh data, and its copies. Each with its standard
// error, thinned to what a chart can show. Pure data.

import { thin } from './thin.js';

/** @typedef {import('../pkg/nano_diffusion.js').Estimate} Estimate */
/** What every run is judged by. @typedef {'excess' | 'kl'} Judged */
/** What is known of runs with a finite training set: the loss on it and on fresh data, both with λ = B² and
 * uniform t; the share of samples that are copies of training points, and that of fresh data, by chance.
 * @typedef {'training' | 'heldOut' | 'copies' | 'chance'} Remembered */
/** @typedef {Judged | Remembered} Figure */
/** Some figures of the same weights. @typedef {Partial<Record<Figure, Estimate>>} Estimates */

/** @type {readonly Figure[]} */
export const FIGURES = ['excess', 'kl', 'training', 'heldOut', 'copies', 'chance'];

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
  training = new MeasuredSeries();
  heldOut = new MeasuredSeries();
  copies = new MeasuredSeries();
  chance = new MeasuredSeries();

  /**
   * @param {number} step of the weights that were measured
   * @param {Estimates} estimates
   * @returns {boolean} whether any was taken
   */
  push(step, estimates) {
    const taken = FIGURES.map((figure) => {
      const estimate = estimates[figure];
      return estimate ? this[figure].push(step, estimate) : false;
    });
    return taken.includes(true);
  }

  /** @returns {Record<Figure, MeasuredState>} */
  get state() {
    const states = FIGURES.map((figure) => [figure, this[figure].state]);
    return Object.fromEntries(states);
  }

  /** @param {unknown} states of a run that was kept; earlier versions kept fewer, or nothing */
  static from(states) {
    const kept = /** @type {Partial<Record<Figure, unknown>>} */ (states ?? {});
    const figures = new RunFigures();
    for (const figure of FIGURES) figures[figure] = MeasuredSeries.from(kept[figure]);
    return figures;
  }
}
