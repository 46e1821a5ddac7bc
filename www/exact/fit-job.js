// KL(data ‖ model) of certain weights, from fresh points of the data, whose parts are shared out among
// workers. What comes out is the same whoever computes which part. Knows no DOM.

import { share } from '../pool/share.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pkg/nano_diffusion.js').DataFit} DataFit */
/** @typedef {import('../pool/pool.js').Helper} Client */
/** @typedef {import('../pool/pool.js').Pool} Pool */
/**
 * Under which β(t) the weights are asked, and how many points, in how many parts, and how finely their flow is followed: steps for each unit
 * of the logarithm of the noise.
 * @typedef {{ schedule: Config['schedule'], points: number, parts: number, fineness: number, seed: number }} FitOptions
 */

export class FitJob {
  #id;
  #first;
  #pool;
  #wanted = true;
  /** Who makes parts of it. @type {Set<Client>} */
  #makers = new Set();

  /** @param {number} id of this job alone @param {Client} first the worker that is there anyway @param {Pool} pool */
  constructor(id, first, pool) {
    this.#id = id;
    this.#first = first;
    this.#pool = pool;
  }

  /**
   * @param {Uint8Array} weights
   * @param {FitOptions} options
   * @returns {Promise<DataFit | null>} null if it was cancelled
   */
  async run(weights, { parts, ...asked }) {
    try {
      const found = await share(this.#pool, {
        parts,
        own: this.#first,
        wanted: () => this.#wanted,
        make: async (client, part) => {
          this.#makers.add(client);
          // At each turn: the worker's other questions may have pushed the weights out.
          const [id, options] = [client.give(weights), { ...asked, part, parts }];
          const made = await client.call('fit', 'fit', this.#id, id, options);
          return made && made.rows;
        },
      });
      return found && (await this.#first.call('fitOf', found));
    } catch (error) {
      // A job that is not wanted any more has nothing to tell.
      if (this.#wanted) throw error;
      return null;
    }
  }

  cancel() {
    this.#wanted = false;
    for (const client of this.#makers) client.call('cancel', 'fit', this.#id).catch(() => {});
  }
}
