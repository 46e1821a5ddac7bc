// A training run on the page: its buttons, and the weights it leaves from moment to moment, each with
// a flow and an excess loss of its own. What is seen of a run is written into its record.

import { partsOf } from '../ui/dom.js';
import { setStatus } from '../ui/status-attributes.js';
import { fromConfig, toConfig } from '../settings/config.js';
import { pool } from '../pool/pool.js';
import { isLearned, measuredInWords } from '../settings/origin.js';
import { changed } from '../settings/schema.js';
import { formatCount } from '../shared/format.js';
import { Crash } from '../shared/rpc.js';
import { sameData } from '../shared/same-data.js';
import { sameSchedule } from '../shared/schedules.js';
import { settled } from '../shared/settle.js';
import { MemoryCheck } from './memory-check.js';
import { RateChanges } from './rate-changes.js';
import { recoveryAction, reportSilence } from './recovery.js';
import { reportUnsaved } from './saved-run-offer.js';
import { TrainingClient } from './training-client.js';
import { trainOnChange, yields } from './train-on-change.js';
import { TrainingView } from './training-view.js';
import { Watchdog } from './watchdog.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/app-state.js').Config} Config */
/** @typedef {import('../settings/app-state.js').Judged} Judged */
/** @typedef {import('../shared/measured-series.js').Estimates} Estimates */
/** @typedef {import('../settings/app-state.js').AskedModel} Model */
/** @typedef {import('../pkg/nano_diffusion.js').Estimate} Estimate */
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
 * @property {(rates: Pick<Settings, 'learningRate' | 'earlierRates'>) => void} setRates of the run at hand
 * @property {(losses: unknown, figures: unknown) => void} restore the run at hand goes on from what was kept
 * @property {(state: State) => void} setState
 * @property {(id: number, step: number, estimates: Estimates) => void} addFigures
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
  /** Whether a change of the settings began it, not the visitor. */
  #byChange = false;
  #rates = new RateChanges((rate) => this.#changeRate(rate));
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
   * @param {(care: 'quick' | 'thorough') => Promise<Estimate | null>} hooks.measure their excess loss
   * @param {(model: Model, care: 'quick' | 'thorough') => void} hooks.judge how well they fit the data:
   * that comes when it comes, by `take`
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
        pool.resting = now === 'running';
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
          startPortable: (/** @type {Config} */ config) => {
            state.set({ ...fromConfig(config), arithmetic: 'portable' });
            void this.start();
          },
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
    trainOnChange(state, { may: () => this.#yields, start: () => void this.start(true) });
    const remeasure = settled(() => this.measure(this.active ? 'quick' : 'thorough'));
    state.onSettings((change) => {
      // Another β(t) asks the same weights for another model.
      if (change.affects('process')) remeasure();
      if (change.has('learningRate')) this.#rates.ask(change.after.learningRate);
    });
  }

  /** Whether a run goes on or begins. */
  get active() {
    return this.#client.active;
  }

  /** Whether a change may begin a run now. */
  get #yields() {
    return yields(this.#client, this.#byChange);
  }

  /** Whether no run has begun on this page. */
  get idle() {
    return this.#client.state === 'idle';
  }

  /** Loads the worker, and looks at the memory that the settings need. */
  prepare() {
    this.#memory.look();
    this.#client.prepare(this.#state.settings.arithmetic === 'fused');
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
    this.#byChange = false;
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

  /**
   * Begins a run with the settings as they are, if there is the memory for it.
   * @param {boolean} [byChange] a change of the settings asks for it
   */
  async start(byChange = false) {
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
    this.#byChange = byChange;
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
    this.#hooks.floor(config).then((floor) => {
      series.floor = floor;
      this.#hooks.onChange();
    });
  }

  /** Goes on with a run that was kept. @param {string} id */
  async restore(id) {
    this.#wish++;
    this.#byChange = false;
    for (const key of ['training', 'unsaved']) this.#notices.dismiss(key);
    await this.#client.restore(id, ({ config, losses, figures }) => {
      this.#state.set(fromConfig(config));
      this.#begin(config);
      this.#runs.restore(losses, figures);
    });
    if (this.#client.state !== 'failed') await this.#follow();
  }

  /** Goes back to the last good state, and on with a smaller learning rate. */
  async #rollback() {
    this.#wish++;
    this.#notices.dismiss('training');
    await this.#client.rollback(({ config, losses, figures }) => {
      if (this.#current) this.#state.trainedWith = this.#current.settings;
      this.#state.set({ learningRate: config.train.learningRate });
      this.#takeRates(config);
      this.#runs.restore(losses, figures);
    });
    await this.#follow();
  }

  /** Another learning rate for the run going on. @param {number} rate */
  async #changeRate(rate) {
    try {
      const config = await this.#client.setLearningRate(rate);
      if (config) this.#takeRates(config);
      this.#notices.dismiss('rate');
    } catch (error) {
      // A worker that died was told already; what the core refuses was not.
      if (error instanceof Crash) return;
      this.#notices.show('rate', 'warning', /** @type {Error} */ (error).message);
    }
  }

  /**
   * The rates of the run are part of what it is: its record has them, and so have the settings as
   * long as they are its own.
   * @param {Config} config the run's
   */
  #takeRates(config) {
    const { learningRate, earlierRates } = /** @type {Settings} */ (fromConfig(config));
    const rates = { learningRate, earlierRates };
    const state = this.#state;
    this.#runs.setRates(rates);
    if (this.#current) this.#current.settings = { ...this.#current.settings, ...rates };
    const own = state.stale.length === 0 && state.settings.learningRate === learningRate;
    if (own && state.settings.earlierRates !== earlierRates) state.set({ earlierRates });
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
      this.#state.useWeights({ bytes: now.bytes, config: now.config, source, run });
    } catch {
      // The worker died: that was told, and the weights taken before stay.
    }
  }

  /**
   * How far the weights at hand are above the floor, and what their density lacks.
   * @param {'quick' | 'thorough'} care
   */
  async measure(care) {
    const { model } = this.#state;
    if (!model) return;
    this.#hooks.judge(model, care);
    this.take('excess', model, await this.#hooks.measure(care), care);
  }

  /**
   * Something was measured: for the card, and for the run that the weights come from.
   * @param {Judged} figure
   * @param {Model} model
   * @param {Estimate | null} estimate null: it could not be
   * @param {'quick' | 'thorough'} care a surer one may follow a quick one
   */
  take(figure, model, estimate, care) {
    const taken = this.#state.takeFigure(figure, estimate, model);
    if (estimate) this.note(model, { [figure]: estimate });
    const name = figure === 'kl' ? 'judged' : 'measured';
    if (taken) setStatus(name, model.source + (care === 'quick' ? ', roughly' : ''));
    this.#hooks.onChange();
  }

  /**
   * Writes what was measured of weights into the record of their run, if they have one.
   * @param {Model} model
   * @param {Estimates} estimates
   */
  note({ run, schedule, config }, estimates) {
    // A run's own figures are those under the β(t) that it was trained under.
    if (!run || !sameSchedule(schedule, config.schedule)) return;
    this.#runs.addFigures(run.id, run.step, estimates);
    // The worker keeps them with the run on disk, where they survive the page.
    if (run.id === this.#current?.id) this.#client.pushFigures(run.step, estimates);
    // At rest nothing else would bring a picture, and the table with it.
    this.#hooks.onChange();
  }

  draw() {
    const { floor, settings, stale, model } = this.#state;
    const loss = this.#runs.series.losses.mean;
    const [excess, kl] = [this.#state.measured('excess'), this.#state.measured('kl')];
    const run = this.#current?.settings;
    this.#view.draw(
      { loss, floor, excess, kl },
      {
        loss: run && changed(run, settings, 'floor').length > 0 ? 'Of the run’s own settings' : '',
        quality:
          model && !sameData(model.config, toConfig(settings))
            ? `Of ${measuredInWords(model, toConfig(settings))}`
            : '',
      },
      {
        settings: stale.map(({ label }) => label),
        held: settings.trainOnChange === 'on' && !this.#yields,
      },
      model,
      this.#state.flows.some(isLearned),
    );
  }
}
