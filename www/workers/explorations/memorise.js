// The worker that holds a network against two truths: the data, and its finite training set. Knows no
// DOM. It also trains, for the sweep: a run on so many points, looked at on its way.

import { Memory, Sampler, Trainer } from '../../core.js';
import { yieldToMessages } from '../event-loop.js';
import { loadWholeCore } from '../load-core.js';
import { emitEvent, held, serve, transfer } from '../../shared/rpc.js';
import { whole } from '../../shared/slim-config.js';

/** @typedef {import('../../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../../pkg/nano_diffusion.js').Measured} Measured */
/** @typedef {import('../../shared/slim-config.js').SlimConfig} SlimConfig */
/** @typedef {'learned' | 'exact' | 'empirical'} ScoreName */
/** @typedef {typeof handlers} MemoriseMethods */
/** A training run, looked at after some of its steps. @typedef {{ id: number, step: number, copies: number, chance: number, training: number, heldOut: number }} Look */
/** @typedef {{ look: Look }} MemoriseEvents */

/** Work this long before looking for messages (milliseconds). */
const SLICE = 30;
/** Steps of training between two looks at the clock. */
const STEPS = 20;

/** @type {import('../../shared/rpc.js').Emit<MemoriseEvents>} */
const emit = emitEvent;
/** What was asked about last. @type {{ weights: Uint8Array, key: string, memory: Memory } | null} */
let read = null;

/** Weights and points are asked about by the ids under which they were given. */
const handlers = {
  /**
   * The training set of a configuration; both floors; the share of `n` fresh points that count as copies.
   * @param {number} weights
   * @param {SlimConfig} config
   * @param {number} n
   */
  truths(weights, config, n) {
    const memory = memoryOf(held(weights), whole(config));
    const [training, data] = memory.floors();
    const points = memory.points();
    const result = { points, floors: { training, data }, chance: memory.chance(n) };
    return transfer(result, [points.buffer]);
  },
  /**
   * How far a network is from both scores.
   * @param {number} weights
   * @param {SlimConfig} config
   * @param {number} times
   * @param {number} points at each of them
   */
  measure(weights, config, times, points) {
    return memoryOf(held(weights), whole(config)).measure(times, points);
  },
  /**
   * Samples, and which of them are copies.
   * @param {number} weights
   * @param {SlimConfig} slim
   * @param {ScoreName} score
   */
  samples(weights, slim, score) {
    const config = whole(slim);
    const points = sample(held(weights), config, score);
    const copies = memoryOf(held(weights), config).copies(points);
    return transfer({ points, copies }, [points.buffer, copies.buffer]);
  },
  /**
   * B(t) times the scores of the training set, of the data and of the network, on a grid.
   * @param {number} weights
   * @param {SlimConfig} config
   * @param {number} t
   * @param {number} cells
   * @param {number} side
   */
  field(weights, config, t, cells, side) {
    const values = memoryOf(held(weights), whole(config)).field(t, cells, side);
    return transfer(values, [values.buffer]);
  },
  /**
   * Trains a network from random weights, and looks at it after some of its steps. It ends with its
   * worker, not before.
   * @param {number} id
   * @param {SlimConfig} slim
   * @param {number[]} steps
   */
  async train(id, slim, steps) {
    const config = whole(slim);
    const run = new Trainer(config);
    try {
      for (const step of steps) {
        let sliceStart = performance.now();
        while (run.step < step) {
          run.run(Math.min(STEPS, step - run.step));
          if (performance.now() - sliceStart < SLICE) continue;
          await yieldToMessages();
          sliceStart = performance.now();
        }
        emit('look', { id, step, ...look(run.weights(), config) });
        await yieldToMessages();
      }
    } finally {
      run.free();
    }
  },
};

serve(handlers, loadWholeCore());

/** Times and points behind the losses of the sweep. */
const SWEEP = { times: 16, points: 64 };

/** @param {Uint8Array} weights @param {Config} config */
function look(weights, config) {
  const memory = new Memory(weights, config);
  try {
    const copies = memory.copies(sample(weights, config, 'learned'));
    const { trainingExcess, heldOutExcess } = memory.measure(SWEEP.times, SWEEP.points);
    return {
      copies: copies.reduce((sum, one) => sum + one, 0) / copies.length,
      chance: memory.chance(config.sample.particles),
      training: trainingExcess.mean,
      heldOut: heldOutExcess.mean,
    };
  } finally {
    memory.free();
  }
}

/** @param {Uint8Array} weights @param {Config} config @param {ScoreName} score */
function sample(weights, config, score) {
  const sampler = Sampler.reverse(weights, config, score);
  try {
    while (!sampler.finished) sampler.step();
    return sampler.positions();
  } finally {
    sampler.free();
  }
}

/** A network beside both truths, read once for several questions. @param {Uint8Array} weights @param {Config} config */
function memoryOf(weights, config) {
  const { data, schedule, seed, train } = config;
  const key = JSON.stringify([data, schedule, seed, train.trainingPoints]);
  if (read?.weights !== weights || read.key !== key) {
    const memory = new Memory(weights, config);
    read?.memory.free();
    read = { weights, key, memory };
  }
  return read.memory;
}
