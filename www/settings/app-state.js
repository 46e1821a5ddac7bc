// What the page is working on: its settings, the weights at hand, what was measured of them. Who
// depends on it listens to it; the schema says what a change of a setting affects. Pure state.

import { sameSchedule } from '../shared/schedules.js';
import { toConfig } from './config.js';
import { changed, comparisonOf } from './schema.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./setting-definition.js').Effect} Effect */
/** @typedef {import('./schema.js').SettingKey} SettingKey */
/** @typedef {import('./schema.js').Settings} Settings */
/**
 * Weights with the settings they were trained with.
 * @typedef {object} Model
 * @property {Uint8Array} bytes
 * @property {Config} config
 * @property {string} source where they come from, in words
 * @property {{ id: number, step: number }} [run] the run of this visit that they come from
 * @property {Pick<import('../pkg/nano_diffusion.js').DataFit, 'kl'>} [fit] what a thorough measurement has found, under the β(t) that
 * they were trained with
 */
/** Weights, and the β(t) that they are asked under: what is measured of them is of both.
 * @typedef {Model & { schedule: Config['schedule'] }} AskedModel */
/** What was measured, and the weights that it was measured of.
 * @typedef {import('../pkg/nano_diffusion.js').Estimate & { model: AskedModel }} Measured */
/** @typedef {import('../shared/measured-series.js').Judged} Judged */
/** What a flow is to be. @typedef {import('../workers/flow.js').Plan} Plan */

/** Other settings have come. */
export class SettingsChange extends Event {
  /** @param {Settings} before @param {Settings} after */
  constructor(before, after) {
    super('settings');
    this.before = before;
    this.after = after;
  }

  /** Whether any of these settings has another value. @param {...SettingKey} keys */
  has(...keys) {
    return keys.some((key) => this.before[key] !== this.after[key]);
  }

  /** Whether a setting that applies and affects any of these has another value. @param {...Effect} what */
  affects(...what) {
    return changed(this.before, this.after, ...what).length > 0;
  }
}

/**
 * Dispatches `settings`, a {@link SettingsChange}, and `weights`, where others are at hand.
 */
export class AppState extends EventTarget {
  #settings;
  #possible;
  /** @type {Settings | null} */
  #trainedWith = null;
  /** @type {import('./schema.js').SettingDefinition[] | null} */
  #stale = null;
  /** @type {AskedModel | null} */
  #model = null;
  /** The loss of a perfect network for the settings. */
  floor = NaN;
  /** What was measured last. @type {Record<Judged, Measured | null>} */
  figures = { excess: null, kl: null };
  /** Whether a run goes on: it has flows of its own made. */
  training = false;

  /**
   * @param {Settings} settings
   * @param {(settings: Settings) => Settings} [possible] those that can be had in this browser
   */
  constructor(settings, possible = (asked) => asked) {
    super();
    this.#possible = possible;
    this.#settings = possible(settings);
  }

  /** What the controls say: never changed in place. */
  get settings() {
    return this.#settings;
  }

  /** Takes other values for some settings, or all. @param {Partial<Settings>} settings */
  set(settings) {
    const before = this.#settings;
    this.#settings = this.#possible({ ...before, ...settings });
    // What a run did before with other rates is no past of another rate.
    const other = before.learningRate !== this.#settings.learningRate;
    if (other && !('earlierRates' in settings)) this.#settings.earlierRates = '';
    this.#stale = null;
    const change = new SettingsChange(before, this.#settings);
    if (change.affects('process')) this.useWeights(this.#model);
    this.dispatchEvent(change);
  }

  /** The weights that flows are drawn from, asked under the β(t) of the settings; with another it is
   * another object. @returns {AskedModel | null} */
  get model() {
    return this.#model;
  }

  /**
   * Takes what was measured of some weights, unless those at hand were measured meanwhile: an answer about
   * earlier ones may come late.
   * @param {Judged} figure
   * @param {import('../pkg/nano_diffusion.js').Estimate | null} estimate null: it could not be
   * @param {AskedModel} model
   * @returns {boolean} whether it was taken
   */
  takeFigure(figure, estimate, model) {
    const shown = this.figures[figure]?.model;
    if (shown && shown === this.#model && shown !== model) return false;
    this.figures[figure] = estimate && { ...estimate, model };
    return true;
  }

  /** @param {Model | null} model */
  useWeights(model) {
    this.#model = model && { ...model, schedule: toConfig(this.#settings).schedule };
    this.dispatchEvent(new Event('weights'));
  }

  /** Acts whenever the settings or the weights at hand are others. @param {() => void} act */
  onAny(act) {
    for (const kind of ['settings', 'weights']) this.addEventListener(kind, act);
  }

  /**
   * Listens to changes of the settings, those before it first.
   * @param {(change: SettingsChange) => void} act
   */
  onSettings(act) {
    this.addEventListener('settings', (event) => act(/** @type {SettingsChange} */ (event)));
  }

  /**
   * A figure of the weights at hand, or of an earlier step of their run: none outlives its weights.
   * @param {Judged} figure
   */
  measured(figure) {
    const found = this.figures[figure];
    return found && this.atHand(found.model) ? found : null;
  }

  /** Whether weights are those at hand, or of an earlier step of their run, asked under the same β(t).
   * @param {AskedModel} model */
  atHand(model) {
    if (!this.#model || !sameSchedule(model.schedule, this.#model.schedule)) return false;
    if (model.bytes === this.#model.bytes) return true;
    const [then, now] = [model.run, this.#model.run];
    return Boolean(then && now && then.id === now.id && then.step <= now.step);
  }

  /** The settings that they, or the run going on, were trained with. */
  get trainedWith() {
    return this.#trainedWith;
  }

  set trainedWith(settings) {
    this.#trainedWith = settings;
    this.#stale = null;
  }

  /** The settings that wait for a new run. */
  get stale() {
    const trained = this.#trainedWith;
    this.#stale ??= trained ? changed(trained, this.#settings, 'training') : [];
    return this.#stale;
  }

  /** @returns {Plan['direction']} */
  get direction() {
    const { direction } = this.#settings;
    return direction === 'langevin' || direction === 'closed' ? direction : 'reverse';
  }

  get forward() {
    return this.direction !== 'reverse';
  }

  /** The sampler and score of the second picture, if there is to be one. */
  get comparison() {
    return comparisonOf(this.#settings);
  }

  /** What the pictures are to show: one flow, or two. @returns {{ plan: Plan, config: Config }[]} */
  get flows() {
    const config = toConfig(this.#settings);
    const { direction } = this;
    const exact = this.#settings.score === 'exact';
    const first = { plan: { direction, exact }, config };
    const second = this.comparison;
    if (!second) return [first];
    const sample = { ...config.sample, method: second.method };
    return [first, { plan: { direction, exact: second.exact }, config: { ...config, sample } }];
  }

  /** The score field to draw, if any. */
  get field() {
    const kind = this.#settings.field;
    return kind === 'learned' || kind === 'exact' || kind === 'difference' ? kind : null;
  }

  /** @returns {'linear' | 'log' | 'excess' | 'kl'} */
  get lossView() {
    const view = this.#settings.loss;
    return view === 'linear' || view === 'excess' || view === 'kl' ? view : 'log';
  }

  /** What is known to go wrong with the objective chosen, in words; else empty. */
  get objectiveWarning() {
    const { objective, activation } = this.#settings;
    if (objective.startsWith('sliced') && activation === 'relu') {
      return 'Sliced score matching needs SiLU: it trains through ∇·s, and the slope of ReLU is piecewise constant, so most of the gradient is lost.';
    }
    if (objective === 'denoisingUniform') {
      return 'A cautionary example: λ = 1 weights times near 0 by 1/B², leaving little for the rest.';
    }
    return '';
  }
}
