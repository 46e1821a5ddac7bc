// The right answers as the page asks for them. Talks to the worker that knows them; knows no DOM.

import { SamplerSweep } from './sampler-sweep.js';
import { WorkerClient } from '../shared/rpc.js';
import { exactWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/exact.js').ExactMethods} ExactMethods */
/** @typedef {import('../workers/exact.js').SweepPoint} SweepPoint */
/** @typedef {{ job: 'likelihood' | 'quality', id: number, share: number, point?: SweepPoint }} Step */

export class ExactClient {
  #hooks;
  #id = 0;
  /** What follows each running job. @type {Map<number, (step: Step) => void>} */
  #followers = new Map();
  /** @type {WorkerClient<ExactMethods> | null} */
  #worker = null;
  /** @type {SamplerSweep | null} */
  #quality = null;

  /** @param {{ onCrash: (error: Error) => void }} hooks the worker died; the next call starts another */
  constructor(hooks) {
    this.#hooks = hooks;
  }

  #client() {
    this.#worker ??= new WorkerClient(exactWorkerUrl(), {
      onEvent: (_, step) => this.#followers.get(step.id)?.(step),
      onCrash: (error) => {
        this.#worker = null;
        this.#hooks.onCrash(error);
      },
    });
    return this.#worker;
  }

  /** @param {Config} config @param {number} times */
  floor(config, times) {
    return this.#client().call('floor', config, times);
  }

  /**
   * @param {Uint8Array} weights
   * @param {{ times: number, points: number, seed: number }} options
   */
  excess(weights, { times, points, seed }) {
    return this.#client().call('excess', weights, times, points, seed);
  }

  /** What the network gives at rows (x, y, t). @param {Uint8Array} weights @param {Float32Array} rows */
  outputs(weights, rows) {
    return this.#client().call('outputs', weights, rows);
  }

  /**
   * @param {Uint8Array} weights
   * @param {number} t
   * @param {number} cells
   * @param {number} side
   */
  field(weights, t, cells, side) {
    return this.#client().call('field', weights, t, cells, side);
  }

  /**
   * @param {Uint8Array} weights
   * @param {Parameters<ExactMethods['likelihood']>[2]} options
   * @param {(step: Step) => void} follow
   */
  async likelihood(weights, options, follow) {
    const id = this.#begin(follow);
    try {
      return await this.#client().call('likelihood', id, weights, options);
    } finally {
      this.#followers.delete(id);
    }
  }

  /**
   * @param {Uint8Array} weights
   * @param {Config} config
   * @param {(step: Step) => void} follow
   */
  quality(weights, config, follow) {
    this.#quality?.cancel();
    this.#quality = new SamplerSweep(++this.#id);
    return this.#quality.run(this.#client(), weights, config, follow);
  }

  /** @param {(step: Step) => void} follow */
  #begin(follow) {
    this.#followers.set(++this.#id, follow);
    return this.#id;
  }

  /** @param {'likelihood' | 'quality'} job */
  async cancel(job) {
    if (job === 'quality') this.#quality?.cancel();
    await this.#worker?.call('cancel', job);
  }
}
