// A training run on the page: its buttons, its losses, and the weights it leaves from moment to
// moment, each with a flow and an excess loss of its own.

import { element } from './element.js';
import { formatCount } from './format.js';
import { LossChart } from './loss-chart.js';
import { reportUnsaved } from './resume.js';
import { fromConfig, toConfig } from './settings.js';
import { TrainView } from './train-view.js';
import { Training } from './training.js';

/** @typedef {import('./lab.js').Lab} Lab */
/** @typedef {import('./notices.js').Notices} Notices */
/** @typedef {import('./settings.js').Values} Values */
/** @typedef {import('./training.js').Rescue} Rescue */

/** While training, a new flow starts at most this often (milliseconds). */
const INTERVAL = 300;

export class Run {
  #lab;
  #notices;
  #hooks;
  #view;
  #following = false;
  /** Whether there is another round of following to make. */
  #more = false;
  #drawnStep = -1;

  /**
   * @param {Lab} lab
   * @param {Notices} notices
   * @param {object} hooks
   * @param {() => void} hooks.onChange there is something to draw
   * @param {() => Promise<void>} hooks.showFlow from the weights at hand
   * @param {(care: 'quick' | 'thorough') => Promise<number>} hooks.measure their excess loss
   * @param {(config: import('./lab.js').Config) => Promise<number>} hooks.floor
   * @param {(values: Values) => void} hooks.onSettings the controls are to say these
   */
  constructor(lab, notices, hooks) {
    this.#lab = lab;
    this.#notices = notices;
    this.#hooks = hooks;
    this.lossChart = new LossChart(element('loss-chart'), element('loss-readout'));
    this.training = new Training({
      onProgress: ({ losses }) => {
        this.lossChart.series.push(losses);
        hooks.onChange();
      },
      onState: (state) => {
        document.body.dataset.training = state;
        hooks.onChange();
      },
      onFailure: (message, rescue) => {
        const save = { label: 'Save the last good weights', run: () => this.save() };
        const actions = [this.#rescue(rescue), lab.model ? save : undefined];
        notices.show('training', 'error', message, ...actions);
      },
      onUnsaved: (why) => reportUnsaved(notices, why),
    });
    this.#view = new TrainView(
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
      { onMain: () => this.#press(), onRestart: () => this.#start() },
    );
    element('save').onclick = () => this.save();
  }

  #press() {
    if (this.training.state === 'running') this.training.pause();
    else if (this.training.state === 'paused') this.training.resume().then(() => this.#follow());
    else this.#start();
  }

  async #start() {
    for (const key of ['training', 'unsaved', 'saved']) this.#notices.dismiss(key);
    const config = toConfig(this.#lab.values);
    this.#begin(config);
    await this.training.start(config);
    await this.#follow();
  }

  /** The chart and the settings for a run. @param {import('./lab.js').Config} config */
  #begin(config) {
    const lab = this.#lab;
    lab.trainedWith = { ...lab.values };
    this.lossChart.clear(config.train.steps);
    this.lossChart.setFloor(NaN);
    // With another weight λ the raw loss is another quantity: only its excess can be compared.
    if (lab.lossHasFloor) this.#hooks.floor(config).then((floor) => this.lossChart.setFloor(floor));
  }

  /** Goes on with a run that was kept. @param {string} id */
  async restore(id) {
    this.#notices.dismiss('training');
    await this.training.restore(id, ({ config, losses }) => {
      this.#hooks.onSettings({ ...this.#lab.values, ...fromConfig(config) });
      this.#begin(config);
      this.lossChart.restore(config.train.steps, losses);
    });
    if (this.training.state !== 'failed') await this.#follow();
  }

  /** Goes back to the last good state, and on with a smaller learning rate. */
  async #retreat() {
    this.#notices.dismiss('training');
    await this.training.retreat(({ learningRate, losses }) => {
      this.#hooks.onSettings({ ...this.#lab.values, learningRate });
      this.lossChart.restore(this.training.total, losses);
    });
    await this.#follow();
  }

  /** The button for a failure. @param {Rescue | null} rescue */
  #rescue(rescue) {
    if (!rescue) return undefined;
    const place = `step ${formatCount(rescue.step)}`;
    return rescue.kind === 'retreat'
      ? {
          label: `Go back to ${place} and on with learning rate ${rescue.learningRate}`,
          run: () => void this.#retreat(),
        }
      : { label: `Go on from ${place}`, run: () => void this.restore(rescue.id) };
  }

  /** While a run goes on, draws flows from its weights as they are; at the end, a last one. */
  async #follow() {
    // Asked again during the last round, as when a new run starts then, it makes another.
    this.#more = true;
    if (this.#following) return;
    this.#following = true;
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
        if (again && rest > 0) await new Promise((done) => setTimeout(done, rest));
      }
    } finally {
      this.#following = false;
    }
  }

  async #takeWeights() {
    try {
      const now = await this.training.weights();
      if (!now) return;
      const source = `step ${now.step.toLocaleString('en-US')}`;
      this.#lab.model = { bytes: now.bytes, config: now.config, source };
    } catch {
      // The worker died: that was told, and the weights taken before stay.
    }
  }

  /** How far the weights at hand are above the floor. @param {'quick' | 'thorough'} care */
  async measure(care) {
    const { model } = this.#lab;
    if (!model) return;
    const excess = await this.#hooks.measure(care);
    this.#lab.figures.excess = excess;
    if (this.training.state !== 'idle' && excess > 0) {
      this.lossChart.pushExcess(this.training.step, excess);
    }
    document.body.dataset.measured = model.source;
    this.#hooks.onChange();
  }

  /** Saves the weights at hand as a file. */
  save() {
    const { model } = this.#lab;
    if (!model) return;
    const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (model.bytes)]);
    const anchor = document.createElement('a');
    anchor.href = URL.createObjectURL(blob);
    anchor.download = 'nano-diffusion.safetensors';
    anchor.click();
    URL.revokeObjectURL(anchor.href);
  }

  draw() {
    const { figures, stale } = this.#lab;
    const { series } = this.lossChart;
    if (series.step !== this.#drawnStep) {
      this.#drawnStep = series.step;
      this.lossChart.draw();
      element('loss-empty').hidden = series.step > 0;
    }
    this.#view.draw(
      { loss: series.mean, ...figures },
      stale.map(({ label }) => label),
    );
  }
}
