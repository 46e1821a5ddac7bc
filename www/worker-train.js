// The worker that trains: owns the pacing of one training run. Knows no DOM.

import init, { Trainer } from './pkg/nano_diffusion.js';
import { breathe } from './pacing.js';
import { messageOf, serve, tell, transfer } from './rpc.js';

/** @typedef {import('./pkg/nano_diffusion.js').Config} Config */
/** @typedef {{ step: number, losses: Float32Array, seconds: number }} Progress */
/** @typedef {typeof handlers} TrainMethods */

/** Work this long before looking for messages and reporting (milliseconds). */
const SLICE = 30;
/** One call into the core should take about this long, so that slices end on time. */
const CALL = 8;

/** @type {Trainer | null} */
let trainer = null;
let running = false;
/** Counts the loops, so that an old one notices that it was replaced. */
let generation = 0;

const handlers = {
  /** Starts a run from random weights. @param {Config} config */
  start(config) {
    const fresh = new Trainer(config);
    stop();
    trainer?.free();
    trainer = fresh;
    go();
  },
  pause() {
    stop();
  },
  resume() {
    go();
  },
  /** From the next step on. @param {number} rate */
  setLearningRate(rate) {
    trainer?.setLearningRate(rate);
  },
  /** The weights to sample with, as a safetensors file; null before a run. */
  weights() {
    if (!trainer) return null;
    const result = { step: trainer.step, bytes: trainer.weights() };
    return transfer(result, [result.bytes.buffer]);
  },
};

serve(handlers, init());

function stop() {
  running = false;
  generation++;
}

function go() {
  if (running || !trainer || trainer.finished) return;
  running = true;
  loop(trainer, ++generation).catch((error) => {
    running = false;
    tell('failed', messageOf(error));
  });
}

/**
 * Trains until told otherwise.
 * @param {Trainer} run
 * @param {number} mine
 */
async function loop(run, mine) {
  let steps = 1;
  while (mine === generation && !run.finished) {
    const start = performance.now();
    const losses = [];
    let now = start;
    while (now - start < SLICE && !run.finished) {
      const part = run.run(steps);
      losses.push(...part);
      // Fewer than asked: it diverged, and the next call says how.
      const took = performance.now() - now;
      now += took;
      steps = Math.max(1, Math.min(256, Math.round((part.length * CALL) / Math.max(took, 0.1))));
    }
    const progress = {
      step: run.step,
      losses: Float32Array.from(losses),
      seconds: (now - start) / 1000,
    };
    tell('progress', transfer(progress, [progress.losses.buffer]));
    await breathe();
  }
  if (mine === generation) {
    running = false;
    tell('finished', null);
  }
}
