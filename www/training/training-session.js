// A training run on the page: its buttons, and the weights it leaves from moment to moment, each with
// a flow and an excess loss of its own. What is seen of a run is written into its record.

import { partsOf } from '../ui/dom.js';
import { setStatus } from '../ui/status-attributes.js';
import { fromConfig, toConfig } from '../settings/config.js';
import { formatCount } from '../shared/format.js';
import { MemoryCheck } from './memory-check.js';
import { recoveryAction, reportSilence } from './recovery.js';
import { reportUnsaved } from './saved-run-offer.js';
import { TrainingClient } from './training-client.js';
import { TrainingView } from './training-view.js';
import { Watchdog } from './watchdog.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/app-state.js').Config} Config */
/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {import('../shared/run-series.js').RunSeries} RunSeries */
/** @typedef {import('../ui/notices.js').Notices} Notices */
/** @typedef {import('./training-client.js').State} State */
/**
 * Where runs are written down.
 * @typedef {object} RunLog
 * @property {RunSeries} series of the run at hand; an empty one before the first
 * @property {(settings: Settings) => number} begin a run, with this id
 * @property {(losses: Float32Array, seconds: number) => void} progress
 * @property {(losses: unknown, excesses: unknown) => void} restore the run at hand goes on from what was kept
 * @property {(losses: unknown, excesses: unknown) => void} goBack it goes on from an earlier step
 * @property {(state: State) => void} setState
 * @property {(id: number, step: number, excess: number) => void} addExcess
 */

/** While training, a new flow starts at most this often (milliseconds). */
const INTERVAL = 300;

export class TrainingSession {
  #state;
  #notices;
  #hooks;
  #runs;
  #view;
  #memory;
  #client;
  /** The drawing of flows while a run goes on; its end can be waited for. @type {Promise<void> | null} */
  #following = null;
  /** Whether there is another round of it to make. */
  #more = false;
  /** The run at hand, and what it was started with. @type {{ id: number, settings: Settings } | null} */
  #current = null;
  /** Counts what was asked for: a run that waits to begin is given up for what comes later. */
  #wish = 0;
  #watchdog = new Watchdog({
    expects: () => this.#client.state === 'running',
    onSilence: (seconds) => reportSilence(this.#notices, seconds, () => this.#replaceWorker()),
  });

  /**
   * @param {HTMLElement} root the card of training
   * @param {AppState} state
   * @param {Notices} notices
   * @param {object} hooks
   * @param {RunLog} hooks.runs
   * @param {() => void} hooks.onChange there is something to draw
   * @param {() => Promise<void>} hooks.showFlow from the weights at hand
   * @param {(care: 'quick' | 'thorough') => Promise<number>} hooks.measure their excess loss
   * @param {(config: Config) => Promise<number>} hooks.floor
   * @param {(fault: import('./training-client.js').Fault) => void} hooks.onFault why a run failed
   * @param {() => void} hooks.save the weights at hand
   * @param {(config: Config) => Promise<import('../pkg/nano_diffusion.js').MemoryNeed>} hooks.need
   * the memory that settings ask for
   */
  constructor(root, state, notices, hooks) {
    const part = partsOf(root);
    this.#state = state;
    this.#notices = notices;
    this.#hooks = hooks;
    this.#runs = hooks.runs;
    this.#client = new TrainingClient({
      onProgress: ({ losses, seconds }) => {
        this.#watchdog.sign();
        this.#runs.progress(losses, seconds);
        hooks.onChange();
      },
      onState: (now) => {
        if (now !== 'running') this.#watchdog.reset();
        state.training = this.#client.active;
        setStatus('training', now);
        this.#runs.setState(now);
        hooks.onChange();
      },
      onFailure: (fault, recovery) => {
        hooks.onFault(fault);
        const save = { label: 'Save the last good weights', run: hooks.save };
        const acts = {
          rollback: () => void this.#rollback(),
          restore: (/** @type {string} */ id) => void this.restore(id),
        };
        const actions = [
          recovery ? recoveryAction(recovery, acts) : undefined,
          state.model ? save : undefined,
        ];
        notices.show('training', 'error', fault.message, ...actions);
      },
      onKept: (why) => (why === null ? notices.dismiss('unsaved') : reportUnsaved(notices, why)),
    });
    this.#memory = new MemoryCheck(state, part('memory-warning'), notices, {
      need: hooks.need,
      train: () => void this.start(),
    });
    this.#view = new TrainingView(root, this.#client, {
      onMain: () => this.toggle(),
      onRestart: () => this.start(),
    });
    state.onSettings((change) => {
      if (change.affects('rate')) {
        this.#client.setLearningRate(change.after.learningRate).catch(() => {});
      }
    });
  }

  /** Whether a run goes on or begins. */
  get active() {
    return this.#client.active;
  }

  /** Whether no run has begun on this page. */
  get idle() {
    return this.#client.state === 'idle';
  }

  /** Loads the worker, and looks at the memory that the settings need. */
  prepare() {
    this.#memory.look();
    this.#client.prepare();
  }

  /** Keeps the run as it is now: the page may be about to end. */
  save() {
    this.#client.save();
  }

  /** Does what the button says. */
  toggle() {
    if (this.#client.state === 'running') this.#client.pause();
    else if (this.#client.state === 'paused') this.#resume();
    else this.start();
  }

  async #resume() {
    this.#wish++;
    if (this.#current) this.#state.trainedWith = this.#current.settings;
    await this.#client.resume();
    await this.#follow();
  }

  /** Pauses, and waits until no more weights of the run come in. */
  async pauseAndSettle() {
    this.#wish++;
    while (this.#client.active) {
      await this.#client.pause();
      if (this.#client.active) await new Promise((done) => setTimeout(done, 20));
    }
    await this.#following;
  }

  /** Begins a run with the settings as they are, if there is the memory for it. */
  async start() {
    const wish = ++this.#wish;
    const allowed = this.#memory.allows();
    if (allowed !== true) {
      setStatus('training', 'asking');
      const may = await allowed;
      setStatus('training', this.#client.state);
      if (!may || wish !== this.#wish) return;
    }
    for (const key of ['training', 'unsaved', 'saved']) this.#notices.dismiss(key);
    const config = toConfig(this.#state.settings);
    this.#begin(config);
    await this.#client.start(config);
    await this.#follow();
  }

  /** Writes a run down. @param {Config} config */
  #begin(config) {
    const state = this.#state;
    const { settings } = state;
    this.#current = { id: this.#runs.begin(settings), settings };
    state.trainedWith = settings;
    const { series } = this.#runs;
    // With another weight λ the raw loss is another quantity: only its excess can be compared.
    if (!state.lossHasFloor) return;
    this.#hooks.floor(config).then((floor) => {
      series.floor = floor;
      this.#hooks.onChange();
    });
  }

  /** Goes on with a run that was kept. @param {string} id */
  async restore(id) {
    this.#wish++;
    for (const key of ['training', 'unsaved']) this.#notices.dismiss(key);
    await this.#client.restore(id, ({ config, losses, excess }) => {
      this.#state.set(fromConfig(config));
      this.#begin(config);
      this.#runs.restore(losses, excess);
    });
    if (this.#client.state !== 'failed') await this.#follow();
  }

  /** Goes back to the last good state, and on with a smaller learning rate. */
  async #rollback() {
    this.#wish++;
    this.#notices.dismiss('training');
    await this.#client.rollback(({ learningRate, losses, excess }) => {
      if (this.#current) this.#state.trainedWith = this.#current.settings;
      this.#state.set({ learningRate });
      this.#runs.goBack(losses, excess);
    });
    await this.#follow();
  }

  /** Starts another worker, from what was kept of the run. */
  #replaceWorker() {
    const recovery = this.#client.abandonWorker();
    if (recovery?.kind === 'restore') void this.restore(recovery.id);
    else void this.start();
  }

  /** While a run goes on, draws flows from its weights as they are; at the end, a last one. */
  async #follow() {
    // Asked again during the last round, it makes another: a run that began meanwhile, or goes on,
    // perhaps over already, wants its own pictures.
    this.#more = true;
    if (this.#following) return;
    this.#following = this.#followToEnd();
    await this.#following;
  }

  async #followToEnd() {
    try {
      while (this.#more) {
        const again = this.#client.active;
        this.#more = again;
        const start = performance.now();
        await this.#takeWeights();
        const measured = this.measure(again ? 'quick' : 'thorough');
        await this.#hooks.showFlow();
        await measured;
        const rest = INTERVAL - (performance.now() - start);
        if (this.#more && rest > 0) await new Promise((done) => setTimeout(done, rest));
      }
    } finally {
      this.#following = null;
    }
  }

  async #takeWeights() {
    try {
      const id = this.#current?.id ?? 0;
      const now = await this.#client.weights();
      // With a run that began meanwhile there is no telling whose they are; the next round is its.
      if (!now || id !== (this.#current?.id ?? 0)) return;
      const source = `step ${formatCount(now.step)}`;
      const run = { id, step: now.step };
      this.#state.model = { bytes: now.bytes, config: now.config, source, run };
    } catch {
      // The worker died: that was told, and the weights taken before stay.
    }
  }

  /** How far the weights at hand are above the floor. @param {'quick' | 'thorough'} care */
  async measure(care) {
    const { model } = this.#state;
    if (!model) return;
    const excess = await this.#hooks.measure(care);
    this.#state.figures.excess = excess;
    if (model.run) {
      const { id, step } = model.run;
      this.#runs.addExcess(id, step, excess);
      // The worker keeps it with the run on disk, where it survives the page.
      if (id === this.#current?.id && excess > 0) this.#client.pushExcess(step, excess);
    }
    setStatus('measured', model.source);
    this.#hooks.onChange();
  }

  draw() {
    const { figures, stale, model } = this.#state;
    this.#view.draw(
      { loss: this.#runs.series.losses.mean, ...figures },
      stale.map(({ label }) => label),
      model && !model.run ? model.source : null,
    );
  }
}
