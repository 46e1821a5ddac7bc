// The quality of the samplers at several numbers of evaluations: what to try, shared out among
// workers. Knows no DOM.

import { slim } from '../shared/slim-config.js';
import { share } from '../pool/share.js';
import { SAMPLERS } from '../settings/samplers.js';

/** @typedef {import('./exact-client.js').Step} Step */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pool/pool.js').Helper} Helper */
/** @typedef {import('../pool/pool.js').Pool} Pool */
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
  #pool;
  #wanted = true;
  /** Who makes trials of it. @type {Set<Helper>} */
  #makers = new Set();

  /** @param {number} id @param {Pool} pool */
  constructor(id, pool) {
    this.#id = id;
    this.#pool = pool;
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
    let [done, band] = [0, NaN];
    try {
      const found = await share(this.#pool, {
        parts: trials.length,
        own: first,
        wanted: () => this.#wanted,
        long: true,
        make: async (client, i) => {
          this.#makers.add(client);
          const { nfe, exact, sample } = trials[i];
          const tried = { ...config, sample: { ...config.sample, ...sample } };
          // At each turn: the worker's other questions may have pushed them out.
          const [id, sent] = [client.give(weights), slim(tried, client)];
          const made = await client.call('trial', this.#id, id, sent, exact);
          if (!made || !this.#wanted) return null;
          band = made.band;
          done += nfe;
          follow({ share: done / total, point: made.point });
          return made;
        },
      });
      return found && band;
    } catch (error) {
      if (this.#wanted) throw error;
      return null;
    } finally {
      this.cancel();
    }
  }

  cancel() {
    if (!this.#wanted) return;
    this.#wanted = false;
    for (const client of this.#makers) client.call('cancel', 'sweep', this.#id).catch(() => {});
  }
}
