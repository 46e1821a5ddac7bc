// What the page is working on: settings, weights at hand, what is to be shown. Pure state.

import { changed, methodOf, toConfig } from './schema.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./schema.js').Settings} Settings */
/** @typedef {import('../workers/sampling.js').Plan} Plan */
/**
 * Weights with the settings they were trained with.
 * @typedef {object} Model
 * @property {Uint8Array} bytes
 * @property {Config} config
 * @property {string} source where they come from, in words
 * @property {{ id: number, step: number }} [run] the run of this visit that they come from
 */

export class AppState {
  /** What the controls say. @type {Settings} */
  settings;
  /** The weights that flows are drawn from. @type {Model | null} */
  model = null;
  /** The settings that they, or the run going on, were trained with. @type {Settings | null} */
  trainedWith = null;
  /** The loss of a perfect network for the settings, and what the one at hand is above it. */
  figures = { floor: NaN, excess: NaN };

  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
  }

  /** The settings that wait for a new run. */
  get stale() {
    return this.trainedWith ? changed(this.trainedWith, this.settings, 'train') : [];
  }

  /** @returns {Plan['direction']} */
  get direction() {
    const { direction } = this.settings;
    return direction === 'langevin' || direction === 'closed' ? direction : 'reverse';
  }

  get forward() {
    return this.direction !== 'reverse';
  }

  /** The sampler and score of the second picture, if there is to be one. */
  get comparison() {
    const { compare } = this.settings;
    if (compare === 'off' || this.forward) return null;
    const [method, score] = String(compare).split('-');
    return { method: methodOf(method), exact: score === 'exact' };
  }

  /**
   * The settings of a flow. In reverse its process is that of the weights; forward it is the one
   * of the controls.
   * @returns {Config}
   */
  get flowConfig() {
    const config = toConfig(this.settings);
    return this.forward || !this.model
      ? config
      : { ...config, schedule: this.model.config.schedule };
  }

  /** What the pictures are to show: one flow, or two. @returns {{ plan: Plan, config: Config }[]} */
  get flows() {
    const { score } = this.settings;
    const config = this.flowConfig;
    const direction = this.direction;
    const first = { plan: { direction, exact: score === 'exact' }, config };
    const second = this.comparison;
    if (!second) return [first];
    const sample = { ...config.sample, method: second.method };
    return [first, { plan: { direction, exact: second.exact }, config: { ...config, sample } }];
  }

  /** The two pictures in words; no second one: null. @returns {[string, string | null]} */
  get captions() {
    const second = this.comparison;
    if (!second) return ['', null];
    const { method, score } = this.settings;
    return [describe(methodOf(method), score === 'exact'), describe(second.method, second.exact)];
  }

  /** What the first picture shows, also when it is the only one. */
  get caption() {
    if (this.direction === 'closed') return 'forward process, closed form';
    if (this.direction === 'langevin') return 'forward process, SDE';
    return describe(methodOf(this.settings.method), this.settings.score === 'exact');
  }

  /** The score field to draw, if any. */
  get field() {
    const kind = this.settings.field;
    return kind === 'learned' || kind === 'exact' || kind === 'difference' ? kind : null;
  }

  /** @returns {'linear' | 'log' | 'excess'} */
  get lossView() {
    const view = this.settings.loss;
    return view === 'linear' || view === 'excess' ? view : 'log';
  }

  /** What is known to go wrong with the objective chosen, in words; else empty. */
  get objectiveWarning() {
    const { objective, activation } = this.settings;
    if (String(objective).startsWith('sliced') && activation === 'relu') {
      return 'Sliced score matching needs SiLU: it trains through ∇·s, and the slope of ReLU has no gradient to follow.';
    }
    if (objective === 'denoisingUniform') {
      return 'A warning example: λ = 1 weighs times near 0 with 1/B², and little is left for the rest.';
    }
    return '';
  }

  /** Whether raw losses mean what the floor means: those of other weights λ do not. */
  get lossHasFloor() {
    return ['denoising', 'sliced', 'slicedReduced'].includes(String(this.settings.objective));
  }
}

/** @param {Config['sample']['method']} method @param {boolean} exact */
function describe(method, exact) {
  const names = { sde: 'SDE', euler: 'ODE, Euler', heun: 'ODE, Heun', adaptive: 'ODE, RK32' };
  return `${names[method]}, ${exact ? 'exact' : 'learned'} score`;
}
