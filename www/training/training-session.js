// A training run on the page: its buttons, its losses, and the weights it leaves from moment to
// moment, each with a flow and an excess loss of its own.

import { MemoryCheck } from './memory-check.js';
import { element } from '../ui/dom.js';
import { formatCount } from '../shared/format.js';
import { LossChart } from './loss-chart.js';
import { reportUnsaved } from './saved-run-offer.js';
import { fromConfig, toConfig } from '../settings/schema.js';
import { TrainingView } from './training-view.js';
import { TrainingClient } from './training-client.js';
import { Watchdog } from './watchdog.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../ui/notices.js').Notices} Notices */
/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {import('./training-client.js').Recovery} Recovery */

/** While training, a new flow starts at most this often (milliseconds). */
const INTERVAL = 300;
/** While training, the loss chart is drawn at most this often (milliseconds). */
const CHART_INTERVAL = 120;

export class TrainingSession {
  #state;
  #notices;
  #hooks;
  #view;
  /** The drawing of flows while a run goes on; its end can be waited for. @type {Promise<void> | null} */
  #following = null;
  /** Whether there is another round of it to make. */
  #more = false;
  /** The run at hand, and what it was started with. @type {{ id: number, values: Settings } | null} */
  #current = null;
  /** Whose excess loss is in the figures. */
  #measured = '';
  /** Counts what was asked for: a run that waits to begin is given up for what comes later. */
  #wish = 0;
  #drawnStep = -1;
  #drawnAt = -Infinity;
  #watchdog = new Watchdog({
    expects: () => this.training.state === 'running',
    onSilence: (seconds) => this.#silent(seconds),
  });

  /**
   * @param {AppState} state
   * @param {Notices} notices
   * @param {object} hooks
   * @param {() => void} hooks.onChange there is something to draw
   * @param {() => Promise<void>} hooks.showFlow from the weights at hand
   * @param {(care: 'quick' | 'thorough') => Promise<number>} hooks.measure their excess loss
   * @param {(config: import('../settings/app-state.js').Config) => Promise<number>} hooks.floor
   * @param {(values: Settings) => void} hooks.onSettings the controls are to say these
   * @param {(fault: import('./training-client.js').Fault) => void} hooks.onFault why a run failed
   * @param {() => void} hooks.save the weights at hand
   * @param {() => import('../runs/run-history.js').RunHistory} hooks.runs where the run is written down
   * @param {import('../sampling/sampling-client.js').SamplingClient['need']} hooks.need the memory that settings ask for
   */
  constructor(state, notices, hooks) {
    this.#state = state;
    this.#notices = notices;
    this.#hooks = hooks;
    this.lossChart = new LossChart(element('loss-chart'), element('loss-readout'));
    this.training = new TrainingClient({
      onProgress: ({ losses, seconds }) => {
        this.#watchdog.sign();
        this.lossChart.series.push(losses);
        hooks.runs().progress(this.lossChart.series, seconds);
        hooks.onChange();
      },
      onState: (state) => {
        if (state !== 'running') this.#watchdog.reset();
        document.body.dataset.training = state;
        hooks.runs().setState(state);
        hooks.onChange();
      },
      onFailure: (fault, recovery) => {
        hooks.onFault(fault);
        const save = { label: 'Save the last good weights', run: hooks.save };
        const actions = [this.#recovery(recovery), state.model ? save : undefined];
        notices.show('training', 'error', fault.message, ...actions);
      },
      onKept: (why) => (why === null ? notices.dismiss('unsaved') : reportUnsaved(notices, why)),
    });
    this.budget = new MemoryCheck(state, element('memory-warning'), notices, {
      need: hooks.need,
      train: () => void this.start(),
    });
    this.#view = new TrainingView(
      {
        main: element('train'),
        restart: element('restart-training'),
        progress: element('progress'),
        status: element('training-status'),
        step: element('step'),
        rate: element('rate'),
        left: element('left'),
        loss: element('loss'),
        floor: element('floor'),
        excess: element('excess'),
        stale: element('stale'),
      },
      this.training,
      { onMain: () => this.#press(), onRestart: () => this.start() },
    );
  }

  #press() {
    if (this.training.state === 'running') this.training.pause();
    else if (this.training.state === 'paused') this.#resume();
    else this.start();
  }

  async #resume() {
    this.#wish++;
    if (this.#current) this.#state.trainedWith = { ...this.#current.values };
    await this.training.resume();
    await this.#follow();
  }

  /** Pauses, and waits until no more weights of the run come in. */
  async pauseAndSettle() {
    this.#wish++;
    while (this.training.active) {
      await this.training.pause();
      if (this.training.active) await new Promise((done) => setTimeout(done, 20));
    }
    await this.#following;
  }

  /** Begins a run with the settings as they are, if there is the memory for it. */
  async start() {
    const wish = ++this.#wish;
    const allowed = this.budget.allows();
    if (allowed !== true) {
      document.body.dataset.training = 'asking';
      const may = await allowed;
      document.body.dataset.training = this.training.state;
      if (!may || wish !== this.#wish) return;
    }
    for (const key of ['training', 'unsaved', 'saved']) this.#notices.dismiss(key);
    const config = toConfig(this.#state.settings);
    this.#begin(config);
    await this.training.start(config);
    await this.#follow();
  }

  /** Writes a run down, and makes the chart ready for it. @param {import('../settings/app-state.js').Config} config */
  #begin(config) {
    const state = this.#state;
    const values = { ...state.settings };
    this.#current = { id: this.#hooks.runs().begin(values), values };
    state.trainedWith = { ...state.settings };
    this.lossChart.clear(config.train.steps);
    this.lossChart.setFloor(NaN);
    // With another weight λ the raw loss is another quantity: only its excess can be compared.
    if (state.lossHasFloor)
      this.#hooks.floor(config).then((floor) => this.lossChart.setFloor(floor));
  }

  /** Goes on with a run that was kept. @param {string} id */
  async restore(id) {
    this.#wish++;
    for (const key of ['training', 'unsaved']) this.#notices.dismiss(key);
    await this.training.restore(id, ({ config, losses, excess }) => {
      this.#hooks.onSettings({ ...this.#state.settings, ...fromConfig(config) });
      this.#begin(config);
      this.lossChart.restore(config.train.steps, losses, excess);
      this.#hooks.runs().restore(this.lossChart.series, excess);
    });
    if (this.training.state !== 'failed') await this.#follow();
  }

  /** Goes back to the last good state, and on with a smaller learning rate. */
  async #rollback() {
    this.#wish++;
    this.#notices.dismiss('training');
    await this.training.rollback(({ learningRate, losses, excess }) => {
      if (this.#current) this.#state.trainedWith = { ...this.#current.values };
      this.#hooks.onSettings({ ...this.#state.settings, learningRate });
      this.lossChart.restore(this.training.total, losses, excess);
      this.#hooks.runs().goBack(this.lossChart.series);
    });
    await this.#follow();
  }

  /** The button for a failure. @param {Recovery | null} recovery */
  #recovery(recovery) {
    if (!recovery) return undefined;
    const place = `step ${formatCount(recovery.step)}`;
    return recovery.kind === 'rollback'
      ? {
          label: `Go back to ${place} and on with learning rate ${recovery.learningRate}`,
          run: () => void this.#rollback(),
        }
      : { label: `Go on from ${place}`, run: () => void this.restore(recovery.id) };
  }

  /** Training gives no sign of life, or does again. @param {number | null} seconds */
  #silent(seconds) {
    this.#notices.dismiss('silent');
    if (seconds === null) return;
    const words =
      `Training has given no sign of life for ${seconds} seconds. It may be busy with a large ` +
      'step, and can be left to it; if its worker hangs, only a new one helps.';
    this.#notices.show('silent', 'warning', words, {
      label: 'Restart from what was kept',
      run: () => {
        const recovery = this.training.abandonWorker();
        if (recovery?.kind === 'restore') void this.restore(recovery.id);
        else void this.start();
      },
    });
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
        const again = this.training.active;
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
      const now = await this.training.weights();
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
      this.#hooks.runs().addExcess(model.run.id, model.run.step, excess);
      const mine = model.run.id === this.#current?.id;
      if (mine && excess > 0) {
        this.lossChart.pushExcess(model.run.step, excess);
        this.training.pushExcess(model.run.step, excess);
      }
    }
    this.#measured = model.source;
    this.#hooks.onChange();
  }

  draw() {
    const { figures, stale, model } = this.#state;
    const { series } = this.lossChart;
    // A chart costs more than all the rest of a picture: while losses pour in, not each time.
    const soon = this.training.active && performance.now() - this.#drawnAt < CHART_INTERVAL;
    if (series.step !== this.#drawnStep && !soon) {
      this.#drawnStep = series.step;
      this.#drawnAt = performance.now();
      this.lossChart.draw();
    }
    element('loss-empty').hidden = !this.lossChart.empty;
    this.#view.draw(
      { loss: series.mean, ...figures },
      stale.map(({ label }) => label),
      model && !model.run ? model.source : null,
    );
    document.body.dataset.measured = this.#measured;
  }
}
