// The worker behind the pictures: trajectories of particles, data, comparisons, schedule. Knows no DOM.

import {
  Sampler,
  describeSchedule,
  describeWeights,
  memoryNeed,
  presets,
  sampleData,
  withConfig,
} from '../core.js';
import { evaluatorFor } from './evaluator.js';
import { yieldToMessages } from './event-loop.js';
import { loadCore } from './load-core.js';
import { FRAME_BUDGET } from '../shared/memory-need.js';
import { emitEvent, held, serve, transfer } from '../shared/rpc.js';
import { whole } from '../shared/slim-config.js';

/** @typedef {import('../shared/slim-config.js').SlimConfig} SlimConfig */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pkg/nano_diffusion.js').Evaluation} Evaluation */
/** @typedef {{ id: number, t: number, points: Float32Array }} Frame */
/** @typedef {typeof handlers} SamplingMethods */
/**
 * @typedef {{ start: { id: number, from: number, to: number }, frame: Frame, end: { id: number } }} SamplingEvents
 * of the trajectory with that id
 */

/** Work this long before looking for messages (milliseconds). */
const SLICE = 12;

/** The trajectory being made: a newer one ends it. */
let current = 0;

/** @type {import('../shared/rpc.js').Emit<SamplingEvents>} */
const emit = emitEvent;

/**
 * What a trajectory is to be.
 * @typedef {object} Plan
 * @property {'reverse' | 'langevin' | 'closed'} direction noise to data, or data to noise: by steps
 *   of the SDE, or in closed form
 * @property {boolean} exact the exact score instead of the network's
 */

const handlers = {
  /**
   * Runs a trajectory, emitting a `frame` for each stored step. Resolves with the evaluations of the score
   * it took and, of a reverse one, the comparison of its end with the data; or with null if a newer
   * one ended it.
   * @param {number} id
   * @param {Plan} plan
   * @param {number} weights the id under which they were given
   * @param {SlimConfig} slimConfig
   * @returns {Promise<{ nfe: number, evaluation: Evaluation | null } | null>}
   */
  async trajectory(id, plan, weights, slimConfig) {
    current = id;
    const config = whole(slimConfig);
    const reverse = plan.direction === 'reverse';
    const process = reverse
      ? Sampler.reverse(held(weights), config, plan.exact ? 'exact' : 'learned')
      : Sampler.forward(config, plan.direction === 'langevin' ? 'sde' : 'closed');
    try {
      const from = process.t;
      const to = reverse ? 0 : config.schedule.tEnd;
      // Frames closer than this would not fit the budget.
      const spacing = (Math.abs(from - to) * config.sample.particles * 8) / FRAME_BUDGET;
      let points = process.positions();
      let stored = from;
      emit('start', { id, from, to });
      emitFrame(id, from, points);
      let sliceStart = performance.now();
      while (!process.finished) {
        process.step();
        if (process.finished || Math.abs(process.t - stored) >= spacing) {
          stored = process.t;
          points = process.positions();
          emitFrame(id, stored, points.slice());
        }
        if (performance.now() - sliceStart > SLICE) {
          await yieldToMessages();
          if (current !== id) return null;
          sliceStart = performance.now();
        }
      }
      emit('end', { id });
      const evaluation = reverse ? evaluatorFor(config).evaluate(points) : null;
      return { nfe: process.nfe, evaluation };
    } finally {
      process.free();
    }
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
 * @param {number} id
 * @param {number} t
 * @param {Float32Array} points
 */
function emitFrame(id, t, points) {
  /** @type {Frame} */
  const frame = { id, t, points };
  emit('frame', transfer(frame, [points.buffer]));
}

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
