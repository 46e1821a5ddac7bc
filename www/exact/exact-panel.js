// The section with the right answers: loss and floor over t, likelihood, quality of the samplers.
// Wires its parts together; what it needs of the rest of the page it is told.

import { build } from '../ui/dom.js';
import { ByTimeChart } from './loss-over-time-chart.js';
import { CELLS, LikelihoodView, MAP_SIDE } from './likelihood-maps.js';
import { QualityChart } from './nfe-chart.js';

/** @typedef {import('./exact-client.js').ExactClient} ExactClient */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pkg/nano_diffusion.js').Estimate} Estimate */
/** @typedef {import('../pkg/nano_diffusion.js').Excess} Excess */
/** @typedef {import('../pkg/nano_diffusion.js').LossFloor} LossFloor */
/** @typedef {import('../settings/app-state.js').Model} Model */

/** Times at which loss and floor are compared. */
const TIMES = 50;
/** Samples at each of them: while training, and at rest. */
const POINTS = { quick: 40, thorough: 400 };
/** Points of the data, and Runge–Kutta steps, behind the likelihood. */
const LIKELIHOOD = { points: 1000, steps: 50 };
/** Samples with which the samplers are compared. */
const PARTICLES = 2000;

/**
 * One of the two long jobs: its button, which cancels while it runs, and its bar.
 * @typedef {object} Job
 * @property {HTMLButtonElement} button
 * @property {HTMLProgressElement} progress
 * @property {HTMLElement} status
 */

export class Answers {
  #exact;
  #elements;
  #report;
  #byTime;
  #likelihood;
  #quality;
  /** @type {{ floor: LossFloor, config: Config } | null} */
  #floor = null;
  /** @type {Excess | null} */
  #excess = null;
  /** @type {Model | null} */
  #model = null;
  #running = { likelihood: false, quality: false };

  /**
   * @param {object} elements
   * @param {HTMLElement} elements.byTime
   * @param {HTMLElement} elements.byTimeReadout
   * @param {HTMLElement} elements.words
   * @param {HTMLCanvasElement} elements.maps
   * @param {HTMLElement} elements.fit
   * @param {Job} elements.likelihood
   * @param {HTMLElement} elements.qualityChart
   * @param {HTMLElement} elements.qualityReadout
   * @param {Job} elements.quality
   * @param {ExactClient} exact
   * @param {(error: unknown) => void} report
   */
  constructor(elements, exact, report) {
    this.#elements = elements;
    this.#exact = exact;
    this.#report = report;
    this.#byTime = new ByTimeChart(elements.byTime, elements.byTimeReadout);
    this.#likelihood = new LikelihoodView(elements.maps);
    this.#quality = new QualityChart(elements.qualityChart, elements.qualityReadout);
    elements.likelihood.button.onclick = () => this.#press('likelihood', () => this.#measureFit());
    elements.quality.button.onclick = () => this.#press('quality', () => this.#compareSamplers());
  }

  /** Presses its button, unless it is at work. */
  computeLikelihood() {
    if (!this.#running.likelihood) this.#elements.likelihood.button.click();
  }

  rebuild() {
    for (const part of [this.#byTime, this.#likelihood, this.#quality]) part.rebuild();
  }

  /**
   * The floor for these settings; drawn alone until an excess for them comes.
   * @param {Config} config
   */
  async showFloor(config) {
    const floor = await this.#exact.floor(config, TIMES);
    this.#floor = { floor, config };
    this.#draw();
    return floor;
  }

  /**
   * How far a network is above its floor.
   * @param {Model} model
   * @param {'quick' | 'thorough'} care
   */
  async measure(model, care) {
    this.#model = model;
    const options = { times: TIMES, points: POINTS[care], seed: model.config.seed };
    const excess = await this.#exact.excess(model.bytes, options);
    this.#excess = excess;
    this.#draw();
    return excess.total;
  }

  /** Whether the network at hand was trained for this process and these data. @param {Config} config */
  #fits({ schedule, data }) {
    const mine = this.#model?.config;
    return JSON.stringify([mine?.schedule, mine?.data]) === JSON.stringify([schedule, data]);
  }

  #draw() {
    if (!this.#floor) return;
    const { floor, config } = this.#floor;
    const excess = this.#fits(config) ? this.#excess : null;
    this.#byTime.show(floor, excess);
    const above = excess
      ? ` This network is ${written(excess.total, 5)} above it.`
      : this.#model
        ? ' The network at hand was trained for another process or other data.'
        : '';
    this.#elements.words.textContent = `The dashed line is the floor: the loss of a perfect network, ${floor.mean.toFixed(4)} on average.${above}`;
  }

  /**
   * @param {'likelihood' | 'quality'} job
   * @param {() => Promise<void>} begin
   */
  async #press(job, begin) {
    const { button, progress, status } = this.#elements[job];
    if (this.#running[job]) {
      await this.#exact.cancel(job);
      return;
    }
    this.#running[job] = true;
    const label = button.textContent;
    button.textContent = 'Cancel';
    progress.hidden = false;
    progress.value = 0;
    try {
      if (!this.#model) throw new Error('There are no weights yet: train first.');
      status.textContent = `Working on ${this.#model.source} …`;
      await begin();
    } catch (error) {
      status.textContent = '';
      this.#report(error);
    } finally {
      this.#running[job] = false;
      button.textContent = label;
      progress.hidden = true;
    }
  }

  async #measureFit() {
    const model = /** @type {Model} */ (this.#model);
    const { progress, status } = this.#elements.likelihood;
    const options = { ...LIKELIHOOD, cells: CELLS, side: MAP_SIDE, seed: model.config.seed };
    const [found, { entropy }] = await Promise.all([
      this.#exact.likelihood(model.bytes, options, ({ share }) => (progress.value = share)),
      this.#exact.floor(model.config, 1),
    ]);
    status.textContent = found ? `Of ${model.source}.` : 'Cancelled.';
    if (!found) return;
    this.#likelihood.show(found);
    const { nll, kl } = found.fit;
    showFigures(this.#elements.fit, [
      ['KL(data ‖ model)', 'kl', written(kl, 3), kl.mean],
      ['NLL', 'nll', written(nll, 3), nll.mean],
      ['Data entropy', 'entropy', entropy.toFixed(3), entropy],
    ]);
  }

  async #compareSamplers() {
    const model = /** @type {Model} */ (this.#model);
    const { progress, status } = this.#elements.quality;
    this.#quality.clear();
    const sample = { ...model.config.sample, particles: PARTICLES };
    const band = await this.#exact.quality(
      model.bytes,
      { ...model.config, sample },
      ({ share, point }) => {
        progress.value = share;
        if (point) this.#quality.add(point);
      },
    );
    status.textContent = band === null ? 'Cancelled.' : `Of ${model.source}.`;
    if (band !== null) this.#quality.setBand(band);
  }
}

/** @param {Estimate} estimate @param {number} digits */
function written({ mean, stdError }, digits) {
  return `${mean.toFixed(digits)} ± ${stdError.toFixed(digits)}`;
}

/**
 * @param {HTMLElement} list
 * @param {[string, string, string, number][]} figures label, name, text and value of each
 */
function showFigures(list, figures) {
  list.replaceChildren(
    ...figures.map(([label, name, text, value]) => {
      const words = build('dd', { textContent: text });
      words.dataset.figure = name;
      words.dataset.value = String(value);
      return build('div', {}, [build('dt', { textContent: label }), words]);
    }),
  );
}
