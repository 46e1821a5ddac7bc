// The judge of samples, for workers: made anew only for other data, process, number or seed, since
// what true samples give takes longer than a comparison.

import { Evaluator } from '../core.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */

/** @type {{ key: string, evaluator: Evaluator } | null} */
let cached = null;

/** @param {Config} config */
export function evaluatorFor(config) {
  const { schedule, data, sample, seed } = config;
  const key = JSON.stringify([schedule, data, sample.particles, seed]);
  if (cached?.key !== key) {
    const evaluator = new Evaluator(config);
    cached?.evaluator.free();
    cached = { key, evaluator };
  }
  return cached.evaluator;
}
