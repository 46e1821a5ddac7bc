// The worker that trains: owns the pacing of one training run, and shares its steps with helpers
// where that makes them faster. Knows no DOM.

import init, { Trainer } from '../core.js';
import { Autosave, wordsOf } from './autosave.js';
import { loadRun, quarantine } from '../shared/checkpoint-store.js';
import { ExcessSeries } from '../shared/excess-series.js';
import { AdaptiveChoice } from './adaptive-choice.js';
import { LossSeries } from '../shared/loss-series.js';
import { yieldToMessages } from './event-loop.js';
import { reportFatal, isTrap, messageOf, serve, emit, transfer } from '../shared/rpc.js';
import { ShardPool, usefulWorkers } from './shard-pool.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {{ step: number, losses: Float32Array, seconds: number, workers: number }} Progress */
/** What can be done about a failure: go back there, and on with that learning rate.
 * @typedef {{ step: number, learningRate: number }} Rollback */
/** @typedef {{ message: string, rollback: Rollback | null }} Failure */
/** @typedef {typeof handlers} TrainMethods */

/** Work this long before looking for messages and reporting (milliseconds). */
const SLICE = 30;
/** One call into the core should take about this long, so that slices end on time. */
const CALL = 8;
/** After divergence the learning rate is divided by this, down to the least allowed. */
const CALMER = 10;
const LEAST_RATE = 1e-6;

/** @type {Trainer | null} */
let trainer = null;
/** What the run was started with. @type {Config | null} */
let settings = null;
/** @type {ShardPool | null} */
let pool = null;
/** Whether runs are to be kept on disk. */
let keeping = false;
/** @type {Autosave | null} */
let autosave = null;
/** Alone (0) or together (1)? Null where the caller said how many are to work. */
let choice = /** @type {AdaptiveChoice | null} */ (null);
let running = false;
/** Whether the run ended by an error: then it is not what should be kept. */
let failed = false;
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
    end();
    begin(new Trainer(config), config, workers);
  },
  /** From now on, runs are kept on disk: a page may end at any time. */
  keep() {
    keeping = true;
  },
  /**
   * Goes on with a run that was kept. One that can't be read is put aside.
   * @param {string} id
   */
  async restore(id) {
    stop();
    const saved = await loadRun(id).catch((error) => {
      throw new Error(`The saved run can’t be read: ${wordsOf(error)}.`);
    });
    if (!saved) throw new Error('The saved run is no longer there.');
    end();
    /** @type {Trainer} */
    let fresh;
    try {
      fresh = Trainer.fromCheckpoint(saved.bytes);
    } catch (error) {
      // Where memory is short, that is not the run's fault.
      if (!isTrap(error)) await quarantine(id, messageOf(error));
      throw error;
    }
    const config = fresh.config();
    const series = LossSeries.from(saved.losses);
    const excess = ExcessSeries.from(saved.excess);
    begin(fresh, config, undefined, { series, excess, supersedes: [id] });
    const { step, finished } = fresh;
    return { step, finished, config, losses: saved.losses, excess: excess.state };
  },
  /** Goes back to the last good state, after divergence, and on with a smaller learning rate. */
  rollback() {
    const back = recovery();
    if (!back || !autosave || !settings) throw new Error('There is no state to go back to.');
    end();
    const fresh = Trainer.fromCheckpoint(autosave.lastGood.bytes);
    fresh.setLearningRate(back.learningRate);
    take(fresh);
    settings = fresh.config();
    const { losses, excess } = autosave.rollback();
    pool = helpers(settings, fresh);
    go();
    return { ...back, losses, excess };
  },
  /** Saves now, as well as can be: the page may be about to end. */
  async save() {
    if (trainer && !failed) await autosave?.save(trainer);
  },
  async pause() {
    stop();
    report();
    if (trainer && !failed) await autosave?.save(trainer);
  },
  resume() {
    go();
  },
  /** Keeps with the run what the page measured. @param {number} step @param {number} excess */
  pushExcess(step, excess) {
    autosave?.pushExcess(step, excess);
    // Nothing else would come to keep it.
    if (trainer?.finished) void autosave?.save(trainer);
  },
  /** From the next step on. @param {number} rate */
  setLearningRate(rate) {
    trainer?.setLearningRate(rate);
    autosave?.touch();
  },
  /** The weights to sample with, as a safetensors file, and their run; null before a run. */
  weights() {
    if (!trainer || !settings) return null;
    const result = { step: trainer.step, bytes: trainer.weights(), config: settings };
    return transfer(result, [result.bytes.buffer]);
  },
};

serve(handlers, init());

/**
 * @param {Trainer} fresh
 * @param {Config} config
 * @param {number | undefined} workers
 * @param {{ series?: LossSeries, excess?: ExcessSeries, supersedes?: string[] }} [past] losses so far, and
 * kept runs whose place this one takes
 */
function begin(fresh, config, workers, past = {}) {
  take(fresh);
  settings = config;
  choice = workers === undefined ? new AdaptiveChoice() : null;
  const before = autosave?.end() ?? [];
  autosave = keeping
    ? new Autosave(fresh, config.train.steps, {
        ...past,
        supersedes: [...before, ...(past.supersedes ?? [])],
        // A last write of a run that was replaced is nothing to tell.
        onSaved: (saved) => saved.id === autosave?.id && emit('saved', saved),
        onUnsaved: (why) => emit('unsaved', why),
      })
    : null;
  pool = helpers(config, fresh, workers);
  go();
}

/** Ends the run at hand, so that the next finds room. */
function end() {
  stop();
  pool?.close();
  trainer?.free();
  trainer = null;
}

/** Puts a run in the place of one that was ended. @param {Trainer} fresh */
function take(fresh) {
  unreported.losses = [];
  failed = false;
  trainer = fresh;
  // What is told from here on is of this run.
  emit('started', null);
}

/** @param {Config} config @param {Trainer} run @param {number} [workers] */
function helpers(config, run, workers = navigator.hardwareConcurrency ?? 1) {
  return new ShardPool(config, usefulWorkers(run.shards, workers) - 1);
}

/** Where to go back to, and how to go on from there. @returns {Rollback | null} */
function recovery() {
  if (!failed || !trainer || !autosave) return null;
  const { learningRate } = trainer.config().train;
  if (learningRate <= LEAST_RATE) return null;
  return {
    step: autosave.lastGood.step,
    learningRate: Math.max(LEAST_RATE, learningRate / CALMER),
  };
}

function stop() {
  running = false;
  generation++;
}

function go() {
  if (running || failed || !trainer || trainer.finished) return;
  running = true;
  const mine = ++generation;
  loop(trainer, mine)
    .then(() => mine === generation && finish())
    .catch((error) => mine === generation && fail(error));
}

function finish() {
  running = false;
  pool?.close();
  report();
  if (trainer) void autosave?.save(trainer);
  emit('finished', null);
}

/** @param {unknown} error */
function fail(error) {
  running = false;
  failed = true;
  pool?.close();
  // After a trap asking the core would fail again; what was kept can be gone on with.
  if (isTrap(error)) {
    void Promise.resolve(autosave?.saveLastGood()).then(() => reportFatal(error));
    return;
  }
  report();
  void autosave?.saveLastGood();
  /** @type {Failure} */
  const failure = { message: messageOf(error), rollback: recovery() };
  emit('failed', failure);
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
  autosave?.push(progress.losses);
  emit('progress', transfer(progress, [progress.losses.buffer]));
}

/**
 * Trains until told otherwise.
 * @param {Trainer} run
 * @param {number} mine
 */
async function loop(run, mine) {
  let steps = 1;
  // Whoever asked for this has its answer before the first progress.
  await yieldToMessages();
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
    autosave?.poll(run);
    await yieldToMessages();
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
