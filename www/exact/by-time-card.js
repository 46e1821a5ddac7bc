// The card of what the network lacks at each time: its loss beside the floor, or the nats of KL that
// come from there.

import { formatEstimate, formatFigure } from '../shared/format.js';
import { toConfig } from '../settings/config.js';
import { isMeasuredNow, measuredInWords } from '../settings/origin.js';
import { sameDistributions } from '../shared/same-data.js';
import { markEarlier } from '../ui/earlier.js';
import { KlByTimeChart } from './kl-by-time-chart.js';
import { decadesInWords } from './kl-by-time.js';
import { LossOverTimeChart } from './loss-over-time-chart.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pkg/nano_diffusion.js').Excess} Excess */
/** @typedef {import('../pkg/nano_diffusion.js').KlByTime} KlByTime */
/** @typedef {import('../pkg/nano_diffusion.js').LossFloor} LossFloor */
/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/app-state.js').AskedModel} Model */

export class ByTimeCard {
  #state;
  #parts;
  #loss;
  #kl;
  /** @type {{ floor: LossFloor, config: Config } | null} */
  #floor = null;
  /** With the weights that it is of. @type {{ excess: Excess, model: Model } | null} */
  #excess = null;
  /** Likewise. @type {{ found: KlByTime, model: Model } | null} */
  #nats = null;

  /**
   * @param {<T extends HTMLElement>(id: string) => T} part
   * @param {AppState} state
   * @param {() => void} measure the nats of the weights at hand are to be known
   */
  constructor(part, state, measure) {
    this.#state = state;
    this.#parts = {
      loss: [part('by-time-chart'), part('by-time-keys'), part('by-time-prose')],
      nats: [part('nats-chart'), part('nats-keys'), part('nats-prose')],
    };
    const readout = part('by-time-readout');
    this.#words = part('by-time-words');
    this.#card = /** @type {HTMLElement} */ (this.#words.closest('.card'));
    this.#loss = new LossOverTimeChart(part('by-time-chart'), readout);
    this.#kl = new KlByTimeChart(part('nats-chart'), readout);
    state.onSettings((change) => {
      if (!change.has('byTime')) return;
      this.#draw();
      if (this.inNats && this.#nats?.model !== state.model) measure();
    });
    state.onAny(() => this.#draw());
    this.#draw();
  }

  #words;
  #card;

  /** Whether the nats are shown, and so to be measured. */
  get inNats() {
    return this.#state.settings.byTime === 'nats';
  }

  /** @param {LossFloor} floor @param {Config} config the settings that it is of */
  setFloor(floor, config) {
    this.#floor = { floor, config };
    if (!this.inNats) this.#drawLoss();
  }

  /** @param {Excess} excess @param {Model} model */
  setExcess(excess, model) {
    this.#excess = { excess, model };
    if (!this.inNats) this.#drawLoss();
  }

  /** @param {KlByTime} found @param {Model} model */
  setNats(found, model) {
    this.#nats = { found, model };
    if (this.inNats) this.#drawNats();
  }

  rebuild() {
    this.#loss.rebuild();
    this.#kl.rebuild();
  }

  #draw() {
    for (const [mode, parts] of Object.entries(this.#parts)) {
      for (const each of parts) each.hidden = (mode === 'nats') !== this.inNats;
    }
    if (this.inNats) this.#drawNats();
    else this.#drawLoss();
  }

  #drawNats() {
    const nats = this.#nats;
    this.#kl.show(nats?.found ?? null);
    markEarlier(this.#card, nats !== null && !isMeasuredNow(this.#state, nats.model));
    if (!nats) {
      this.#words.textContent = '';
      return;
    }
    const { found, model } = nats;
    const prior = found.prior < 5e-5 ? 'less than 0.0001 nats' : `${found.prior.toFixed(4)} nats`;
    this.#words.textContent =
      `Total: ${formatEstimate(found.total)} nats (${measuredInWords(model, this.#config)}), ${decadesInWords(found)}. ` +
      `Together with ${prior} for the start from N(0, I), this bounds KL(data ‖ samples of the SDE).`;
  }

  get #config() {
    return toConfig(this.#state.settings);
  }

  #drawLoss() {
    if (!this.#floor) return;
    const { floor, config } = this.#floor;
    // Of the floor before till there is that of the settings.
    markEarlier(this.#card, !sameDistributions(config, this.#config));
    // Of the network at hand, for these data, asked under this β(t), alone: else it is being measured.
    const measured = this.#excess;
    const { model } = this.#state;
    const of = (/** @type {Model} */ { config: trained, schedule }) =>
      sameDistributions({ ...trained, schedule }, config);
    const known = measured && this.#state.atHand(measured.model) && of(measured.model);
    const excess = known ? measured.excess : null;
    this.#loss.show(floor, excess);
    const above = excess
      ? ` This network is ${formatFive(excess.total)} above it.`
      : model && !of({ ...model, schedule: config.schedule })
        ? ' The current network was trained on other data.'
        : '';
    this.#words.textContent = `The dashed line is the floor: the loss of a perfect network, ${floor.mean.toFixed(4)} on average over t.${above}`;
  }
}

/** @param {import('../pkg/nano_diffusion.js').Estimate} estimate */
function formatFive({ mean, stdError }) {
  return `${formatFigure(mean, 5)} ± ${formatFigure(stdError, 5)}`;
}
