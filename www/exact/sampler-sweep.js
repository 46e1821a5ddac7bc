// The quality of the samplers at several numbers of evaluations: what to try, shared out among
// workers. Knows no DOM.

import { slim } from '../shared/slim-config.js';
import { startHelpers } from './helpers.js';
import { SAMPLERS } from '../settings/samplers.js';

/** @typedef {import('./exact-client.js').Step} Step */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./helpers.js').Helper} Helper */
/** @typedef {import('../workers/exact.js').Method} Method */

/**
 * One sampler at one number of evaluations (the adaptive one: roughly).
 * @typedef {{ nfe: number, exact: boolean, sample: Partial<Config['sample']> & { method: Method } }} Trial
 */

/** Evaluations of the score that the fixed-step samplers are tried with. */
const NFES = [6, 12, 25, 50, 100, 200, 400];
/** The longest step the core takes. */
const LONGEST = 1;
/** The fewest steps by noise that it takes. */
const FEWEST = 4;
/** Tolerances that the adaptive sampler is tried with. */
const TOLERANCES = [0.1, 0.03, 0.01, 3e-3, 1e-3, 1e-4];
/** Workers at most, besides the one that answers the page's other questions. */
const HELPERS = 3;

/**
 * What to try, the cheap first.
 * @param {Config} config
 */
export function plan({ schedule: { tEnd } }) {
  /** @type {Trial[]} */
  const trials = [];
  for (const exact of [false, true]) {
    for (const { key: method, settings, nfePerStep, worthNfe } of SAMPLERS) {
      if (nfePerStep === null) {
        TOLERANCES.forEach((tolerance, i) =>
          trials.push({ nfe: 20 * (i + 1), exact, sample: { method, tolerance } }),
        );
        continue;
      }
      for (const nfe of NFES.filter((each) => each <= worthNfe)) {
        if (settings.includes('noiseSteps')) {
          const noiseSteps = Math.max(FEWEST, Math.round(nfe / nfePerStep));
          trials.push({ nfe, exact, sample: { method, noiseSteps } });
          continue;
        }
        const dt = Math.min(LONGEST, (tEnd * nfePerStep) / nfe);
        trials.push({ nfe, exact, sample: { method, dt } });
      }
    }
  }
  return trials.sort((a, b) => a.nfe - b.nfe);
}

export class SamplerSweep {
  #id;
  #wanted = true;
  /** @type {Helper[]} */
  #helpers = [];

  /** @param {number} id */
  constructor(id) {
    this.#id = id;
  }

  /**
   * @param {Helper} first the worker that is there anyway
   * @param {Uint8Array} weights
   * @param {Config} config
   * @param {(step: Step) => void} follow
   * @returns what true samples give, or null if cancelled
   */
  async run(first, weights, config, follow) {
    const trials = plan(config);
    const total = trials.reduce((sum, { nfe }) => sum + nfe, 0);
    let [next, done, band] = [0, 0, NaN];
    /** @param {Helper} client */
    const work = async (client) => {
      while (this.#wanted && next < trials.length) {
        const { nfe, exact, sample } = trials[next++];
        const tried = { ...config, sample: { ...config.sample, ...sample } };
        // At each turn: the worker's other questions may have pushed them out.
        const [id, sent] = [client.give(weights), slim(tried, client)];
        const found = await client.call('trial', this.#id, id, sent, exact);
        if (!found || !this.#wanted) return;
        band = found.band;
        done += nfe;
        follow({ share: done / total, point: found.point });
      }
    };
    this.#helpers = startHelpers(HELPERS);
    try {
      await Promise.all([first, ...this.#helpers].map(work));
      return this.#wanted ? band : null;
    } catch (error) {
      // Stopped helpers leave their trials unanswered.
      if (this.#wanted) throw error;
      return null;
    } finally {
      this.cancel();
    }
  }

  cancel() {
    this.#wanted = false;
    for (const helper of this.#helpers) helper.terminate();
  }
}
