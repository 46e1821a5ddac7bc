// The worker that trains: one run at a time, kept on disk as it goes. Knows no DOM.

import { Trainer, checkpointConfig } from '../core.js';
import { Autosave, wordsOf } from './autosave.js';
import { calmerRate } from './calmer-rate.js';
import { loadCore } from './load-core.js';
import { loadRun, namesOf, quarantine } from '../shared/checkpoint-store.js';
import { LossSeries } from '../shared/loss-series.js';
import { RunFigures } from '../shared/measured-series.js';
import { emitEvent, faultOf, isTrap, reportFatal, serve, transfer } from '../shared/rpc.js';
import { TrainingLoop } from './training-loop.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../shared/rpc.js').Fault} Fault */
/** @typedef {import('./training-loop.js').Progress} Progress */
/** What can be done about a failure: go back there, and on with that learning rate.
 * @typedef {{ step: number, learningRate: number }} Rollback */
/** @typedef {{ fault: Fault, rollback: Rollback | null }} Failure */
/** @typedef {typeof handlers} TrainMethods */
/**
 * @typedef {object} TrainEvents
 * @property {null} started what is told from here on is of the run asked for last
 * @property {Progress} progress
 * @property {null} finished
 * @property {Failure} failed
 * @property {{ id: string, step: number }} saved
 * @property {string} unsaved why
 */

/** The run at hand. @type {TrainingLoop | null} */
let loop = null;
/** The setting that is to blame for its end, as far as is known. @type {string | undefined} */
let blamed;
/** How many workers it is to have, where that was said. @type {number | undefined} */
let workersAsked;
/** Whether runs are to be kept on disk. */
let keeping = false;
/** @type {Autosave | null} */
let autosave = null;
/** Saved runs whose place the first run here takes: of the worker before. @type {string[]} */
let inherited = [];

/** @type {import('../shared/rpc.js').Emit<TrainEvents>} */
const emit = emitEvent;

const handlers = {
  /**
   * Starts a run from random weights.
   * @param {Config} config
   * @param {number} [workers] that are to compute, this one included; without it as many as
   * there are cores, whenever they are faster than one
   */
  start(config, workers) {
    end();
    workersAsked = workers;
    begin(new Trainer(config), config);
  },
  /**
   * From now on, runs are kept on disk: a page may end at any time.
   * @param {string[]} [supersedes] saved runs whose place the next one takes
   */
  keep(supersedes = []) {
    keeping = true;
    inherited = supersedes;
  },
  /** Another worker takes this one's place. @returns {string[]} what its first run is to replace */
  leave() {
    end();
    const left = autosave?.end() ?? inherited;
    autosave = null;
    return left;
  },
  /**
   * Goes on with a run that was kept. One that can't be read is put aside; of one that needs fused
   * arithmetic, which only another worker may have, this tells the settings.
   * @param {string} id
   */
  async restore(id) {
    loop?.stop();
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
      if (faultOf(error).name === 'NoFused') return { needsFused: checkpointConfig(saved.bytes) };
      // Where memory is short, that is not the run's fault.
      if (!isTrap(error)) await quarantine(saved.id, faultOf(error).message);
      throw error;
    }
    const config = fresh.config();
    const series = LossSeries.from(saved.losses);
    const figures = RunFigures.from(saved);
    workersAsked = undefined;
    begin(fresh, config, { series, figures, continues: namesOf(saved) });
    const { step, finished } = fresh;
    return { step, finished, config, losses: saved.losses, figures: figures.state };
  },
  /** Goes back to the last good state, after divergence, and on with a smaller learning rate. */
  rollback() {
    const back = recovery();
    if (!back || !autosave) throw new Error('There is no saved state to return to.');
    end();
    const fresh = Trainer.fromCheckpoint(autosave.lastGood.bytes);
    fresh.setLearningRate(back.learningRate);
    const config = fresh.config();
    const next = take(fresh, config);
    const state = autosave.rollback();
    const figures = RunFigures.from(state).state;
    next.go();
    return { step: back.step, config, losses: state.losses, figures };
  },
  /** Saves now, as well as can be: the page may be about to end. */
  async save() {
    if (loop && !loop.failed) await autosave?.save(loop.trainer);
  },
  async pause() {
    loop?.stop();
    loop?.report();
    if (loop && !loop.failed) await autosave?.save(loop.trainer);
  },
  resume() {
    loop?.go();
  },
  /**
   * Keeps with the run what the page measured.
   * @param {number} step
   * @param {import('../shared/measured-series.js').Estimates} estimates
   */
  pushFigures(step, estimates) {
    autosave?.pushFigures(step, estimates);
    // Nothing else would come to keep it.
    if (loop?.trainer.finished) void autosave?.save(loop.trainer);
  },
  /** From the next step on. @param {number} rate @returns {Config | null} what the run is now */
  setLearningRate(rate) {
    if (!loop) return null;
    loop.trainer.setLearningRate(rate);
    autosave?.touch();
    return loop.trainer.config();
  },
  /** The weights to sample with, as a safetensors file; null before a run. */
  weights() {
    if (!loop) return null;
    const result = { step: loop.trainer.step, bytes: loop.trainer.weights() };
    return transfer(result, [result.bytes.buffer]);
  },
};

serve(handlers, loadCore());

/** Ends the run at hand, so that the next finds room. */
function end() {
  loop?.end();
  loop = null;
}

/**
 * @param {Trainer} fresh
 * @param {Config} config
 * @param {{ series?: LossSeries, figures?: RunFigures, continues?: string[] }} [past] losses so far, what
 * was measured, and the names of the kept run that this one goes on with
 */
function begin(fresh, config, past = {}) {
  const next = take(fresh, config);
  const before = autosave?.end() ?? inherited;
  autosave = keeping
    ? new Autosave(fresh, config.train.steps, {
        ...past,
        supersedes: [...before, ...(past.continues ?? [])],
        // A last write of a run that was replaced is nothing to tell.
        onSaved: (saved) => saved.id === autosave?.id && emit('saved', saved),
        onUnsaved: (why) => emit('unsaved', why),
      })
    : null;
  next.go();
}

/** Puts a run in the place of one that was ended. @param {Trainer} trainer @param {Config} config */
function take(trainer, config) {
  const next = new TrainingLoop(trainer, config, workersAsked, {
    onProgress(progress) {
      autosave?.push(progress.losses);
      emit('progress', transfer(progress, [progress.losses.buffer]));
    },
    onSlice: () => autosave?.poll(trainer),
    onFinished() {
      void autosave?.save(trainer);
      emit('finished', null);
    },
    onFailed: fail,
  });
  loop = next;
  emit('started', null);
  return next;
}

/** @param {unknown} error that ended the run */
function fail(error) {
  // After a trap asking the core would fail again; what was kept can be gone on with.
  if (isTrap(error)) {
    void Promise.resolve(autosave?.saveLastGood()).then(() => reportFatal(error));
    return;
  }
  loop?.report();
  void autosave?.saveLastGood();
  const fault = faultOf(error);
  blamed = fault.setting;
  emit('failed', { fault, rollback: recovery() });
}

/** Where to go back to, and how to go on from there. @returns {Rollback | null} */
function recovery() {
  if (!loop?.failed || !autosave) return null;
  const learningRate = calmerRate(loop.trainer.learningRate, blamed);
  return learningRate === null ? null : { step: autosave.lastGood.step, learningRate };
}
