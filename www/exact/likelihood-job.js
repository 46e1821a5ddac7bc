// The likelihood of certain weights: NLL and KL on fresh points, and log p on a grid over where those
// are, both shared out among workers. Which worker makes which part changes no bit. Knows no DOM.

import { SharedJob } from './shared-job.js';

/** @typedef {import('./exact-client.js').Step} Step */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pkg/nano_diffusion.js').DataFit} DataFit */
/** @typedef {import('../pool/pool.js').Helper} Client */
/** @typedef {import('../pool/pool.js').Pool} Pool */
/** @typedef {{ schedule: Config['schedule'], points: number, cells: number, fineness: number, seed: number }} Options */
/** @typedef {{ fit: DataFit, window: Float64Array, learned: Float32Array, exact: Float32Array }} Found */

/** Parts of the points, and of the map: some tenths of a second each, a tile of the core's at a step. */
const PARTS = { points: 16, map: 14 };

export class LikelihoodJob extends SharedJob {
  /** @param {number} id of this job alone @param {Client} own the worker that is there anyway @param {Pool} pool */
  constructor(id, own, pool) {
    super('likelihood', id, own, pool);
  }

  /**
   * @param {Uint8Array} weights
   * @param {Options} options
   * @param {(step: Step) => void} follow
   * @returns {Promise<Found | null>} null if it was cancelled
   */
  run(weights, { schedule, points, cells, fineness, seed }, follow) {
    const total = points + cells * cells;
    let done = 0;
    /**
     * @template T
     * @param {number} parts
     * @param {number} work
     * @param {(client: Client, weights: number, part: number) => Promise<T | null>} make
     */
    const cut = (parts, work, make) =>
      this.share(weights, { parts, long: true }, make, () => {
        done += work / parts;
        follow({ share: done / total });
      });
    return this.unlessCancelled(async () => {
      const asked = { schedule, points, fineness, seed, parts: PARTS.points };
      const fits = await cut(PARTS.points, points, (client, id, part) =>
        client.call('fit', 'likelihood', this.id, id, { ...asked, part }),
      );
      if (!fits) return null;
      const model = fits.map((each) => each.model);
      const window = await this.own.call('windowOf', this.own.give(weights), model);
      const drawn = { schedule, cells, window, fineness, parts: PARTS.map };
      const maps = await cut(PARTS.map, cells * cells, (client, id, part) =>
        client.call('map', this.id, id, { ...drawn, part }),
      );
      if (!maps) return null;
      const rows = fits.map((each) => each.rows);
      return {
        fit: await this.own.call('fitOf', rows),
        window,
        learned: joined(maps.map((each) => each.learned)),
        exact: joined(maps.map((each) => each.exact)),
      };
    });
  }
}

/** @param {Float32Array[]} parts */
function joined(parts) {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}
