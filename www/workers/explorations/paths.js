// The worker that compares paths: flows of few steps, how straight they are, and networks trained on
// coupled pairs. Knows no DOM. A question that a newer one has overtaken is answered by null.

import { CoupledFlow, conversionError, fewSteps, straightness } from '../../core.js';
import { evaluatorFor } from '../evaluator.js';
import { yieldToMessages } from '../event-loop.js';
import { loadWholeCore } from '../load-core.js';
import { emitEvent, held, serve, transfer } from '../../shared/rpc.js';
import { whole } from '../../shared/slim-config.js';

/** @typedef {import('../../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../../pkg/nano_diffusion.js').Sampler} Sampler */
/** @typedef {import('../../shared/slim-config.js').SlimConfig} SlimConfig */
/** @typedef {typeof handlers} PathsMethods */
/** How far a training run is. @typedef {{ share: number, loss: number }} Progress */
/** @typedef {{ progress: Progress }} PathsEvents */
/** @typedef {'learned' | 'exact'} ScoreName */
/** @typedef {'even' | 'root' | 'logNoise'} Times where the steps are made, evenly spaced in what */
/** @typedef {'independent' | 'minibatch' | 'reflow'} CouplingName */
/** @typedef {import('../../pkg/nano_diffusion.js').Metric['key']} MetricKey */
/**
 * What so many steps reach: the total variation between samples and data, and its median for true samples.
 * @typedef {{ nfe: number, error: number, floor: number, measure: MetricKey }} Reached
 */
/** S as a share, and how much longer than a straight line. @typedef {{ bend: number, detour: number }} Straight */

/** Work this long before looking for messages (milliseconds). */
const SLICE = 25;
/** Which of the numbers that samples are judged by is the total variation. */
const VARIATION = 2;
/** Pairs of a reflow, and the steps of Heun's that its first network's flow makes. */
const PAIRS = 10_000;
const FINE = 40;
/** No weights: of the exact score. */
const NONE = new Uint8Array();

/** @type {import('../../shared/rpc.js').Emit<PathsEvents>} */
const emit = emitEvent;
/** The newest question. */
let newest = 0;
/** The networks trained here, by what coupled their pairs. @type {Map<CouplingName, CoupledFlow>} */
const trained = new Map();

const handlers = {
  /**
   * A flow of few steps on the path of a configuration, held against data.
   * @param {number} id of the question
   * @param {number | null} weights none: the exact score
   * @param {SlimConfig} slim
   * @param {{ times: Times, heun: boolean, steps: number }} few
   */
  async reached(id, weights, slim, { times, heun, steps }) {
    newest = Math.max(newest, id);
    const config = whole(slim);
    const [bytes, score] = asked(weights);
    const sampler = fewSteps(bytes, config, score, times, heun, steps);
    return finish(sampler, config, () => id === newest);
  },
  /** How straight the flow is. @param {number | null} weights @param {SlimConfig} slim @returns {Straight} */
  straightness(weights, slim) {
    const [bytes, score] = asked(weights);
    return straightOf(straightness(bytes, whole(slim), score));
  },
  /** The error of a network that is converted to a path and back. @param {number} weights @param {SlimConfig} slim */
  conversion(weights, slim) {
    return conversionError(held(weights), whole(slim));
  },
  /**
   * Trains a network on the straight path. A reflow takes the pairs of the one that was trained on independent
   * ones. It ends with its worker, not before.
   * @param {SlimConfig} slim
   * @param {CouplingName} coupling
   */
  async train(slim, coupling) {
    const config = whole(slim);
    const run = coupling === 'reflow' ? await reflow(config) : new CoupledFlow(config, coupling);
    trained.get(coupling)?.free();
    trained.set(coupling, run);
    const total = config.train.steps;
    let [step, start, sum, summed] = [0, performance.now(), 0, 0];
    while (!run.finished) {
      sum += run.step();
      summed++;
      step++;
      if (performance.now() - start < SLICE && !run.finished) continue;
      emit('progress', { share: step / total, loss: sum / summed });
      [sum, summed] = [0, 0];
      await yieldToMessages();
      start = performance.now();
    }
  },
  /** How straight what was trained flows. @param {CouplingName} coupling */
  straightnessOf(coupling) {
    return straightOf(trainedFlow(coupling).straightness());
  },
  /**
   * Its samples by so many of Euler’s steps, held against data.
   * @param {SlimConfig} slim
   * @param {CouplingName} coupling
   * @param {number} steps
   */
  async reachedBy(slim, coupling, steps) {
    const config = whole(slim);
    const sampler = trainedFlow(coupling).sampler(config.sample.particles, false, steps);
    return finish(sampler, config, () => true);
  },
  /**
   * The ways of so many particles: where they are after each of so many steps, one after the other, flat
   * `[steps + 1, particles, 2]`.
   * @param {CouplingName} coupling
   * @param {number} particles
   * @param {number} steps
   */
  ways(coupling, particles, steps) {
    const sampler = trainedFlow(coupling).sampler(particles, true, steps);
    const ways = new Float32Array(2 * particles * (steps + 1));
    try {
      ways.set(sampler.positions());
      for (let step = 1; !sampler.finished; step++) {
        sampler.step();
        ways.set(sampler.positions(), 2 * particles * step);
      }
    } finally {
      sampler.free();
    }
    return transfer(ways, [ways.buffer]);
  },
};

serve(handlers, loadWholeCore());

/** @param {number | null} weights @returns {[Uint8Array, ScoreName]} */
const asked = (weights) => (weights === null ? [NONE, 'exact'] : [held(weights), 'learned']);

/** @param {Float64Array} values @returns {Straight} */
const straightOf = ([bend, detour]) => ({ bend, detour });

/** @param {CouplingName} coupling */
function trainedFlow(coupling) {
  const flow = trained.get(coupling);
  if (!flow) throw new Error('There is no such network yet: train it first.');
  return flow;
}

/**
 * Makes all steps of a sampler, and judges where they end.
 * @param {Sampler} sampler
 * @param {Config} config whose data they are held against
 * @param {() => boolean} wanted
 * @returns {Promise<Reached | null>}
 */
async function finish(sampler, config, wanted) {
  try {
    if (!(await run(sampler, wanted))) return null;
    const metric = evaluatorFor(config).evaluate(sampler.positions()).metrics[VARIATION];
    const { key: measure, value: error, bandMedian: floor } = metric;
    return { nfe: sampler.nfe, error, floor, measure };
  } finally {
    sampler.free();
  }
}

/** All steps of a sampler. @param {Sampler} sampler @param {() => boolean} wanted @returns whether they were made */
async function run(sampler, wanted) {
  let start = performance.now();
  while (!sampler.finished) {
    sampler.step();
    if (performance.now() - start < SLICE) continue;
    await yieldToMessages();
    if (!wanted()) return false;
    start = performance.now();
  }
  return true;
}

/** A network for the pairs that the first one’s flow makes. @param {Config} config */
async function reflow(config) {
  const sampler = trainedFlow('independent').sampler(PAIRS, true, FINE);
  try {
    const noise = sampler.positions();
    await run(sampler, () => true);
    return CoupledFlow.reflow(config, noise, sampler.positions());
  } finally {
    sampler.free();
  }
}
