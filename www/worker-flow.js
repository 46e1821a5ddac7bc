// The worker behind the pictures: flows of particles, data, comparisons, schedule. Knows no DOM.

import init, {
  Evaluator,
  Sampler,
  describeSchedule,
  presets,
  sampleData,
  weightsConfig,
} from './pkg/nano_diffusion.js';
import { breathe } from './pacing.js';
import { serve, tell, transfer } from './rpc.js';

/** @typedef {import('./pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./pkg/nano_diffusion.js').Evaluation} Evaluation */
/** @typedef {{ id: number, t: number, points: Float32Array }} Frame */
/** @typedef {typeof handlers} FlowMethods */

/** Bytes of positions kept for one flow; beyond, only every k-th step is kept. */
const FRAME_BUDGET = 16e6;
/** Work this long before looking for messages (milliseconds). */
const SLICE = 12;

/** The flow being made: a newer one ends it. */
let current = 0;
/** @type {{ key: string, evaluator: Evaluator } | null} */
let cached = null;

const handlers = {
  /**
   * Runs the reverse SDE, telling a `frame` for each stored step, from t = T to t = 0.
   * Resolves with the comparison of its end with the data, or null if a newer flow ended it.
   * @param {number} id
   * @param {Uint8Array} weights a safetensors file
   * @param {Config} config
   * @returns {Promise<Evaluation | null>}
   */
  async flow(id, weights, config) {
    current = id;
    const sampler = new Sampler(weights, config);
    try {
      const total = sampler.stepsTotal;
      const every = Math.ceil(((total + 1) * config.sample.particles * 8) / FRAME_BUDGET);
      let points = sampler.positions();
      tell('start', { id, frames: Math.ceil(total / every) + 1 });
      tellFrame(id, sampler.t, points);
      let sliceStart = performance.now();
      while (!sampler.finished) {
        sampler.step();
        if (sampler.finished || sampler.stepsDone % every === 0) {
          points = sampler.positions();
          tellFrame(id, sampler.t, points.slice());
        }
        if (performance.now() - sliceStart > SLICE) {
          await breathe();
          if (current !== id) return null;
          sliceStart = performance.now();
        }
      }
      return evaluatorFor(config).evaluate(points);
    } finally {
      sampler.free();
    }
  },
  /** Points of the data. @param {Config} config @param {number} n */
  data(config, n) {
    const points = sampleData(config, n);
    return transfer(points, [points.buffer]);
  },
  /** @param {Config} config */
  schedule(config) {
    return describeSchedule(config);
  },
  presets() {
    return presets();
  },
  /** What a weights file was trained with. @param {Uint8Array} weights */
  weightsConfig(weights) {
    return weightsConfig(weights);
  },
};

serve(handlers, init());

/**
 * @param {number} id
 * @param {number} t
 * @param {Float32Array} points
 */
function tellFrame(id, t, points) {
  /** @type {Frame} */
  const frame = { id, t, points };
  tell('frame', transfer(frame, [points.buffer]));
}

/** @param {Config} config */
function evaluatorFor(config) {
  const key = JSON.stringify([config.data, config.sample.particles, config.seed]);
  if (cached?.key !== key) {
    const evaluator = new Evaluator(config);
    cached?.evaluator.free();
    cached = { key, evaluator };
  }
  return cached.evaluator;
}
