// What the worker answered last, each with what it is of: the posterior at a point, what is known
// along a way, the density of the data. What is of other data or another β(t) is not given out.

import { readAlong, readFound, spreadOf } from './findings.js';
import { SIDE } from './geometry.js';
import { LatestRequest } from '../shared/latest-request.js';
import { sameDistributions } from '../shared/same-data.js';

/** @typedef {import('../settings/app-state.js').AskedModel} AskedModel */
/** @typedef {import('../settings/app-state.js').Config} Config */
/** What an answer is of. @typedef {{ config: Config, model: AskedModel | null }} Origin */
/** @typedef {Origin & { x: number, y: number, t: number }} Question */
/** @typedef {Origin & { rows: Float64Array }} WayQuestion */
/** @typedef {{ found: import('./findings.js').Found, density: Float32Array, cells: number, of: Question }} Seen */
/** @typedef {{ along: import('./findings.js').Along, of: WayQuestion }} Way */
/** @typedef {{ density: Float32Array, cells: number, spread: number, of: { config: Config } }} Data */

/** Cells along each side of the density, of those for the number of places, and of the data’s. */
const CELLS = 112;
const WAY_CELLS = 72;
const DATA_CELLS = 220;
/** Times of a way that are asked for at once. */
const PART = 8;

export class PosteriorAnswers {
  /** @type {Seen | null} */
  #seen = null;
  /** @type {Way | null} */
  #way = null;
  /** @type {Data | null} */
  #data = null;
  #asks;

  /**
   * @param {import('./posterior-client.js').PosteriorClient} client
   * @param {{ onAnswer: () => void, report: (error: unknown) => void }} hooks
   */
  constructor(client, { onAnswer, report }) {
    const bytes = (/** @type {Origin} */ { model }) => model?.bytes ?? null;
    this.#asks = {
      seen: new LatestRequest(
        (/** @type {Question} */ of) => {
          const asked = { x: of.x, y: of.y, t: of.t, cells: CELLS };
          return client.ask('posterior', of.config, bytes(of), asked);
        },
        ({ numbers, density }, of) => {
          this.#seen = { found: readFound(numbers), density, cells: CELLS, of };
          onAnswer();
        },
        report,
      ),
      way: new LatestRequest(
        async (/** @type {WayQuestion} */ of) => {
          /** @type {number[]} */
          const found = [];
          // In parts: a point that is moved again meanwhile does not wait for the whole way.
          for (let i = 0; i < of.rows.length; i += 3 * PART) {
            const asked = { rows: of.rows.slice(i, i + 3 * PART), cells: WAY_CELLS };
            found.push(...(await client.ask('posteriorAlong', of.config, bytes(of), asked)));
          }
          return found;
        },
        (found, of) => {
          this.#way = { along: readAlong(of.rows, found), of };
          onAnswer();
        },
        report,
      ),
      data: new LatestRequest(
        (/** @type {{ config: Config }} */ { config }) =>
          client.ask('dataDensity', config, null, { cells: DATA_CELLS, side: SIDE }),
        (density, of) => {
          const spread = spreadOf(density, DATA_CELLS, SIDE);
          this.#data = { density, cells: DATA_CELLS, spread, of };
          onAnswer();
        },
        report,
      ),
    };
  }

  /** @param {Question} of */
  askSeen(of) {
    void this.#asks.seen.request(of);
  }

  /** @param {WayQuestion} of */
  askWay(of) {
    const known = this.#way?.of;
    const same =
      known?.model === of.model &&
      sameDistributions(known.config, of.config) &&
      of.rows.every((v, i) => v === known.rows[i]);
    if (!same) void this.#asks.way.request(of);
  }

  /** @param {Config} config */
  askData(config) {
    if (!this.#data || !sameDistributions(this.#data.of.config, config)) {
      void this.#asks.data.request({ config });
    }
  }

  /** The answers that are of these settings. @param {Config} config */
  of(config) {
    const fits = (/** @type {{ of: { config: Config } } | null} */ answer) =>
      answer !== null && sameDistributions(answer.of.config, config);
    return {
      seen: fits(this.#seen) ? this.#seen : null,
      way: fits(this.#way) ? this.#way : null,
      data: fits(this.#data) ? this.#data : null,
    };
  }
}
