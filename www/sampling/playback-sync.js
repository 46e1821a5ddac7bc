// Histograms and score field follow the time that the pictures show. Wires view, histograms and
// workers together; each is asked for the newest moment only.

import { toConfig } from '../settings/config.js';
import { weightsInWords } from '../settings/origin.js';
import { setStatus } from '../ui/status-attributes.js';
import { SIDE } from './sampling-canvas.js';
import { LatestRequest } from '../shared/latest-request.js';
import { sameData } from '../shared/same-data.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/app-state.js').Config} Config */
/** @typedef {import('../settings/app-state.js').AskedModel} Model */
/** @typedef {import('./histograms.js').Histograms} Histograms */
/** @typedef {import('../settings/origin.js').FlowOrigin} FlowOrigin */
/** Weights, the β(t) that they are asked under, and the data whose exact score is beside theirs.
 * @typedef {Model & { data: Config['data'] }} Asked */
/** A score field on `cells`² points of [-side, side]².
 * @typedef {(asked: Asked, t: number, cells: number, side: number) => Promise<import('./score-field.js').Field['values']>} FieldOf */
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
  #histograms;
  #field;
  /** @type {number | null} */
  #timer = null;
  #lastHistograms = { progress: NaN, at: -Infinity, flow: /** @type {unknown} */ (null) };
  #lastField = {
    t: NaN,
    model: /** @type {unknown} */ (null),
    flow: /** @type {unknown} */ (null),
  };

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
    this.#histograms = new LatestRequest(
      (
        /** @type {{ clouds: Float32Array[], origins: FlowOrigin[], t: number }} */ {
          clouds,
          origins,
          t,
        },
      ) => Promise.all(clouds.map((cloud, i) => histogramsOf(i, origins[i].config, cloud, t))),
      ([first, second], { t, origins }) => histograms.show(first, second ?? null, t, origins),
      report.flow,
    );
    this.#field = new LatestRequest(
      (/** @type {{ asked: Asked, t: number }} */ { asked, t }) => fieldOf(asked, t, CELLS, SIDE),
      (values, { asked }) => {
        const kind = state.field;
        view.setField(kind && { kind, values, cells: CELLS }, wordsOf(kind, asked));
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
    const flows = [flow, this.#view.second].flatMap((each) =>
      each && each.length > 0 ? [each] : [],
    );
    const clouds = flows.map((each) => each.cloudAt(progress));
    const origins = flows.flatMap((each) => each.origin ?? []);
    this.#histograms.request({ clouds, origins, t: flow.timeAt(progress) });
  }

  /** The score field at the time shown. @param {boolean} [now] the kind has changed */
  field(now = false) {
    const { model, field } = this.#state;
    if (!field) {
      this.#view.setField(null);
      setStatus('field', '');
      return;
    }
    const { flow } = this.#view;
    const t = flow?.timeAt(this.#playback.progress) ?? 0;
    const last = this.#lastField;
    const same = last.t === t && last.model === model && last.flow === flow;
    if (!model || (same && !now)) return;
    if (!now && this.#field.busy) {
      this.#again();
      return;
    }
    this.#lastField = { t, model, flow };
    // t is a time of the flow shown, so the field is of its process and data, until there is a newer
    // flow.
    const { schedule, data } = flow?.origin?.config ?? toConfig(this.#state.settings);
    this.#field.request({ asked: { ...model, schedule, data }, t });
  }
}

/**
 * Which weights a field is of, where they were trained on other data than the flow’s.
 * @param {import('./score-field.js').FieldKind | null} kind
 * @param {Asked} asked
 */
function wordsOf(kind, asked) {
  const config = { ...asked.config, data: asked.data };
  if (kind === null || kind === 'exact' || sameData(asked.config, config)) return '';
  return `Field: ${weightsInWords(asked, config)}`;
}
