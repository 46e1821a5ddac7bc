// One training run as the page sees it: its state, its progress, its weights.
// Talks to the training worker; knows no DOM.

import { canFuse } from '../arithmetic/fused-probe.js';
import { WorkerClient } from '../shared/rpc.js';
import { trainWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../shared/measured-series.js').MeasuredState} MeasuredState */
/** @typedef {import('../shared/measured-series.js').Figure} Figure */
/** @typedef {import('../shared/measured-series.js').Estimates} Estimates */
/** What is given of a run that was gone on with. @typedef {{ losses: unknown, figures: Record<Figure, MeasuredState> }} Past */
/** @typedef {import('../workers/train.js').TrainMethods} TrainMethods */
/** @typedef {import('../workers/train.js').TrainEvents} TrainEvents */
/** @typedef {import('../workers/train.js').Progress} Progress */
/** @typedef {import('../shared/rpc.js').Fault} Fault */
/** What can be done about a failure: go back within the run, or on with what was kept of it.
 * @typedef {{ kind: 'rollback', step: number, learningRate: number }
 *   | { kind: 'restore', step: number, id: string }
 *   | { kind: 'portable', config: Config }} Recovery portable: the start, in that arithmetic */
/** @typedef {'idle' | 'starting' | 'running' | 'paused' | 'finished' | 'failed'} State */

/** A kept run in fused arithmetic, where there is none. */
class NoFused extends Error {
  /** @param {Config} config the run's */
  constructor(config) {
    super(
      'The saved run was made in fused arithmetic, which this browser doesn’t have on this ' +
        'computer, so it can’t go on here. It stays saved.',
    );
    this.config = config;
  }
}

/** Steps per second are averaged over about this long (seconds of training). */
const RATE_MEMORY = 1;

export class TrainingClient {
  /** @type {State} */
  state = 'idle';
  step = 0;
  total = 0;
  /** Steps per second of training, NaN before the first. */
  rate = NaN;
  /** A run was asked for, but has not begun yet. */
  #replacing = false;
  #hooks;
  /** What was kept of the run. @type {{ id: string, step: number } | null} */
  #saved = null;
  /** The settings of the run that the worker has. @type {Config | null} */
  #config = null;
  /** @type {WorkerClient<TrainMethods, TrainEvents> | null} */
  #worker = null;

  /**
   * What the worker emits. What the run before still had to say must not count for the one asked for.
   * @type {{ [K in keyof TrainEvents]: (data: TrainEvents[K]) => void }}
   */
  #events = {
    started: () => {
      this.#replacing = false;
    },
    progress: (progress) => {
      if (this.#replacing) return;
      this.step = progress.step;
      if (progress.seconds > 0 && progress.losses.length > 0) {
        const rate = progress.losses.length / progress.seconds;
        const weight = 1 - Math.exp(-progress.seconds / RATE_MEMORY);
        this.rate = Number.isNaN(this.rate) ? rate : this.rate + weight * (rate - this.rate);
      }
      this.#hooks.onProgress(progress);
    },
    finished: () => {
      if (!this.#replacing) this.#become('finished');
    },
    failed: ({ fault, rollback }) => {
      if (!this.#replacing) this.#fail(fault, rollback && { kind: 'rollback', ...rollback });
    },
    saved: (saved) => {
      if (this.#replacing) return;
      this.#saved = saved;
      this.#hooks.onKept(null);
    },
    unsaved: (why) => {
      if (!this.#replacing) this.#hooks.onKept(why);
    },
  };

  /**
   * @param {object} hooks
   * @param {(progress: Progress) => void} hooks.onProgress
   * @param {(state: State) => void} hooks.onState
   * @param {(fault: Fault, recovery: Recovery | null) => void} hooks.onFailure the run stopped; its
   * weights are kept
   * @param {(why: string | null) => void} hooks.onKept why the run could not be kept; null: it was
   */
  constructor(hooks) {
    this.#hooks = hooks;
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.#hooks.onState(state);
  }

  /** @param {Fault} fault @param {Recovery | null} [recovery] */
  #fail(fault, recovery = null) {
    this.#become('failed');
    this.#hooks.onFailure(fault, recovery);
  }

  /** @param {boolean} [fused] whether there is to be fused arithmetic; a new worker has it then */
  #client(fused = false) {
    if (this.#worker) return this.#worker;
    this.#worker = new WorkerClient(trainWorkerUrl(), {
      fused,
      on: this.#events,
      onCrash: (error) => {
        this.#worker = null;
        if (this.state === 'idle') return; // nobody has missed it yet
        const message = `The training worker stopped: ${error.message} Press Train to start again.`;
        this.#fail(
          { name: error.name, message },
          this.#saved && { kind: 'restore', ...this.#saved },
        );
      },
    });
    // If that fails, so does what is asked next.
    this.#worker.call('keep').catch(() => {});
    return this.#worker;
  }

  /**
   * The worker, if it can do what these settings ask for: at once, since calls are answered in their
   * order. Else another one, later.
   * @param {Config} config
   */
  #clientFor(config) {
    const fused = config.network.arithmetic === 'fused';
    const before = this.#worker;
    return fused && before && !before.fused ? this.#replace(before) : this.#client(fused);
  }

  /** Starts a worker with fused arithmetic in another's place. @param {WorkerClient<TrainMethods, TrainEvents>} before */
  async #replace(before) {
    // What it has kept is replaced by the next run, as it would be if that were its own.
    const left = await before.call('leave');
    if (this.#worker === before) {
      before.terminate();
      this.#worker = null;
    }
    const client = this.#client(true);
    client.call('keep', left).catch(() => {});
    return client;
  }

  /** Ends a worker that is silent. What was kept of its run can be gone on with. @returns {Recovery | null} */
  abandonWorker() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#become('failed');
    return this.#saved && { kind: 'restore', ...this.#saved };
  }

  /**
   * Loads the worker, so that a run can start at once, and without the network.
   * @param {boolean} [fused] whether it is to know fused arithmetic
   */
  prepare(fused) {
    this.#client(fused);
  }

  /** @param {() => Promise<unknown>} ask the worker to begin */
  async #begin(ask) {
    this.rate = NaN;
    this.#replacing = true;
    this.#become('starting');
    try {
      await ask();
      // A short run may already be over.
      if (this.state === 'starting') this.#become('running');
    } catch (error) {
      if (this.state !== 'starting') return;
      const config = error instanceof NoFused ? error.config : null;
      this.#fail(/** @type {Fault} */ (error), config && { kind: 'portable', config });
    }
  }

  /** Starts a run from random weights; an earlier one is given up. @param {Config} config */
  async start(config) {
    this.step = 0;
    this.total = config.train.steps;
    this.#saved = null;
    await this.#begin(async () => {
      const ready = this.#clientFor(config);
      const client = ready instanceof WorkerClient ? ready : await ready;
      await client.call('start', config);
      this.#config = config;
    });
  }

  /**
   * Goes on with a run that was kept.
   * @param {string} id
   * @param {(run: Past & { config: Config }) => void} onRun what it is, before it goes on
   */
  async restore(id, onRun) {
    await this.#begin(async () => {
      let run = await this.#client().call('restore', id);
      if (run.needsFused) {
        if (!canFuse()) throw new NoFused(run.needsFused);
        run = await (await this.#clientFor(run.needsFused)).call('restore', id);
        if (run.needsFused) throw new NoFused(run.needsFused);
      }
      this.step = run.step;
      this.total = run.config.train.steps;
      this.#config = run.config;
      this.#saved = { id, step: run.step };
      onRun(run);
      if (run.finished) this.#become('finished');
    });
  }

  /**
   * Goes back to the last good state, and on with a smaller learning rate.
   * @param {(back: Past & { config: Config }) => void} onBack
   */
  async rollback(onBack) {
    await this.#begin(async () => {
      const back = await this.#client().call('rollback');
      this.step = back.step;
      this.#config = back.config;
      onBack(back);
    });
  }

  /**
   * Keeps with the run what was measured of it.
   * @param {number} step
   * @param {Estimates} estimates
   */
  pushFigures(step, estimates) {
    if (!this.#replacing) this.#worker?.call('pushFigures', step, estimates).catch(() => {});
  }

  /** Keeps the run as it is now: the page may be about to end. */
  save() {
    const { state } = this;
    if (this.active || state === 'paused') this.#worker?.call('save').catch(() => {});
  }

  async pause() {
    if (this.state !== 'running') return;
    this.#become('paused');
    await this.#ask('pause');
  }

  async resume() {
    if (this.state !== 'paused') return;
    this.#become('running');
    await this.#ask('resume');
  }

  /** @param {'pause' | 'resume'} method */
  async #ask(method) {
    try {
      await this.#client().call(method);
    } catch (error) {
      // That the worker died meanwhile was told already.
      if (this.state !== 'failed') this.#fail(/** @type {Fault} */ (error));
    }
  }

  /**
   * Changes the learning rate of the run going on, from its next step.
   * @param {number} rate
   * @returns {Promise<Config | null>} the run's settings since then; null where there is no run
   */
  async setLearningRate(rate) {
    if (!this.active && this.state !== 'paused') return null;
    if (rate === this.#config?.train.learningRate) return this.#config;
    const config = await this.#worker?.call('setLearningRate', rate);
    if (!config || this.#replacing) return null;
    return (this.#config = config);
  }

  /** The weights as they are now, and the settings of their run; null when there was none. */
  async weights() {
    const now = await this.#worker?.call('weights');
    // Answers come in the order of the calls, so the run that began last is the one they are of.
    return now && this.#config ? { ...now, config: this.#config } : null;
  }

  get active() {
    return this.state === 'running' || this.state === 'starting';
  }
}
