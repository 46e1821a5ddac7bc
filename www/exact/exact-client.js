// The right answers as the page asks for them. Talks to the worker that knows them; knows no DOM.

import { FitJob } from './fit-job.js';
import { SamplerSweep } from './sampler-sweep.js';
import { pool } from '../pool/pool.js';
import { WorkerClient } from '../shared/rpc.js';
import { sameData } from '../shared/same-data.js';
import { slim } from '../shared/slim-config.js';
import { exactWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/exact.js').ExactMethods} ExactMethods */
/** @typedef {import('../workers/exact.js').ExactEvents} ExactEvents */
/** @typedef {import('../workers/exact.js').Job} Job */
/** @typedef {import('../workers/exact.js').SweepPoint} SweepPoint */
/** @typedef {import('../settings/app-state.js').AskedModel} AskedModel */
/** Weights, and the β(t) that they are asked under. @typedef {{ bytes: Uint8Array, schedule: Config['schedule'] }} Asked */
/** How far a job is, and what it found. @typedef {{ share: number, point?: SweepPoint }} Step */

export class ExactClient {
  #hooks;
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
   * @param {Asked} asked
   * @param {{ times: number, points: number, seed: number }} options
   */
  excess({ bytes, schedule }, { times, points, seed }) {
    const client = this.#client();
    return client.call('excess', client.give(bytes), schedule, times, points, seed);
  }

  /**
   * @param {Asked} asked
   * @param {{ cells: number, points: number, seed: number }} options
   */
  klByTime({ bytes, schedule }, { cells, points, seed }) {
    const client = this.#client();
    return client.call('klByTime', client.give(bytes), schedule, cells, points, seed);
  }

  /** What the network gives at rows (x, y, t). @param {Uint8Array} weights @param {Float32Array} rows */
  outputs(weights, rows) {
    const client = this.#client();
    return client.call('outputs', client.give(weights), rows);
  }

  /**
   * @param {AskedModel & { data: Config['data'] }} asked with the data whose exact score it is to be
   * @param {number} t
   * @param {number} cells
   * @param {number} side
   */
  field({ bytes, schedule, config, data }, t, cells, side) {
    const client = this.#client();
    const whole = { ...config, data };
    // Its own data are in the file.
    const other = sameData(config, whole) ? null : slim(whole, client);
    return client.call('field', client.give(bytes), schedule, other, t, cells, side);
  }

  /**
   * @param {Uint8Array} weights
   * @param {Parameters<ExactMethods['likelihood']>[2]} options
   * @param {(step: Step) => void} follow
   */
  async likelihood(weights, options, follow) {
    const client = this.#client();
    const id = pool.nextId();
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
    this.#sweep = new SamplerSweep(pool.nextId(), pool);
    return this.#sweep.run(this.#client(), weights, config, follow);
  }

  /**
   * What is known of x₀ where x_t is; beside it, what weights make of it, if there are any.
   * @template {'posterior' | 'posteriorAlong' | 'dataDensity'} M
   * @param {M} method
   * @param {Config} config whose data and β(t) it is of
   * @param {Uint8Array | null} weights
   * @param {Parameters<ExactMethods[M]>[2]} asked
   * @returns {Promise<Awaited<ReturnType<ExactMethods[M]>>>}
   */
  ofPosterior(method, config, weights, asked) {
    const client = this.#client();
    const args = [slim(config, client), weights && client.give(weights), asked];
    return client.call(method, .../** @type {Parameters<ExactMethods[M]>} */ (args));
  }

  /** A measurement of KL(data ‖ model), to be run. */
  fitJob() {
    return new FitJob(pool.nextId(), this.#client(), pool);
  }

  /** @param {Job} job */
  async cancel(job) {
    if (job === 'sweep') this.#sweep?.cancel();
    await this.#worker?.call('cancel', job);
  }
}
