// A helper of the training worker: computes shards of its steps. Knows no DOM.

import { ShardWorker } from '../core.js';
import { loadCore } from './load-core.js';
import { ShardBoard } from './shard-board.js';
import { serve, transfer } from '../shared/rpc.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {{ shard: number, loss: number, gradient: Float32Array }} Shard */
/** @typedef {typeof handlers} ShardMethods */

/** @type {ShardWorker | null} */
let worker = null;
/** Where shards are offered, and the number that this helper has there. @type {{ board: ShardBoard, me: number } | null} */
let place = null;

/** Wait for shards at the board for so long before looking for messages (milliseconds). */
const IDLE = 150;

const handlers = {
  /** Whose shards the next calls ask for. @param {Config} config */
  configure(config) {
    worker?.free();
    worker = new ShardWorker(config);
  },
  /**
   * Where the shards of these calls are offered, too.
   * @param {SharedArrayBuffer} buffer
   * @param {number} shards of a step
   * @param {number} me
   */
  join(buffer, shards, me) {
    place = { board: new ShardBoard(buffer, shards), me };
  },
  /** Makes shards at the board, and returns when for a while none was offered. */
  help() {
    if (!worker || !place) throw new Error('A helper was called before it knew where to.');
    place.board.help(place.me, worker, IDLE);
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
