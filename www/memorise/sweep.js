// The sweep: one worker to a core, which trains one network after the other. Knows no DOM.

import { slim } from '../shared/slim-config.js';
import { startWorker } from './memorise-client.js';
import { STEPS, configOf, rows } from './sweep-plan.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/explorations/memorise.js').Look} Look */
/** @typedef {import('./memorise-client.js').Client} Client */
/** @typedef {import('./sweep-plan.js').Row} Row */

const MOST_WORKERS = 8;

export class Sweep {
  /** @type {Client[]} */
  #workers = [];
  #wanted = true;

  /**
   * @param {Config} config
   * @param {(row: Row, look: Look) => void} follow
   * @returns {Promise<boolean>} whether it came to its end
   */
  async run(config, follow) {
    const all = rows();
    const cores = Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency || 2));
    let next = 0;
    const work = async () => {
      const client = startWorker((look) => this.#wanted && follow(all[look.id], look));
      this.#workers.push(client);
      while (this.#wanted && next < all.length) {
        const row = all[next++];
        await client.call('train', row.id, slim(configOf(config, row), client), STEPS);
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(cores, all.length) }, work));
      return this.#wanted;
    } catch (error) {
      // Stopped workers leave their runs unanswered.
      if (this.#wanted) throw error;
      return false;
    } finally {
      this.stop();
    }
  }

  /** At once: its workers end in the midst of their runs. */
  stop() {
    this.#wanted = false;
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
  }
}
