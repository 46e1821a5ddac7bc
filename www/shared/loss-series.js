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
 * @property {Float32Array} all every loss
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
  /** Every loss, in the portions they came in. @type {Float32Array[]} */
  #all = [];

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
    const all = joined(this.#all);
    // One portion from now on; it is shared with the state, and neither changes it.
    this.#all = [all];
    return { figures, steps: [...steps], raw: [...raw], smooth: [...smooth], all };
  }

  /** The series that goes on from a state; an empty one if that makes no sense. @param {unknown} state */
  static from(state) {
    const series = new LossSeries();
    const { figures, steps, raw, smooth, all } = /** @type {LossState} */ (state ?? {});
    const numbers = (/** @type {unknown} */ list) =>
      Array.isArray(list) && list.every((value) => typeof value === 'number');
    if (![figures, steps, raw, smooth].every(numbers) || figures.length !== 5) return series;
    if (raw.length !== steps.length || smooth.length !== steps.length) return series;
    if (!(all instanceof Float32Array) || all.length !== figures[4]) return series;
    [series.#width, series.#sum, series.#count, series.#mean, series.#step] = figures;
    Object.assign(series, { steps: [...steps], raw: [...raw], smooth: [...smooth] });
    series.#all = [all];
    return series;
  }

  /** @param {Float32Array} losses */
  push(losses) {
    this.#all.push(losses.slice());
    for (const loss of losses) {
      this.#step++;
      this.#mean = nextMean(this.#mean, this.#step, loss);
      this.#sum += loss;
      this.#count++;
      if (this.#count === this.#width) this.#close();
    }
  }

  /**
   * Every step, its loss and the running mean, nothing thinned.
   * @returns {Generator<[step: number, loss: number, mean: number]>}
   */
  *rows() {
    let [step, mean] = [0, NaN];
    for (const losses of this.#all) {
      for (const loss of losses) {
        mean = nextMean(mean, ++step, loss);
        yield [step, loss, mean];
      }
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

/** @param {Float32Array[]} portions */
function joined(portions) {
  const all = new Float32Array(portions.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const portion of portions) {
    all.set(portion, place);
    place += portion.length;
  }
  return all;
}

/**
 * The running mean with one loss more.
 * @param {number} mean before
 * @param {number} step of this loss, from 1
 * @param {number} loss
 */
function nextMean(mean, step, loss) {
  // Early on the loss falls fast: a short memory that grows with the run keeps up with it.
  const rate = Math.max(5 / (4 + step), 1 / MEMORY);
  return step === 1 ? loss : mean + rate * (loss - mean);
}
