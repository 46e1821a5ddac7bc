// The section with the right answers: loss and floor over t, likelihood, quality of the samplers.
// Wires its parts together; what it needs of the rest of the page it is told.

import { formatEstimate } from '../shared/format.js';
import { toConfig } from '../settings/config.js';
import { isMeasuredNow, measuredInWords } from '../settings/origin.js';
import { settled } from '../shared/settle.js';
import { build, partsOf, setText } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';
import { ByTimeCard } from './by-time-card.js';
import { CELLS, LikelihoodMaps } from './likelihood-maps.js';
import { NfeChart } from './nfe-chart.js';

/** @typedef {import('./exact-client.js').ExactClient} ExactClient */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/app-state.js').AskedModel} Model */

/** Times at which loss and floor are compared. */
const TIMES = 50;
/** Spans of time that the KL is split by, and told in nats. */
const CELLS_OF_TIME = 40;
/** Samples at each of them: while training, and at rest. */
const POINTS = { quick: 40, thorough: 400 };
/** Points, half of them the model’s, and steps to a unit of ln B, behind the likelihood. */
const LIKELIHOOD = { points: 4000, fineness: 12 };
/** Samples with which the samplers are compared. */
const PARTICLES = 2000;

/** @typedef {'likelihood' | 'sweep'} JobName */
/**
 * One of the two long jobs: its button, which cancels while it runs, and its bar.
 * @typedef {object} Job
 * @property {HTMLButtonElement} button
 * @property {HTMLProgressElement} progress
 * @property {HTMLElement} status
 * @property {boolean} running
 * @property {HTMLElement} card
 * @property {Found | null} found what its figures are of
 * @property {string} note what else there is to say
 */
/** Weights, and what else of the settings it went by. @typedef {{ model: Model, sample?: string }} Found */

export class ExactPanel {
  #state;
  #exact;
  #onChange;
  #report;
  #fit;
  /** @type {Record<JobName, Job>} */
  #jobs;
  #byTime;
  #likelihood;
  #nfe;
  /** The settings whose floor is asked for. @type {Config | null} */
  #floorOf = null;

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
    this.#fit = part('likelihood-figures');
    this.#byTime = new ByTimeCard(part, state, () => {
      void this.#measureNats(state.training ? 'quick' : 'thorough');
    });
    this.#likelihood = new LikelihoodMaps(part('likelihood-maps'));
    this.#nfe = new NfeChart(part('quality-chart'), part('quality-readout'));
    /** @param {JobName} name @param {string} id @param {(model: Model) => Promise<void>} begin @returns {Job} */
    const job = (name, id, begin) => {
      /** @type {HTMLButtonElement} */
      const button = part(`${id}-run`);
      button.onclick = () => this.#press(name, begin);
      const [progress, status] = [part(`${id}-progress`), part(`${id}-status`)];
      const card = /** @type {HTMLElement} */ (button.closest('.card'));
      const bar = /** @type {HTMLProgressElement} */ (/** @type {unknown} */ (progress));
      return { button, progress: bar, status, running: false, card, found: null, note: '' };
    };
    this.#jobs = {
      likelihood: job('likelihood', 'likelihood', (model) => this.#measureFit(model)),
      sweep: job('sweep', 'quality', (model) => this.#compareSamplers(model)),
    };
    state.onAny(() => this.#mark());
    const floor = settled(() => this.showFloor());
    state.onSettings((change) => {
      if (!change.affects('floor')) return;
      state.floor = NaN; // that of the settings before
      onChange();
      floor();
    });
  }

  /** Presses its button, unless it is at work. */
  computeLikelihood() {
    const { button, running } = this.#jobs.likelihood;
    if (!running) button.click();
  }

  rebuild() {
    for (const part of [this.#byTime, this.#likelihood, this.#nfe]) part.rebuild();
  }

  /** The floor for the settings as they are; drawn alone until an excess for them comes. */
  async showFloor() {
    const config = toConfig(this.#state.settings);
    this.#floorOf = config;
    try {
      const floor = await this.#exact.floor(config, TIMES, () => this.#floorOf === config);
      if (!floor) return;
      this.#byTime.setFloor(floor, config);
      this.#state.floor = floor.objective;
      this.#onChange();
    } catch (error) {
      this.#report(error);
    }
  }

  /** The floor for other settings; NaN where it can't be had. @param {Config} config */
  async floorOf(config) {
    try {
      return (await this.#exact.floor(config, 1))?.objective ?? NaN;
    } catch (error) {
      this.#report(error);
      return NaN;
    }
  }

  /** How far the weights at hand are above their floor, likewise. @param {'quick' | 'thorough'} care */
  async measure(care) {
    const { model } = this.#state;
    if (!model) return null;
    try {
      const options = { times: TIMES, points: POINTS[care], seed: model.config.seed };
      const excess = await this.#exact.excess(model, options);
      if (!excess) return null;
      this.#byTime.setExcess(excess, model);
      if (this.#byTime.inNats) void this.#measureNats(care);
      return excess.total;
    } catch (error) {
      this.#report(error);
      return null;
    }
  }

  /** Where in time the KL of the weights at hand comes from. @param {'quick' | 'thorough'} care */
  async #measureNats(care) {
    const { model } = this.#state;
    if (!model) return;
    try {
      const options = { cells: CELLS_OF_TIME, points: POINTS[care], seed: model.config.seed };
      // Those of a run that goes on come too fast for any to be given up.
      const wanted = () => care === 'quick' || this.#state.model === model;
      const found = await this.#exact.klByTime(model, options, wanted);
      if (found) this.#byTime.setNats(found, model);
    } catch (error) {
      this.#report(error);
    }
  }

  /** Says what figures are of, and whether that is at hand still. */
  #mark() {
    for (const job of Object.values(this.#jobs)) {
      const { card, status, found, running } = job;
      if (running) continue;
      if (!found) {
        if (job.note) setText(status, job.note);
        continue;
      }
      const { model, sample } = found;
      const now =
        isMeasuredNow(this.#state, model) &&
        (sample === undefined || sample === sampleKey(toConfig(this.#state.settings)));
      markEarlier(card, !now);
      const words = measuredInWords(model, toConfig(this.#state.settings));
      const said = now ? `Of ${words}.` : `Not of what is set now: of ${words}.`;
      setText(status, [job.note, said].filter(Boolean).join(' '));
    }
  }

  /**
   * @param {JobName} name
   * @param {(model: Model) => Promise<void>} begin
   */
  async #press(name, begin) {
    const job = this.#jobs[name];
    const { button, progress, status } = job;
    if (job.running) {
      this.#exact.cancel(name);
      return;
    }
    job.running = true;
    const label = button.textContent;
    button.textContent = 'Cancel';
    progress.hidden = false;
    progress.value = 0;
    try {
      const { model } = this.#state;
      if (!model) throw new Error('There are no weights yet: train first.');
      const words = measuredInWords(model, toConfig(this.#state.settings));
      status.textContent = `Working on ${words} …`;
      await begin(model);
    } catch (error) {
      status.textContent = '';
      this.#report(error);
    } finally {
      job.running = false;
      button.textContent = label;
      progress.hidden = true;
      this.#mark();
    }
  }

  /** @param {Model} model */
  async #measureFit(model) {
    const job = this.#jobs.likelihood;
    const { progress } = job;
    const { bytes, schedule } = model;
    const { seed } = model.config;
    const options = { ...LIKELIHOOD, schedule, cells: CELLS, seed };
    const times = { cells: CELLS_OF_TIME, points: POINTS.thorough, seed };
    const [found, floor, sde] = await Promise.all([
      this.#exact.likelihood(bytes, options, ({ share }) => (progress.value = share)),
      this.#exact.floor(model.config, 1),
      this.#exact.klByTime(model, times),
    ]);
    job.note = found ? '' : 'Cancelled.';
    if (!found || !floor || !sde) return;
    const { entropy } = floor;
    job.found = { model };
    this.#likelihood.show(found);
    const { nll, kl, solverError, logPError } = found.fit;
    const bound = { mean: sde.prior + sde.total.mean, stdError: sde.total.stdError };
    showFigures(this.#fit, [
      ['KL(data ‖ model)', 'kl', formatEstimate(kl), kl.mean],
      ['NLL', 'nll', formatEstimate(nll), nll.mean],
      ['Data entropy', 'entropy', entropy.toFixed(4), entropy],
      ['Solver’s part of KL', 'solver', formatEstimate(solverError), solverError.mean],
      ['Error of log p', 'logp', `± ${logPError.toPrecision(1)}`, logPError],
      ['KL of the SDE ≤', 'bound', formatEstimate(bound), bound.mean],
    ]);
  }

  /** @param {Model} model */
  async #compareSamplers(model) {
    const job = this.#jobs.sweep;
    const { progress } = job;
    job.found = null;
    markEarlier(job.card, false);
    this.#nfe.clear();
    const config = toConfig(this.#state.settings);
    const sample = { ...config.sample, particles: PARTICLES };
    const band = await this.#exact.sweep(
      model.bytes,
      { ...model.config, schedule: model.schedule, sample },
      ({ share, point }) => {
        progress.value = share;
        if (point) this.#nfe.add(point);
      },
    );
    job.note = band === null ? 'Cancelled.' : '';
    // Of those tried so far, points there are.
    job.found = { model, sample: sampleKey(config) };
    if (band !== null) this.#nfe.setBand(band);
  }
}

/** What samplers go by, besides their steps. @param {Config} config */
function sampleKey({ sample: { eta, churn, snr } }) {
  return [eta, churn, snr].join();
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
