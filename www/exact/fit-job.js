// KL(data ‖ model) of certain weights, from fresh points of the data, whose parts are shared out among
// workers. What comes out is the same whoever computes which part. Knows no DOM.

import { SharedJob } from './shared-job.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pkg/nano_diffusion.js').DataFit} DataFit */
/** @typedef {import('../pool/pool.js').Helper} Client */
/** @typedef {import('../pool/pool.js').Pool} Pool */
/**
 * Under which β(t) the weights are asked, and how many points, in how many parts, and how finely their flow is followed: steps for each unit
 * of the logarithm of the noise.
 * @typedef {{ schedule: Config['schedule'], points: number, parts: number, fineness: number, seed: number }} FitOptions
 */

export class FitJob extends SharedJob {
  /** @param {number} id of this job alone @param {Client} own the worker that is there anyway @param {Pool} pool */
  constructor(id, own, pool) {
    super('fit', id, own, pool);
  }

  /**
   * @param {Uint8Array} weights
   * @param {FitOptions} options
   * @returns {Promise<DataFit | null>} null if it was cancelled
   */
  run(weights, { parts, ...asked }) {
    return this.unlessCancelled(async () => {
      const found = await this.share(weights, { parts }, async (client, id, part) => {
        const made = await client.call('fit', 'fit', this.id, id, { ...asked, part, parts });
        return made && made.rows;
      });
      return found && (await this.own.call('fitOf', found));
    });
  }
}
