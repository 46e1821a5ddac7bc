// What the page is working on: its settings, the weights at hand, what was measured of them. Who
// depends on it listens to it; the schema says what a change of a setting affects. Pure state.

import { toConfig } from './config.js';
import { samplerOf } from './samplers.js';
import { changed, comparisonOf, lossHasFloor } from './schema.js';

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
 */
/** What a flow is to be. @typedef {import('../workers/sampling.js').Plan} Plan */

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
 * Dispatches `settings`, a {@link SettingsChange}.
 */
export class AppState extends EventTarget {
  #settings;
  /** @type {Settings | null} */
  #trainedWith = null;
  /** @type {import('./schema.js').SettingDefinition[] | null} */
  #stale = null;
  /** The weights that flows are drawn from. @type {Model | null} */
  model = null;
  /** The loss of a perfect network for the settings, and what the one at hand is above it. */
  figures = { floor: NaN, excess: NaN };
  /** Whether a run goes on: it has flows of its own made. */
  training = false;

  /** @param {Settings} settings */
  constructor(settings) {
    super();
    this.#settings = settings;
  }

  /** What the controls say: never changed in place. */
  get settings() {
    return this.#settings;
  }

  /** Takes other values for some settings, or all. @param {Partial<Settings>} settings */
  set(settings) {
    const before = this.#settings;
    this.#settings = { ...before, ...settings };
    this.#stale = null;
    this.dispatchEvent(new SettingsChange(before, this.#settings));
  }

  /**
   * Listens to changes of the settings, those before it first.
   * @param {(change: SettingsChange) => void} act
   */
  onSettings(act) {
    this.addEventListener('settings', (event) => act(/** @type {SettingsChange} */ (event)));
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

  /**
   * The settings of a flow. In reverse its process is that of the weights; forward it is the one
   * of the controls.
   * @returns {Config}
   */
  get flowConfig() {
    const config = toConfig(this.#settings);
    return this.forward || !this.model
      ? config
      : { ...config, schedule: this.model.config.schedule };
  }

  /** What the pictures are to show: one flow, or two. @returns {{ plan: Plan, config: Config }[]} */
  get flows() {
    const config = this.flowConfig;
    const { direction } = this;
    const exact = this.#settings.score === 'exact';
    const first = { plan: { direction, exact }, config };
    const second = this.comparison;
    if (!second) return [first];
    const sample = { ...config.sample, method: second.method };
    return [first, { plan: { direction, exact: second.exact }, config: { ...config, sample } }];
  }

  /** The two pictures in words; no second one: null. @returns {[string, string | null]} */
  get captions() {
    const second = this.comparison;
    if (!second) return ['', null];
    const exact = this.#settings.score === 'exact';
    return [describe(this.#settings.method, exact), describe(second.method, second.exact)];
  }

  /** What the first picture shows, also when it is the only one. */
  get caption() {
    if (this.direction === 'closed') return 'forward process, closed form';
    if (this.direction === 'langevin') return 'forward process, SDE';
    return describe(this.#settings.method, this.#settings.score === 'exact');
  }

  /** The score field to draw, if any. */
  get field() {
    const kind = this.#settings.field;
    return kind === 'learned' || kind === 'exact' || kind === 'difference' ? kind : null;
  }

  /** @returns {'linear' | 'log' | 'excess'} */
  get lossView() {
    const view = this.#settings.loss;
    return view === 'linear' || view === 'excess' ? view : 'log';
  }

  /** What is known to go wrong with the objective chosen, in words; else empty. */
  get objectiveWarning() {
    const { objective, activation } = this.#settings;
    if (objective.startsWith('sliced') && activation === 'relu') {
      return 'Sliced score matching needs SiLU: it trains through ∇·s, and the slope of ReLU has no gradient to follow.';
    }
    if (objective === 'denoisingUniform') {
      return 'A warning example: λ = 1 weighs times near 0 with 1/B², and little is left for the rest.';
    }
    return '';
  }

  /** Whether raw losses mean what the floor means: those of other weights λ do not. */
  get lossHasFloor() {
    return lossHasFloor(this.#settings);
  }
}

/** @param {string} method @param {boolean} exact */
function describe(method, exact) {
  return `${samplerOf(method).name}, ${exact ? 'exact' : 'learned'} score`;
}
