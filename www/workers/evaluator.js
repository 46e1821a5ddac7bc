// The judge of samples, for workers: made anew only for other data, process, number or seed, since
// what true samples give takes longer than a comparison.

import { Evaluator } from '../core.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */

/** @type {{ key: string, points: number[], evaluator: Evaluator } | null} */
let cached = null;

/** @param {Config} config whose points are the same list as long as they are the same */
export function evaluatorFor(config) {
  const { schedule, sample, seed } = config;
  const { points, ...data } = config.data;
  const key = JSON.stringify([schedule, data, sample.particles, seed]);
  if (cached?.key !== key || cached.points !== points) {
    const evaluator = new Evaluator(config);
    cached?.evaluator.free();
    cached = { key, points, evaluator };
  }
  return cached.evaluator;
}
