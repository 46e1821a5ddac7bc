// The section with the right answers: loss and floor over t, likelihood, quality of the samplers.
// Wires its parts together; what it needs of the rest of the page it is told.

import { toConfig } from '../settings/config.js';
import { settled } from '../shared/settle.js';
import { build, partsOf } from '../ui/dom.js';
import { CELLS, LikelihoodMaps, MAP_SIDE } from './likelihood-maps.js';
import { LossOverTimeChart } from './loss-over-time-chart.js';
import { NfeChart } from './nfe-chart.js';
import { sameDistributions } from '../shared/slim-config.js';

/** @typedef {import('./exact-client.js').ExactClient} ExactClient */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pkg/nano_diffusion.js').Estimate} Estimate */
/** @typedef {import('../pkg/nano_diffusion.js').Excess} Excess */
/** @typedef {import('../pkg/nano_diffusion.js').LossFloor} LossFloor */
/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/app-state.js').Model} Model */

/** Times at which loss and floor are compared. */
const TIMES = 50;
/** Samples at each of them: while training, and at rest. */
const POINTS = { quick: 40, thorough: 400 };
/** Points of the data, and Runge–Kutta steps, behind the likelihood. */
const LIKELIHOOD = { points: 1000, steps: 50 };
/** Samples with which the samplers are compared. */
const PARTICLES = 2000;

/** @typedef {import('./exact-client.js').Job} JobName */
/**
 * One of the two long jobs: its button, which cancels while it runs, and its bar.
 * @typedef {object} Job
 * @property {HTMLButtonElement} button
 * @property {HTMLProgressElement} progress
 * @property {HTMLElement} status
 * @property {boolean} running
 */

export class ExactPanel {
  #state;
  #exact;
  #onChange;
  #report;
  #words;
  #fit;
  /** @type {Record<JobName, Job>} */
  #jobs;
  #lossOverTime;
  #likelihood;
  #nfe;
  /** @type {{ floor: LossFloor, config: Config } | null} */
  #floor = null;
  /** @type {Excess | null} */
  #excess = null;
  /** @type {Model | null} */
  #model = null;

  /**
   * @param {HTMLElement} root
   * @param {AppState} state whose figures it writes
   * @param {ExactClient} exact
   * @param {object} hooks
   * @param {() => void} hooks.onChange there are new figures
   * @param {(error: unknown) => void} hooks.report
   */
  constructor(root, state, exact, { onChange, report }) {
    const part = partsOf(root);
    this.#state = state;
    this.#exact = exact;
    this.#onChange = onChange;
    this.#report = report;
    this.#words = part('by-time-words');
    this.#fit = part('likelihood-figures');
    this.#lossOverTime = new LossOverTimeChart(part('by-time-chart'), part('by-time-readout'));
    this.#likelihood = new LikelihoodMaps(part('likelihood-maps'));
    this.#nfe = new NfeChart(part('quality-chart'), part('quality-readout'));
    /** @param {JobName} name @param {string} id @param {() => Promise<void>} begin @returns {Job} */
    const job = (name, id, begin) => {
      /** @type {HTMLButtonElement} */
      const button = part(`${id}-run`);
      button.onclick = () => this.#press(name, begin);
      const [progress, status] = [part(`${id}-progress`), part(`${id}-status`)];
      return { button, progress: /** @type {any} */ (progress), status, running: false };
    };
    this.#jobs = {
      likelihood: job('likelihood', 'likelihood', () => this.#measureFit()),
      sweep: job('sweep', 'quality', () => this.#compareSamplers()),
    };
    const floor = settled(() => this.showFloor());
    state.onSettings((change) => {
      if (change.affects('floor')) floor();
    });
  }

  /** Presses its button, unless it is at work. */
  computeLikelihood() {
    const { button, running } = this.#jobs.likelihood;
    if (!running) button.click();
  }

  rebuild() {
    for (const part of [this.#lossOverTime, this.#likelihood, this.#nfe]) part.rebuild();
  }

  /** The floor for the settings as they are; drawn alone until an excess for them comes. */
  async showFloor() {
    const config = toConfig(this.#state.settings);
    try {
      const floor = await this.#exact.floor(config, TIMES);
      this.#floor = { floor, config };
      this.#state.figures.floor = floor.mean;
      this.#draw();
      this.#onChange();
    } catch (error) {
      this.#report(error);
    }
  }

  /** The floor for other settings; NaN where it can't be had. @param {Config} config */
  async floorOf(config) {
    try {
      return (await this.#exact.floor(config, 1)).mean;
    } catch (error) {
      this.#report(error);
      return NaN;
    }
  }

  /** How far the weights at hand are above their floor, likewise. @param {'quick' | 'thorough'} care */
  async measure(care) {
    const { model } = this.#state;
    if (!model) return NaN;
    this.#model = model;
    try {
      const options = { times: TIMES, points: POINTS[care], seed: model.config.seed };
      const excess = await this.#exact.excess(model.bytes, options);
      this.#excess = excess;
      this.#draw();
      return excess.total.mean;
    } catch (error) {
      this.#report(error);
      return NaN;
    }
  }

  /** Whether the network at hand was trained for this process and these data. @param {Config} config */
  #fits(config) {
    return this.#model !== null && sameDistributions(this.#model.config, config);
  }

  #draw() {
    if (!this.#floor) return;
    const { floor, config } = this.#floor;
    const excess = this.#fits(config) ? this.#excess : null;
    this.#lossOverTime.show(floor, excess);
    const above = excess
      ? ` This network is ${written(excess.total, 5)} above it.`
      : this.#model
        ? ' The network at hand was trained for another process or other data.'
        : '';
    this.#words.textContent = `The dashed line is the floor: the loss of a perfect network, ${floor.mean.toFixed(4)} on average.${above}`;
  }

  /**
   * @param {JobName} name
   * @param {() => Promise<void>} begin
   */
  async #press(name, begin) {
    const job = this.#jobs[name];
    const { button, progress, status } = job;
    if (job.running) {
      await this.#exact.cancel(name);
      return;
    }
    job.running = true;
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
      job.running = false;
      button.textContent = label;
      progress.hidden = true;
    }
  }

  async #measureFit() {
    const model = /** @type {Model} */ (this.#model);
    const { progress, status } = this.#jobs.likelihood;
    const options = { ...LIKELIHOOD, cells: CELLS, side: MAP_SIDE, seed: model.config.seed };
    const [found, { entropy }] = await Promise.all([
      this.#exact.likelihood(model.bytes, options, ({ share }) => (progress.value = share)),
      this.#exact.floor(model.config, 1),
    ]);
    status.textContent = found ? `Of ${model.source}.` : 'Cancelled.';
    if (!found) return;
    this.#likelihood.show(found);
    const { nll, kl } = found.fit;
    showFigures(this.#fit, [
      ['KL(data ‖ model)', 'kl', written(kl, 3), kl.mean],
      ['NLL', 'nll', written(nll, 3), nll.mean],
      ['Data entropy', 'entropy', entropy.toFixed(3), entropy],
    ]);
  }

  async #compareSamplers() {
    const model = /** @type {Model} */ (this.#model);
    const { progress, status } = this.#jobs.sweep;
    this.#nfe.clear();
    const sample = { ...model.config.sample, particles: PARTICLES };
    const band = await this.#exact.sweep(
      model.bytes,
      { ...model.config, sample },
      ({ share, point }) => {
        progress.value = share;
        if (point) this.#nfe.add(point);
      },
    );
    status.textContent = band === null ? 'Cancelled.' : `Of ${model.source}.`;
    if (band !== null) this.#nfe.setBand(band);
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
