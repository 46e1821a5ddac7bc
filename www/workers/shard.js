// A helper of the training worker: computes shards of its steps. Knows no DOM.

import { ShardWorker } from '../core.js';
import { loadCore } from './load-core.js';
import { serve, transfer } from '../shared/rpc.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {{ shard: number, loss: number, gradient: Float32Array }} Shard */
/** @typedef {typeof handlers} ShardMethods */

/** @type {ShardWorker | null} */
let worker = null;

const handlers = {
  /** Whose shards the next calls ask for. @param {Config} config */
  configure(config) {
    worker?.free();
    worker = new ShardWorker(config);
  },
  /**
   * @param {number} step
   * @param {number[]} shards
   * @param {Float32Array} params the parameters at that step
   */
  compute(step, shards, params) {
    if (!worker) throw new Error('A shard was requested before its run was set up.');
    /** @type {Shard[]} */
    const results = [];
    for (const shard of shards) {
      const loss = worker.compute(params, step, shard);
      results.push({ shard, loss, gradient: worker.gradient() });
    }
    return transfer(
      results,
      results.map(({ gradient }) => gradient.buffer),
    );
  },
};

serve(handlers, loadCore());
