// KL(data ‖ model) of the weights at hand, as they change: from a few points now and then while a run
// goes on, so that training hardly notices; from many, on all cores, once it rests, unless that is known
// already. Knows no DOM.

import { sameSchedule } from '../shared/schedules.js';

/** @typedef {import('./exact-client.js').ExactClient} ExactClient */
/** @typedef {import('./fit-job.js').FitJob} FitJob */
/** @typedef {import('../pkg/nano_diffusion.js').DataFit} DataFit */
/** @typedef {import('../settings/app-state.js').AskedModel} Model */
/** @typedef {'quick' | 'thorough'} Care */

/** Points, the parts that workers share, and steps. The quick ones are for one worker. */
export const WORK = {
  quick: { points: 512, parts: 1, fineness: 4 },
  thorough: { points: 8192, parts: 16, fineness: 6 },
};
/** While a run goes on, at most this share of the time of one core goes into it. */
const SHARE = 0.1;

export class FitMonitor {
  #exact;
  #onFit;
  /** The measurement that goes on. @type {{ model: Model, care: Care, job: FitJob } | null} */
  #current = null;
  /** When the next quick one may begin. */
  #next = -Infinity;

  /**
   * @param {Pick<ExactClient, 'fitJob'>} exact
   * @param {(model: Model, fit: Pick<DataFit, 'kl'> | null, care: Care) => void} onFit null: it can’t be measured
   */
  constructor(exact, onFit) {
    this.#exact = exact;
    this.#onFit = onFit;
  }

  /** These are the weights at hand now. @param {Model} model @param {Care} care */
  see(model, care) {
    const current = this.#current;
    if (care === 'quick') {
      // Of a run that has begun there are weights: those before no longer matter.
      if (current?.care === 'thorough') this.#cancel();
      if (this.#current || performance.now() < this.#next) return;
    } else {
      if (current?.care === 'thorough' && current.model === model) return;
      this.#cancel();
    }
    void this.#measure(model, care);
  }

  #cancel() {
    this.#current?.job.cancel();
    this.#current = null;
  }

  /** @param {Model} model @param {Care} care */
  async #measure(model, care) {
    const start = performance.now();
    const job = this.#exact.fitJob();
    const mine = { model, care, job };
    this.#current = mine;
    /** @type {Pick<DataFit, 'kl'> | null} */
    let fit = null;
    try {
      const { bytes, schedule, config } = model;
      const known = care === 'thorough' && model.fit && sameSchedule(schedule, config.schedule);
      const asked = { ...WORK[care], schedule, seed: config.seed };
      fit = (await (known ? model.fit : job.run(bytes, asked))) ?? null;
    } catch {
      // Its flow leaves the numbers; or the worker died, which was told.
    }
    if (this.#current !== mine) return;
    this.#current = null;
    const now = performance.now();
    if (care === 'quick') this.#next = now + (now - start) * (1 / SHARE - 1);
    this.#onFit(model, fit, care);
  }
}
