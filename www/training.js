// One training run as the page sees it: its state, its progress, its weights.
// Talks to the training worker; knows no DOM.

import { WorkerClient } from './rpc.js';

/** @typedef {import('./pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./worker-train.js').TrainMethods} TrainMethods */
/** @typedef {import('./worker-train.js').Progress} Progress */
/** @typedef {'idle' | 'starting' | 'running' | 'paused' | 'finished' | 'failed'} State */

/** Steps per second are averaged over about this long (seconds of training). */
const RATE_MEMORY = 1;

export class Training {
  /** @type {State} */
  state = 'idle';
  step = 0;
  total = 0;
  /** Steps per second of training, NaN before the first. */
  rate = NaN;
  /** A run was asked for, but has not begun yet. */
  #replacing = false;
  #hooks;
  /** @type {WorkerClient<TrainMethods> | null} */
  #worker = null;

  /**
   * @param {object} hooks
   * @param {(progress: Progress) => void} hooks.onProgress
   * @param {(state: State) => void} hooks.onState
   * @param {(message: string) => void} hooks.onFailure the run stopped; its weights are kept
   */
  constructor(hooks) {
    this.#hooks = hooks;
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.#hooks.onState(state);
  }

  /** @param {string} message */
  #fail(message) {
    this.#become('failed');
    this.#hooks.onFailure(message);
  }

  #client() {
    this.#worker ??= new WorkerClient(new URL('./worker-train.js', import.meta.url), {
      onEvent: (name, data) => this.#onEvent(name, data),
      onCrash: (error) => {
        this.#worker = null;
        this.#fail(`The training worker stopped: ${error.message} Press Train to start anew.`);
      },
    });
    return this.#worker;
  }

  /** @param {string} name @param {any} data */
  #onEvent(name, data) {
    if (name === 'started') this.#replacing = false;
    // What the run before still had to say must not count for this one.
    if (this.#replacing) return;
    if (name === 'progress') {
      /** @type {Progress} */
      const progress = data;
      this.step = progress.step;
      if (progress.seconds > 0 && progress.losses.length > 0) {
        const rate = progress.losses.length / progress.seconds;
        const weight = 1 - Math.exp(-progress.seconds / RATE_MEMORY);
        this.rate = Number.isNaN(this.rate) ? rate : this.rate + weight * (rate - this.rate);
      }
      this.#hooks.onProgress(progress);
    } else if (name === 'finished') {
      this.#become('finished');
    } else if (name === 'failed') {
      this.#fail(data);
    }
  }

  /** Starts a run from random weights; an earlier one is given up. @param {Config} config */
  async start(config) {
    this.step = 0;
    this.total = config.train.steps;
    this.rate = NaN;
    this.#replacing = true;
    this.#become('starting');
    try {
      await this.#client().call('start', config);
      // A short run may already be over.
      if (this.state === 'starting') this.#become('running');
    } catch (error) {
      if (this.state === 'starting') this.#fail(/** @type {Error} */ (error).message);
    }
  }

  async pause() {
    if (this.state !== 'running') return;
    this.#become('paused');
    await this.#client().call('pause');
  }

  async resume() {
    if (this.state !== 'paused') return;
    this.#become('running');
    await this.#client().call('resume');
  }

  /** @param {number} rate */
  async setLearningRate(rate) {
    await this.#worker?.call('setLearningRate', rate);
  }

  /** The weights as they are now, or null when there was no run. */
  async weights() {
    return (await this.#worker?.call('weights')) ?? null;
  }

  get active() {
    return this.state === 'running' || this.state === 'starting';
  }
}
