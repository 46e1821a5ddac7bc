// The worker behind the pictures: trajectories of particles, data, comparisons, schedule. Knows no DOM.

import {
  describeSchedule,
  describeWeights,
  memoryNeed,
  presets,
  sampleData,
  withConfig,
} from '../core.js';
import { evaluatorFor } from './evaluator.js';
import { flowHandlers } from './flow.js';
import { loadCore } from './load-core.js';
import { serve, transfer } from '../shared/rpc.js';
import { whole } from '../shared/slim-config.js';

/** @typedef {import('../shared/slim-config.js').SlimConfig} SlimConfig */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {typeof handlers} SamplingMethods */

const handlers = {
  ...flowHandlers,
  /** How the end of a flow compares with the data. @param {SlimConfig} config @param {Float32Array} points */
  evaluate(config, points) {
    return evaluatorFor(whole(config)).evaluate(points);
  },
  /**
   * Histograms of particles on their way, beside the data at that time.
   * @param {SlimConfig} slimConfig
   * @param {Float32Array} points
   * @param {number} t
   */
  histograms(slimConfig, points, t) {
    return evaluatorOf(slimConfig, points).histogramsAt(points, t);
  },
  /**
   * The post's figure of particles on their way: over the plane, data and particles one after the
   * other, as the core lays them; and the histograms.
   * @param {SlimConfig} slimConfig
   * @param {Float32Array} points
   * @param {number} t
   * @param {number} side of the plane, in each direction
   */
  figure(slimConfig, points, t, side) {
    const evaluator = evaluatorOf(slimConfig, points);
    const planes = evaluator.planesAt(points, t, side);
    const answer = { planes, histograms: evaluator.histogramsAt(points, t) };
    return transfer(answer, [planes.buffer]);
  },
  /** Points of the data. @param {SlimConfig} config @param {number} n */
  data(config, n) {
    const points = sampleData(whole(config), n);
    return transfer(points, [points.buffer]);
  },
  /** @param {SlimConfig} config */
  schedule(config) {
    return describeSchedule(whole(config));
  },
  /** Bytes that settings ask for, worker by worker. @param {SlimConfig} config */
  need(config) {
    return memoryNeed(whole(config));
  },
  presets() {
    return presets();
  },
  /** What a weights file says of itself. @param {Uint8Array} weights */
  describeWeights(weights) {
    return describeWeights(weights);
  },
  /** A weights file that says which settings it is of. @param {Uint8Array} weights @param {Config} config */
  withConfig(weights, config) {
    const bytes = withConfig(weights, config);
    return transfer(bytes, [bytes.buffer]);
  },
};

serve(handlers, loadCore());

/**
 * What counts these particles: as many as there are, whatever the settings say by now, since more may
 * be more than fits.
 * @param {SlimConfig} slimConfig
 * @param {Float32Array} points
 */
function evaluatorOf(slimConfig, points) {
  const config = whole(slimConfig);
  return evaluatorFor({
    ...config,
    sample: { ...config.sample, particles: points.length / 2 },
  });
}
