// The losses of a run, thinned to what a chart can show, with their running mean. Pure data.

/** Points kept; when there are more, neighbours are merged by their mean. */
const MAX_POINTS = 1500;
/** The running mean forgets a loss by e over this many steps. */
const MEMORY = 100;

/**
 * All of a series, to be kept and gone on with.
 * @typedef {object} LossState
 * @property {number[]} figures width, sum, count, mean, step
 * @property {number[]} steps
 * @property {number[]} raw
 * @property {number[]} smooth
 */

export class LossSeries {
  /** Steps behind each point. */
  #width = 1;
  #sum = 0;
  #count = 0;
  #mean = NaN;
  #step = 0;
  /** @type {number[]} */
  steps = [];
  /** @type {number[]} */
  raw = [];
  /** @type {number[]} */
  smooth = [];

  /** Steps so far. */
  get step() {
    return this.#step;
  }

  /** Running mean of the loss, NaN before the first step. */
  get mean() {
    return this.#mean;
  }

  /** @returns {LossState} */
  get state() {
    const { steps, raw, smooth } = this;
    const figures = [this.#width, this.#sum, this.#count, this.#mean, this.#step];
    return { figures, steps: [...steps], raw: [...raw], smooth: [...smooth] };
  }

  /** The series that goes on from a state; an empty one if that makes no sense. @param {unknown} state */
  static from(state) {
    const series = new LossSeries();
    const { figures, steps, raw, smooth } = /** @type {LossState} */ (state ?? {});
    const numbers = (/** @type {unknown} */ list) =>
      Array.isArray(list) && list.every((value) => typeof value === 'number');
    if (![figures, steps, raw, smooth].every(numbers) || figures.length !== 5) return series;
    if (raw.length !== steps.length || smooth.length !== steps.length) return series;
    [series.#width, series.#sum, series.#count, series.#mean, series.#step] = figures;
    Object.assign(series, { steps: [...steps], raw: [...raw], smooth: [...smooth] });
    return series;
  }

  /** @param {Float32Array} losses */
  push(losses) {
    for (const loss of losses) {
      this.#step++;
      // Early on the loss falls fast: a short memory that grows with the run keeps up with it.
      const rate = Math.max(5 / (4 + this.#step), 1 / MEMORY);
      this.#mean = this.#step === 1 ? loss : this.#mean + rate * (loss - this.#mean);
      this.#sum += loss;
      this.#count++;
      if (this.#count === this.#width) this.#close();
    }
  }

  #close() {
    this.steps.push(this.#step);
    this.raw.push(this.#sum / this.#count);
    this.smooth.push(this.#mean);
    this.#sum = this.#count = 0;
    if (this.steps.length >= MAX_POINTS) this.#merge();
  }

  #merge() {
    const half = this.steps.length >> 1;
    for (let i = 0; i < half; i++) {
      this.raw[i] = 0.5 * (this.raw[2 * i] + this.raw[2 * i + 1]);
      this.smooth[i] = this.smooth[2 * i + 1];
      this.steps[i] = this.steps[2 * i + 1];
    }
    this.steps.length = this.raw.length = this.smooth.length = half;
    this.#width *= 2;
  }
}
