// The worker that trains: owns the pacing of one training run, and shares its steps with helpers
// where that makes them faster. Knows no DOM.

import init, { Trainer } from './pkg/nano_diffusion.js';
import { Faster } from './faster.js';
import { breathe } from './pacing.js';
import { messageOf, serve, tell, transfer } from './rpc.js';
import { ShardPool, usefulWorkers } from './shard-pool.js';

/** @typedef {import('./pkg/nano_diffusion.js').Config} Config */
/** @typedef {{ step: number, losses: Float32Array, seconds: number, workers: number }} Progress */
/** @typedef {typeof handlers} TrainMethods */

/** Work this long before looking for messages and reporting (milliseconds). */
const SLICE = 30;
/** One call into the core should take about this long, so that slices end on time. */
const CALL = 8;

/** @type {Trainer | null} */
let trainer = null;
/** What the run was started with. @type {Config | null} */
let settings = null;
/** @type {ShardPool | null} */
let pool = null;
/** Alone (0) or together (1)? Null where the caller said how many are to work. */
let choice = /** @type {Faster | null} */ (null);
let running = false;
/** Counts the loops, so that an old one notices that it was replaced. */
let generation = 0;
/** Steps that were made but not yet reported. */
const unreported = { losses: /** @type {number[]} */ ([]), since: 0, workers: 1 };

const handlers = {
  /**
   * Starts a run from random weights.
   * @param {Config} config
   * @param {number} [workers] that are to compute, this one included; without it as many as
   * there are cores, whenever they are faster than one
   */
  start(config, workers) {
    const fresh = new Trainer(config);
    stop();
    unreported.losses = [];
    pool?.close();
    trainer?.free();
    trainer = fresh;
    settings = config;
    choice = workers === undefined ? new Faster() : null;
    const most = workers ?? navigator.hardwareConcurrency ?? 1;
    pool = new ShardPool(config, usefulWorkers(trainer.shards, most) - 1);
    tell('started', null);
    go();
  },
  pause() {
    stop();
    report();
  },
  resume() {
    go();
  },
  /** From the next step on. @param {number} rate */
  setLearningRate(rate) {
    trainer?.setLearningRate(rate);
  },
  /** The weights to sample with, as a safetensors file, and their run; null before a run. */
  weights() {
    if (!trainer || !settings) return null;
    const result = { step: trainer.step, bytes: trainer.weights(), config: settings };
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
  const mine = ++generation;
  loop(trainer, mine).then(
    () => mine === generation && end('finished', null),
    (error) => mine === generation && end('failed', messageOf(error)),
  );
}

/** @param {'finished' | 'failed'} how @param {string | null} message */
function end(how, message) {
  running = false;
  pool?.close();
  report();
  tell(how, message);
}

/** Tells the page what was done since the last report. */
function report() {
  const { losses, since, workers } = unreported;
  if (!trainer || losses.length === 0) return;
  const progress = {
    step: trainer.step,
    losses: Float32Array.from(losses),
    seconds: (performance.now() - since) / 1000,
    workers,
  };
  unreported.losses = [];
  tell('progress', transfer(progress, [progress.losses.buffer]));
}

/**
 * Trains until told otherwise.
 * @param {Trainer} run
 * @param {number} mine
 */
async function loop(run, mine) {
  let steps = 1;
  while (mine === generation && !run.finished) {
    const helpers = pool && pool.ready > 0 && choice?.pick() !== 0 ? pool : null;
    unreported.workers = 1 + (helpers?.ready ?? 0);
    const start = (unreported.since = performance.now());
    let now = start;
    while (now - start < SLICE && !run.finished) {
      if (helpers) {
        const loss = await sharedStep(run, helpers, mine);
        if (loss === null) return;
        unreported.losses.push(loss);
        now = performance.now();
        continue;
      }
      const part = run.run(steps);
      unreported.losses.push(...part);
      // Fewer than asked: it diverged, and the next call says how.
      const took = performance.now() - now;
      now += took;
      steps = Math.max(1, Math.min(256, Math.round((part.length * CALL) / Math.max(took, 0.1))));
    }
    choice?.record(helpers ? 1 : 0, (now - start) / unreported.losses.length);
    report();
    await breathe();
  }
}

/**
 * One step together with the helpers: its loss, or null if the loop was replaced meanwhile. Then
 * the step was not made, and who goes on makes it from the start, with the same result.
 * @param {Trainer} run
 * @param {ShardPool} helpers
 * @param {number} mine
 */
async function sharedStep(run, helpers, mine) {
  const { own, others } = helpers.ask(run.step, run.shards, run.theta());
  for (const shard of own) run.compute(shard);
  const answers = await others;
  // Messages were handled while this waited: the run may even be freed.
  if (mine !== generation) return null;
  for (const answer of answers) {
    if (typeof answer === 'number') run.compute(answer);
    else run.supply(answer.shard, answer.loss, answer.gradient);
  }
  return run.apply();
}
