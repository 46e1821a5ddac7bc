// Who computes the answers: the workers that the explorations ask, each started at the first question
// and ended with the exercises. Knows no DOM.

import { GuidanceClient } from '../guidance/guidance-client.js';
import { MemoriseClient, SAMPLES } from '../memorise/memorise-client.js';
import { OwnWorker } from '../pool/own-worker.js';
import { readAlong, readFound } from '../posterior/findings.js';
import { PosteriorClient } from '../posterior/posterior-client.js';
import { WorkerClient } from '../shared/rpc.js';
import { slim } from '../shared/slim-config.js';
import { exactWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../posterior/geometry.js').Point} Point */
/** @typedef {import('../settings/app-state.js').AppState} AppState */

/** Cells along each side of a posterior’s density. */
const CELLS = 72;
/** Guided samples, their steps from T to 0, and the grid of the tilted density. */
const GUIDED = { particles: 1500, steps: 100, grid: { cells: 104, side: 2.6 } };
/** The number of the one comparison. */
const TRIAL = 1;

export class Desk {
  #state;
  #posterior = new PosteriorClient();
  #memorise = new MemoriseClient();
  #guidance = new GuidanceClient();
  /** Not the page’s exact worker: there a comparison would end the visitor’s own. */
  #trials = new OwnWorker(
    () =>
      /** @type {WorkerClient<import('../workers/exact.js').ExactMethods, {}>} */ (
        new WorkerClient(exactWorkerUrl(), {})
      ),
  );
  #end = new AbortController();

  /** @param {AppState} state */
  constructor(state) {
    this.#state = state;
  }

  /**
   * Any weights: workers read them with each question, also where the score that is asked for is none
   * of theirs. A link may open an exercise before those of the page are there.
   * @returns {Promise<Uint8Array>}
   */
  #weights() {
    const state = this.#state;
    if (state.model) return Promise.resolve(state.model.bytes);
    return new Promise((give) => {
      const look = () => {
        if (state.model) give(state.model.bytes);
      };
      state.addEventListener('weights', look, { signal: this.#end.signal });
    });
  }

  /** p(x₀ | x_t) at one place and time. @param {Config} config @param {Point} point @param {number} t */
  async seen(config, [x, y], t) {
    const asked = { x, y, t, cells: CELLS };
    const { numbers } = await this.#posterior.ask('posterior', config, null, asked);
    return readFound(numbers);
  }

  /** The same at one place over times. @param {Config} config @param {Point} point @param {readonly number[]} times */
  async along(config, point, times) {
    const rows = Float64Array.from(times.flatMap((t) => [...point, t]));
    const asked = { rows, cells: CELLS };
    const found = await this.#posterior.ask('posteriorAlong', config, null, asked);
    return readAlong(rows, found);
  }

  /** A training set beside the data. @param {Config} config */
  async truths(config) {
    return this.#memorise.truths({ bytes: await this.#weights(), config });
  }

  /** The share of copies under the empirical score, and by chance. @param {Config} config */
  async copies(config) {
    const subject = { bytes: await this.#weights(), config };
    const { chance } = await this.#memorise.truths(subject);
    const { copies } = await this.#memorise.samples(subject, 'empirical');
    const share = copies.reduce((sum, one) => sum + one, 0) / copies.length;
    return { share, chance, samples: SAMPLES };
  }

  /** The distance of samples made with the exact score to the data, by the first quantity that these are judged by. @param {Config} config */
  async error(config) {
    const bytes = await this.#weights();
    const made = await this.#trials.ask((client) =>
      client.call('trial', TRIAL, client.give(bytes), slim(config, client), true),
    );
    return made ? made.point.error : NaN;
  }

  /** Towards the first class: the tilted density’s moments, and those of samples by the ODE. @param {Config} config @param {number} w */
  async guided(config, w) {
    const { particles, steps, grid } = GUIDED;
    const { tEnd } = config.schedule;
    const asked = { id: 1, group: 0, w, from: 0, to: tEnd, dt: tEnd / steps };
    const few = { ...config, sample: { ...config.sample, particles } };
    const tilted = await this.#guidance.moments(few, asked, grid);
    const way = { ode: true, corrections: 0, compare: false };
    const made = await this.#guidance.samples(few, asked, way);
    if (!made) throw new Error('The samples were not made.');
    return { tilted, ode: made.moments, samples: particles };
  }

  close() {
    this.#end.abort();
    this.#posterior.close();
    this.#memorise.close();
    this.#guidance.close();
    this.#trials.close();
  }
}
