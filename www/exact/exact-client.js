// The right answers as the page asks for them. Talks to the worker that knows them; knows no DOM.

import { SamplerSweep } from './sampler-sweep.js';
import { WorkerClient } from '../shared/rpc.js';
import { slim } from '../shared/slim-config.js';
import { exactWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/exact.js').ExactMethods} ExactMethods */
/** @typedef {import('../workers/exact.js').ExactEvents} ExactEvents */
/** @typedef {import('../workers/exact.js').Job} Job */
/** @typedef {import('../workers/exact.js').SweepPoint} SweepPoint */
/** How far a job is, and what it found. @typedef {{ share: number, point?: SweepPoint }} Step */

export class ExactClient {
  #hooks;
  #id = 0;
  /** What follows each running job. @type {Map<number, (step: Step) => void>} */
  #followers = new Map();
  /** @type {WorkerClient<ExactMethods, ExactEvents> | null} */
  #worker = null;
  /** @type {SamplerSweep | null} */
  #sweep = null;

  /** @param {{ onCrash: (error: Error) => void }} hooks the worker died; the next call starts another */
  constructor(hooks) {
    this.#hooks = hooks;
  }

  #client() {
    this.#worker ??= new WorkerClient(exactWorkerUrl(), {
      on: { progress: ({ id, share }) => this.#followers.get(id)?.({ share }) },
      onCrash: (error) => {
        this.#worker = null;
        this.#hooks.onCrash(error);
      },
    });
    return this.#worker;
  }

  /** @param {Config} config @param {number} times */
  floor(config, times) {
    const client = this.#client();
    return client.call('floor', slim(config, client), times);
  }

  /**
   * @param {Uint8Array} weights
   * @param {{ times: number, points: number, seed: number }} options
   */
  excess(weights, { times, points, seed }) {
    const client = this.#client();
    return client.call('excess', client.give(weights), times, points, seed);
  }

  /** What the network gives at rows (x, y, t). @param {Uint8Array} weights @param {Float32Array} rows */
  outputs(weights, rows) {
    const client = this.#client();
    return client.call('outputs', client.give(weights), rows);
  }

  /**
   * @param {Uint8Array} weights
   * @param {number} t
   * @param {number} cells
   * @param {number} side
   */
  field(weights, t, cells, side) {
    const client = this.#client();
    return client.call('field', client.give(weights), t, cells, side);
  }

  /**
   * @param {Uint8Array} weights
   * @param {Parameters<ExactMethods['likelihood']>[2]} options
   * @param {(step: Step) => void} follow
   */
  async likelihood(weights, options, follow) {
    const client = this.#client();
    const id = ++this.#id;
    this.#followers.set(id, follow);
    try {
      return await client.call('likelihood', id, client.give(weights), options);
    } finally {
      this.#followers.delete(id);
    }
  }

  /**
   * @param {Uint8Array} weights
   * @param {Config} config
   * @param {(step: Step) => void} follow
   */
  sweep(weights, config, follow) {
    this.#sweep?.cancel();
    this.#sweep = new SamplerSweep(++this.#id);
    return this.#sweep.run(this.#client(), weights, config, follow);
  }

  /** @param {Job} job */
  async cancel(job) {
    if (job === 'sweep') this.#sweep?.cancel();
    await this.#worker?.call('cancel', job);
  }
}
