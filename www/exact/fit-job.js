// KL(data ‖ model) of certain weights, from fresh points of the data, whose parts are shared out among
// workers. What comes out is the same whoever computes which part. Knows no DOM.

import { startHelpers } from './helpers.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pkg/nano_diffusion.js').DataFit} DataFit */
/** @typedef {import('./helpers.js').Helper} Client */
/**
 * Under which β(t) the weights are asked, and how many points, in how many parts, and how finely their flow is followed: steps for each unit
 * of the logarithm of the noise.
 * @typedef {{ schedule: Config['schedule'], points: number, parts: number, fineness: number, seed: number }} FitOptions
 */

/** Workers at most, besides the one that answers the page's other questions. */
const HELPERS = 7;
/** A helper has to be loaded first: it is worth that when this much work is left (milliseconds). */
const WORTH = 400;

export class FitJob {
  #id;
  #first;
  #wanted = true;
  /** @type {Client[]} */
  #helpers = [];

  /** @param {number} id of this job alone @param {Client} first the worker that is there anyway */
  constructor(id, first) {
    this.#id = id;
    this.#first = first;
  }

  /**
   * @param {Uint8Array} weights
   * @param {FitOptions} options
   * @returns {Promise<DataFit | null>} null if it was cancelled
   */
  async run(weights, { parts, ...asked }) {
    const todo = Array.from({ length: parts }, (_, part) => part);
    /** What each part found. @type {Float64Array[]} */
    const found = [];
    /** Takes the next part, if there is one. @param {Client} client */
    const take = async (client) => {
      const part = this.#wanted ? todo.shift() : undefined;
      if (part === undefined) return false;
      try {
        // At each turn: the worker's other questions may have pushed the weights out.
        const [id, options] = [client.give(weights), { ...asked, part, parts }];
        const rows = await client.call('fit', this.#id, id, options);
        if (rows) found[part] = rows;
        else this.#wanted = false;
        return true;
      } catch (error) {
        if (client === this.#first) throw error;
        // A helper that is lost costs the time to compute its part again.
        todo.push(part);
        return false;
      }
    };
    const work = async (/** @type {Client} */ client) => {
      while (await take(client));
    };
    try {
      const start = performance.now();
      await take(this.#first);
      const left = todo.length * (performance.now() - start);
      if (this.#wanted && left > WORTH) {
        this.#helpers = startHelpers(Math.min(HELPERS, todo.length - 1));
      }
      await Promise.all([this.#first, ...this.#helpers].map(work));
      await work(this.#first);
      return this.#wanted ? await this.#first.call('fitOf', found) : null;
    } catch (error) {
      // A job that is not wanted any more has nothing to tell.
      if (this.#wanted) throw error;
      return null;
    } finally {
      for (const helper of this.#helpers) helper.terminate();
    }
  }

  cancel() {
    this.#wanted = false;
    for (const helper of this.#helpers) helper.terminate();
    this.#first.call('cancel', 'fit').catch(() => {});
  }
}
