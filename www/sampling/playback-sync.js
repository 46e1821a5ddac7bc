// Histograms and score field follow the time that the pictures show. Wires view, histograms and
// workers together; each is asked for the newest moment only.

import { setStatus } from '../ui/status-attributes.js';
import { SIDE } from './sampling-canvas.js';
import { LatestRequest } from '../shared/latest-request.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/app-state.js').Config} Config */
/** @typedef {import('../settings/app-state.js').Model} Model */
/** @typedef {import('./histograms.js').Histograms} Histograms */
/** A score field on `cells`² points of [-side, side]².
 * @typedef {(model: Model, t: number, cells: number, side: number) => Promise<import('./score-field.js').Field['values']>} FieldOf */
/** Of the particles of a picture, beside the data at that time.
 * @typedef {(picture: number, config: Config, points: Float32Array, t: number) => Promise<import('../pkg/nano_diffusion.js').Histogram[]>} HistogramsOf */

/** Cells along each side of a score field. */
const CELLS = 48;
/** While playing, the histograms are made anew at most this often (milliseconds). */
const INTERVAL = 90;

export class PlaybackSync {
  #state;
  #view;
  #playback;
  #charts;
  #histograms;
  #field;
  /** @type {number | null} */
  #timer = null;
  #lastHistograms = { progress: NaN, at: -Infinity, flow: /** @type {unknown} */ (null) };
  #lastField = { t: NaN, model: /** @type {unknown} */ (null) };

  /**
   * @param {AppState} state
   * @param {object} parts
   * @param {import('./sampling-view.js').SamplingView} parts.view
   * @param {import('./playback.js').Playback} parts.playback
   * @param {Histograms} parts.histograms
   * @param {HistogramsOf} parts.histogramsOf
   * @param {FieldOf} parts.fieldOf
   * @param {{ flow: (error: unknown) => void, exact: (error: unknown) => void }} parts.report
   */
  constructor(state, { view, playback, histograms, histogramsOf, fieldOf, report }) {
    this.#state = state;
    this.#view = view;
    this.#playback = playback;
    this.#charts = histograms;
    this.#histograms = new LatestRequest(
      (/** @type {{ clouds: Float32Array[], t: number }} */ { clouds, t }) => {
        const config = state.flowConfig;
        return Promise.all(clouds.map((points, i) => histogramsOf(i, config, points, t)));
      },
      ([first, second]) => histograms.show(first, second ?? null),
      report.flow,
    );
    this.#field = new LatestRequest(
      (/** @type {{ model: Model, t: number }} */ { model, t }) => fieldOf(model, t, CELLS, SIDE),
      (values) => {
        const kind = state.field;
        view.setField(kind && { kind, values, cells: CELLS });
        setStatus('field', kind ?? '');
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
    const flow = this.#view.flow;
    if (!flow || flow.length === 0) return;
    const { progress } = this.#playback;
    const last = this.#lastHistograms;
    const same = last.progress === progress && last.flow === flow;
    if (same && !now) return;
    const soon = performance.now() - last.at < INTERVAL;
    if (!now && (soon || this.#histograms.busy)) {
      this.#again();
      return;
    }
    this.#lastHistograms = { progress, at: performance.now(), flow };
    const clouds = [flow, this.#view.second].flatMap((each) =>
      each && each.length > 0 ? [each.cloudAt(progress)] : [],
    );
    const t = flow.timeAt(progress);
    this.#histograms.request({ clouds, t });
    this.#charts.setTime(t);
  }

  /** The score field at the time shown. @param {boolean} [now] the kind has changed */
  field(now = false) {
    const { model, field } = this.#state;
    if (!field) {
      this.#view.setField(null);
      setStatus('field', '');
      return;
    }
    const t = this.#view.flow?.timeAt(this.#playback.progress) ?? 0;
    const same = this.#lastField.t === t && this.#lastField.model === model;
    if (!model || (same && !now)) return;
    if (!now && this.#field.busy) {
      this.#again();
      return;
    }
    this.#lastField = { t, model };
    this.#field.request({ model, t });
  }
}
