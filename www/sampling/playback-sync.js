// Histograms and score field follow the time that the pictures show. Wires stage, histograms and
// workers together; each is asked for the newest moment only.

import { element } from '../ui/dom.js';
import { SIDE } from './sampling-canvas.js';
import { LatestRequest } from '../shared/latest-request.js';

/** @typedef {import('../exact/exact-client.js').ExactClient} ExactClient */
/** @typedef {import('./sampling-client.js').SamplingClient} SamplingClient */
/** @typedef {import('../settings/app-state.js').AppState} AppState */

/** Cells along each side of a score field. */
const CELLS = 48;
/** While playing, the histograms are made anew at most this often (milliseconds). */
const INTERVAL = 90;

export class PlaybackSync {
  #state;
  #stage;
  #playback;
  #histograms;
  #field;
  /** @type {number | null} */
  #timer = null;
  #lastHistograms = { place: NaN, at: -Infinity, flow: /** @type {unknown} */ (null) };
  #lastField = { t: NaN, model: /** @type {unknown} */ (null) };

  /**
   * @param {AppState} state
   * @param {object} parts
   * @param {import('./sampling-view.js').SamplingView} parts.stage
   * @param {import('./playback.js').Playback} parts.playback
   * @param {SamplingClient[]} parts.flows
   * @param {ExactClient} parts.exact
   * @param {import('./histograms.js').Histograms} parts.histograms
   * @param {{ flow: (error: unknown) => void, exact: (error: unknown) => void }} report
   */
  constructor(state, { stage, playback, flows, exact, histograms }, report) {
    this.#state = state;
    this.#stage = stage;
    this.#playback = playback;
    this.#histograms = new LatestRequest(
      (/** @type {{ clouds: Float32Array[], t: number }} */ { clouds, t }) => {
        const config = state.flowConfig;
        return Promise.all(clouds.map((points, i) => flows[i].histograms(config, points, t)));
      },
      ([first, second]) => histograms.show(first, second ?? null),
      report.flow,
    );
    this.#field = new LatestRequest(
      (/** @type {{ bytes: Uint8Array, t: number }} */ { bytes, t }) =>
        exact.field(bytes, t, CELLS, SIDE),
      (values) => {
        const kind = state.field;
        stage.setField(kind && { kind, values, cells: CELLS });
        document.body.dataset.field = kind ?? '';
      },
      report.exact,
    );
  }

  /** What had to wait is done later, even if no picture comes after this one. */
  #again() {
    this.#timer ??= window.setTimeout(() => {
      this.#timer = null;
      this.follow();
    }, INTERVAL);
  }

  /** After each picture. */
  follow() {
    this.histograms();
    if (this.#state.field) this.field();
  }

  /** Histograms of the particles where they are. @param {boolean} [now] however lately it was done */
  histograms(now = false) {
    const flow = this.#stage.flow;
    if (!flow || flow.length === 0) return;
    const { place } = this.#playback;
    const last = this.#lastHistograms;
    const same = last.place === place && last.flow === flow;
    if (same && !now) return;
    const soon = performance.now() - last.at < INTERVAL;
    if (!now && (soon || this.#histograms.busy)) {
      this.#again();
      return;
    }
    this.#lastHistograms = { place, at: performance.now(), flow };
    const clouds = [flow, this.#stage.second].flatMap((each) =>
      each && each.length > 0 ? [each.cloudAt(place)] : [],
    );
    const t = flow.timeAt(place);
    this.#histograms.request({ clouds, t });
    element('histogram-time').textContent = `t = ${t.toFixed(2)}`;
  }

  /** The score field at the time shown. @param {boolean} [now] the kind has changed */
  field(now = false) {
    const { model, field } = this.#state;
    if (!field) {
      this.#stage.setField(null);
      document.body.dataset.field = '';
      return;
    }
    const t = this.#stage.flow?.timeAt(this.#playback.place) ?? 0;
    const same = this.#lastField.t === t && this.#lastField.model === model;
    if (!model || (same && !now)) return;
    if (!now && this.#field.busy) {
      this.#again();
      return;
    }
    this.#lastField = { t, model };
    this.#field.request({ bytes: model.bytes, t });
  }
}
