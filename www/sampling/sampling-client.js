// The flows of particles as the page sees them, and what else the flow worker knows.
// Talks to that worker; knows no DOM.

import { Trajectory } from './trajectory.js';
import { WorkerClient } from '../shared/rpc.js';
import { samplingWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/sampling.js').SamplingMethods} SamplingMethods */
/** @typedef {import('../workers/sampling.js').Plan} Plan */

export class SamplingClient {
  /** The flow to show. @type {Trajectory | null} */
  shown = null;
  /** The flow being made. @type {Trajectory | null} */
  #making = null;
  #live = false;
  #id = 0;
  #hooks;
  /** @type {WorkerClient<SamplingMethods> | null} */
  #worker = null;

  /**
   * @param {object} hooks
   * @param {() => void} hooks.onFrame there is more to show
   * @param {(error: Error) => void} hooks.onCrash the worker died; the next call starts another
   */
  constructor(hooks) {
    this.#hooks = hooks;
  }

  #client() {
    this.#worker ??= new WorkerClient(samplingWorkerUrl(), {
      onEvent: (name, data) => this.#onEvent(name, data),
      onCrash: (error) => {
        this.#worker = null;
        // Half a flow is none, and what is asked of it may be what the worker died of.
        if (!this.shown?.complete) this.clear();
        this.#hooks.onCrash(error);
      },
    });
    return this.#worker;
  }

  /** @param {string} name @param {any} data */
  #onEvent(name, data) {
    if (data.id !== this.#id) return; // of a flow that was replaced
    if (name === 'start') {
      this.#making = new Trajectory(data.id, data.from, data.to);
    } else if (this.#making) {
      if (name === 'end') this.#making.complete = true;
      else this.#making.add(data.t, data.points);
      if (this.#live || this.#making.complete) {
        this.shown = this.#making;
        this.#hooks.onFrame();
      }
    }
  }

  /**
   * Makes a flow; one still being made is given up.
   * @param {Plan} plan
   * @param {Uint8Array} weights a safetensors file
   * @param {Config} config
   * @param {boolean} live show it while it is made, instead of when it is whole
   * @returns what it cost and how it compares with the data; null if given up
   */
  run(plan, weights, config, live) {
    this.#live = live || !this.shown;
    return this.#client().call('flow', ++this.#id, plan, weights, config);
  }

  /** Forgets the flow shown, and gives up one being made. */
  clear() {
    this.#id++;
    this.#making = null;
    this.shown = null;
  }

  /** @param {Config} config @param {Float32Array} points @param {number} t */
  histograms(config, points, t) {
    return this.#client().call('histograms', config, points, t);
  }

  /** @param {Config} config @param {number} n */
  data(config, n) {
    return this.#client().call('data', config, n);
  }

  /** @param {Config} config */
  schedule(config) {
    return this.#client().call('schedule', config);
  }

  /** Bytes that settings ask for here. @param {Config} config @param {number} pictures side by side */
  need(config, pictures) {
    return this.#client().call('need', config, pictures, navigator.hardwareConcurrency ?? 1);
  }

  presets() {
    return this.#client().call('presets');
  }

  /** @param {Uint8Array} weights */
  weightsConfig(weights) {
    return this.#client().call('weightsConfig', weights);
  }
}
