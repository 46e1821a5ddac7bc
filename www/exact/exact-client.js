// The right answers as the page asks for them. Talks to the worker that knows them; knows no DOM.

import { FitJob } from './fit-job.js';
import { LikelihoodJob } from './likelihood-job.js';
import { SamplerSweep } from './sampler-sweep.js';
import { pool } from '../pool/pool.js';
import { share } from '../pool/share.js';
import { WorkerClient } from '../shared/rpc.js';
import { sameData } from '../shared/same-data.js';
import { slim } from '../shared/slim-config.js';
import { exactWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/exact.js').ExactMethods} ExactMethods */
/** @typedef {import('../workers/exact.js').ExactEvents} ExactEvents */
/** @typedef {import('../workers/exact.js').SweepPoint} SweepPoint */
/** @typedef {import('../settings/app-state.js').AskedModel} AskedModel */
/** Weights, and the β(t) that they are asked under. @typedef {{ bytes: Uint8Array, schedule: Config['schedule'] }} Asked */
/** How far a job is, and what it found. @typedef {{ share: number, point?: SweepPoint }} Step */
/** @typedef {import('../pool/pool.js').Helper} Client */

/** Parts of a floor, an excess, a KL by time: some hundredths of a second each. */
const PARTS = 10;
const always = () => true;

export class ExactClient {
  #hooks;
  /** @type {WorkerClient<ExactMethods, ExactEvents> | null} */
  #worker = null;
  /** @type {SamplerSweep | null} */
  #sweep = null;
  /** @type {LikelihoodJob | null} */
  #likelihood = null;

  /** @param {{ onCrash: (error: Error) => void }} hooks the worker died; the next call starts another */
  constructor(hooks) {
    this.#hooks = hooks;
  }

  #client() {
    this.#worker ??= new WorkerClient(exactWorkerUrl(), {
      onCrash: (error) => {
        this.#worker = null;
        this.#hooks.onCrash(error);
      },
    });
    return this.#worker;
  }

  /**
   * A measurement in parts, which come together to the same bits whoever makes which.
   * @template P, W
   * @param {() => boolean} wanted
   * @param {(client: Client, part: number, parts: number) => Promise<P>} make
   * @param {(client: Client, found: P[]) => Promise<W>} join
   * @returns {Promise<W | null>} null if it is no longer wanted
   */
  async #inParts(wanted, make, join) {
    const own = this.#client();
    // While a run trains one worker makes it all.
    const parts = pool.resting ? 1 : PARTS;
    const found = await share(pool, {
      parts,
      own,
      wanted,
      make: (client, part) => make(client, part, parts),
    });
    return found && join(own, found);
  }

  /** @param {Config} config @param {number} times @param {() => boolean} [wanted] */
  floor(config, times, wanted = always) {
    return this.#inParts(
      wanted,
      (client, part, parts) => client.call('floor', slim(config, client), times, part, parts),
      (client, found) => client.call('floorOf', slim(config, client), times, found),
    );
  }

  /**
   * @param {Asked} asked
   * @param {{ times: number, points: number, seed: number }} options
   */
  excess({ bytes, schedule }, options) {
    return this.#inParts(
      always,
      (client, part, parts) =>
        client.call('excess', client.give(bytes), schedule, options, part, parts),
      (client, found) => client.call('excessOf', client.give(bytes), schedule, found),
    );
  }

  /**
   * @param {Asked} asked
   * @param {{ cells: number, points: number, seed: number }} options
   * @param {() => boolean} [wanted]
   */
  klByTime({ bytes, schedule }, options, wanted = always) {
    return this.#inParts(
      wanted,
      (client, part, parts) =>
        client.call('klByTime', client.give(bytes), schedule, options, part, parts),
      (client, found) => client.call('klByTimeOf', client.give(bytes), schedule, found),
    );
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
   * @param {import('./likelihood-job.js').Options} options
   * @param {(step: Step) => void} follow
   */
  likelihood(weights, options, follow) {
    this.#likelihood?.cancel();
    this.#likelihood = new LikelihoodJob(pool.nextId(), this.#client(), pool);
    return this.#likelihood.run(weights, options, follow);
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

  /** A measurement of KL(data ‖ model), to be run. */
  fitJob() {
    return new FitJob(pool.nextId(), this.#client(), pool);
  }

  /** @param {'likelihood' | 'sweep'} job */
  cancel(job) {
    if (job === 'sweep') this.#sweep?.cancel();
    else this.#likelihood?.cancel();
  }
}
