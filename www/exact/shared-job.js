// A measurement whose parts are shared out among workers, and which may be given up. Which worker makes
// which part changes no bit. Knows no DOM.

import { share } from '../pool/share.js';

/** @typedef {import('../pool/pool.js').Helper} Client */
/** @typedef {import('../pool/pool.js').Pool} Pool */
/** The kinds, by which a worker knows what to give up. @typedef {'fit' | 'likelihood'} Kind */

export class SharedJob {
  #kind;
  #pool;
  #wanted = true;
  /** Who makes parts of it. @type {Set<Client>} */
  #makers = new Set();

  /** @param {Kind} kind @param {number} id of this job alone @param {Client} own the worker that is there anyway @param {Pool} pool */
  constructor(kind, id, own, pool) {
    this.#kind = kind;
    this.id = id;
    this.own = own;
    this.#pool = pool;
  }

  /**
   * @template T
   * @param {Uint8Array} weights
   * @param {{ parts: number, long?: boolean }} cut
   * @param {(client: Client, weights: number, part: number) => Promise<T | null>} make
   * @param {() => void} [made] after each part
   * @returns {Promise<T[] | null>} null if it was cancelled
   */
  share(weights, { parts, long }, make, made = () => {}) {
    return share(this.#pool, {
      parts,
      own: this.own,
      wanted: () => this.#wanted,
      long,
      make: async (client, part) => {
        this.#makers.add(client);
        // At each turn: the worker's other questions may have pushed the weights out.
        const found = await make(client, client.give(weights), part);
        if (!found || !this.#wanted) return null;
        made();
        return found;
      },
    });
  }

  /**
   * A job that is not wanted any more has nothing to tell.
   * @template T @param {() => Promise<T | null>} work
   */
  async unlessCancelled(work) {
    try {
      return await work();
    } catch (error) {
      if (this.#wanted) throw error;
      return null;
    }
  }

  cancel() {
    this.#wanted = false;
    for (const client of this.#makers) {
      client.call('cancel', this.#kind, this.id).catch(() => {});
    }
  }
}
