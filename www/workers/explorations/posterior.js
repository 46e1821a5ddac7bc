// The worker that answers about p(x₀ | x_t): what a noisy point tells of the data, and what a network makes of
// it. Knows no DOM.

import { Posterior } from '../../core.js';
import { loadWholeCore } from '../load-core.js';
import { held, serve, transfer } from '../../shared/rpc.js';
import { whole } from '../../shared/slim-config.js';

/** @typedef {import('../../shared/slim-config.js').SlimConfig} SlimConfig */
/** @typedef {typeof handlers} PosteriorMethods */

/** What was asked about last: it is asked again at each move of a pointer.
 * @type {{ key: string, posterior: Posterior } | null} */
let kept = null;

/**
 * Of the data and β(t) of some settings, beside a network, where there is one.
 * @param {SlimConfig} config @param {number | null} weights
 */
function posteriorOf(config, weights) {
  const key = JSON.stringify([config.data, config.schedule, weights]);
  if (kept?.key !== key) {
    const bytes = weights === null ? undefined : held(weights);
    const posterior = new Posterior(whole(config), bytes);
    kept?.posterior.free();
    kept = { key, posterior };
  }
  return kept.posterior;
}

const handlers = {
  /**
   * At x_t = (x, y): its numbers, in the order of the core's, and the density on its window.
   * @param {SlimConfig} config @param {number | null} weights
   * @param {{ x: number, y: number, t: number, cells: number }} asked
   */
  posterior(config, weights, { x, y, t, cells }) {
    const posterior = posteriorOf(config, weights);
    const numbers = posterior.at(x, y, t, cells);
    const density = posterior.density();
    return transfer({ numbers, density }, [numbers.buffer, density.buffer]);
  },
  /**
   * Along rows (x, y, t): spread, entropy, modes, and the distance of the two means, for each.
   * @param {SlimConfig} config @param {number | null} weights
   * @param {{ rows: Float64Array, cells: number }} asked
   */
  posteriorAlong(config, weights, { rows, cells }) {
    const found = posteriorOf(config, weights).along(rows, cells);
    return transfer(found, [found.buffer]);
  },
  /**
   * The density of the data on [−side, side]².
   * @param {SlimConfig} config @param {number | null} weights
   * @param {{ cells: number, side: number }} asked
   */
  dataDensity(config, weights, { cells, side }) {
    const density = posteriorOf(config, weights).data(cells, side);
    return transfer(density, [density.buffer]);
  },
};

serve(handlers, loadWholeCore());
