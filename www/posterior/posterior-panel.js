// What a noisy point tells of the data it came from, and what the network makes of it: x_t can be put
// anywhere, or follow a particle of the flow, and t runs both ways.

import { toConfig } from '../settings/config.js';
import { areFlowsNow, weightsInWords } from '../settings/origin.js';
import { settled } from '../shared/settle.js';
import { setText } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import { readTheme } from '../ui/theme.js';
import { decisionInWords, decisionOf, particleInWords } from './findings.js';
import { cornersOf, endOf, indexOf, placeAt, rowsAlong } from './particle-path.js';
import { PosteriorAnswers } from './posterior-answers.js';
import { PosteriorClient } from './posterior-client.js';
import { PosteriorCanvas } from './posterior-canvas.js';
import { makeParts } from './posterior-parts.js';
import { showNumbers } from './posterior-numbers.js';
import { PointHandle } from './point-handle.js';
import { WayChart } from './way-chart.js';

/** @typedef {import('./geometry.js').Point} Point */
/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../sampling/trajectory.js').Trajectory} Trajectory */
/**
 * @typedef {object} Context
 * @property {AppState} state
 * @property {{ view: { flow: Trajectory | null } }} sampling
 * @property {(key: string) => HTMLElement} row
 * @property {(error: unknown) => void} report
 */

/** Times of the chart. */
const TIMES = 64;
/** The chart is asked for when x_t rests so long (milliseconds). */
const REST = 120;
/** Seconds from noise to data. */
const DURATION = 7;

/** @param {HTMLElement} root @param {Context} context */
export function explore(root, context) {
  return new PosteriorPanel(root, context);
}

class PosteriorPanel {
  #state;
  #sampling;
  #parts;
  #canvas;
  #chart;
  #end = new AbortController();
  #client = new PosteriorClient();
  #answers;
  /** The flow that the way was asked for. @type {Trajectory | null} */
  #flow = null;
  /** Whether t runs: 1 to noise, −1 to data. */
  #runs = 0;
  #last = 0;
  #frame = 0;
  #dirty = true;

  /** @param {HTMLElement} root @param {Context} context */
  constructor(root, { state, sampling, row, report }) {
    this.#state = state;
    this.#sampling = sampling;
    this.#parts = makeParts(root, row, {
      run: (way) => this.#run(way),
      follow: () => this.#followNext(),
      letGo: () => this.#put(this.#point),
    });
    const { canvas, chart } = this.#parts;
    this.#canvas = new PosteriorCanvas(canvas, readTheme());
    this.#chart = new WayChart(chart, readTheme(), (t) => this.#seek(t / this.#tEnd));
    new PointHandle(canvas, {
      size: () => this.#canvas.size,
      point: () => this.#point,
      particles: () => this.#cloud?.points ?? null,
      put: (point) => this.#put(point),
      pick: (index) => this.#set({ particle: index + 1 }),
    });
    this.#answers = new PosteriorAnswers(this.#client, {
      onAnswer: () => this.#touch(),
      // What was asked when it closed is answered by its worker's end.
      report: (error) => this.#end.signal.aborted || report(error),
    });
    const { signal } = this.#end;
    for (const kind of ['settings', 'weights']) {
      state.addEventListener(kind, () => this.#changed(), { signal });
    }
    const sizes = new ResizeObserver(() => this.#touch());
    sizes.observe(canvas);
    sizes.observe(chart);
    signal.addEventListener('abort', () => sizes.disconnect());
    onPixelRatio(() => this.#touch());
    this.#changed();
    this.#loop(performance.now());
  }

  /** After each picture of the page: the flow may be another. */
  draw() {
    const { flow } = this.#sampling.view;
    if (flow === this.#flow || !flow?.complete) return;
    this.#flow = flow;
    this.#changed();
  }

  rebuild() {
    const theme = readTheme();
    this.#canvas.setTheme(theme);
    this.#chart.setTheme(theme);
    this.#render();
  }

  close() {
    this.#end.abort();
    this.#client.close();
    cancelAnimationFrame(this.#frame);
  }

  get #config() {
    return toConfig(this.#state.settings);
  }

  get #tEnd() {
    return this.#state.settings.tEnd;
  }

  get #t() {
    return this.#state.settings.noisyT * this.#tEnd;
  }

  /** The flow, and which of its particles is followed; null: none is. */
  get #followed() {
    const { particle } = this.#state.settings;
    const flow = this.#flow;
    return flow && particle > 0 ? { flow, index: indexOf(particle, flow.particles) } : null;
  }

  /** x_t at any time. @param {number} t @returns {Point} */
  #pointAt(t) {
    const followed = this.#followed;
    const { noisyX, noisyY } = this.#state.settings;
    return followed ? placeAt(followed.flow, followed.index, t) : [noisyX, noisyY];
  }

  get #point() {
    return this.#pointAt(this.#t);
  }

  /** The particles at t, and the ends that they are coloured by. */
  get #cloud() {
    const { tint } = this.#state.settings;
    const flow = this.#flow;
    if (!flow || (tint !== 'data' && tint !== 'noise')) return null;
    const [from, to] = [flow.timeOf(0), flow.timeOf(flow.length - 1)];
    const progress = (this.#t - from) / (to - from);
    return { points: flow.cloudAt(Math.min(1, Math.max(0, progress))), ends: endOf(flow, tint) };
  }

  /** @param {Partial<import('../settings/schema.js').Settings>} values */
  #set(values) {
    this.#state.set(values);
  }

  /** Puts x_t somewhere, and lets go of a particle. @param {Point} point */
  #put([x, y]) {
    const round = (/** @type {number} */ v) => Number(Math.min(4, Math.max(-4, v)).toFixed(3));
    this.#set({ noisyX: round(x), noisyY: round(y), particle: 0 });
  }

  /** @param {number} share t/T */
  #seek(share) {
    this.#set({ noisyT: Number(Math.min(1, Math.max(1e-3, share)).toFixed(4)) });
  }

  #followNext() {
    const particles = this.#flow?.particles ?? 1;
    this.#set({ particle: (this.#state.settings.particle % particles) + 1 });
  }

  /** Lets t run, or stops it. @param {1 | -1} way */
  #run(way) {
    this.#runs = this.#runs === way ? 0 : way;
    const { noisyT } = this.#state.settings;
    if (this.#runs === -1 && noisyT <= 1e-3) this.#seek(1);
    if (this.#runs === 1 && noisyT >= 1) this.#seek(1e-3);
    this.#touch();
  }

  /** Settings, weights or the flow are others. */
  #changed() {
    const config = this.#config;
    const { model } = this.#state;
    const [x, y] = this.#point;
    this.#answers.askSeen({ config, model, x, y, t: this.#t });
    this.#answers.askData(config);
    this.#askWay();
    this.#touch();
  }

  #askWay = settled(() => {
    if (this.#end.signal.aborted) return;
    const [config, { model }] = [this.#config, this.#state];
    const rows = rowsAlong((t) => this.#pointAt(t), this.#tEnd, TIMES);
    this.#answers.askWay({ config, model, rows });
  }, REST);

  #touch() {
    this.#dirty = true;
  }

  /** @param {number} now */
  #loop(now) {
    if (this.#end.signal.aborted) return;
    this.#frame = requestAnimationFrame((next) => this.#loop(next));
    const seconds = Math.min(0.1, (now - this.#last) / 1000);
    this.#last = now;
    if (this.#runs !== 0) {
      const speed = this.#state.settings.playback;
      const share = this.#state.settings.noisyT + (this.#runs * seconds * speed) / DURATION;
      this.#seek(share);
      if (share >= 1 || share <= 1e-3) this.#runs = 0;
    }
    if (this.#dirty) this.#render();
  }

  #render() {
    this.#dirty = false;
    const { settings, model } = this.#state;
    const parts = this.#parts;
    const followed = this.#followed;
    const config = this.#config;
    const { seen, way, data } = this.#answers.of(config);
    // The newest answer is of the last place of a moving point: its marks go with that.
    // What a network made of it goes with its weights.
    const ownNetwork = seen?.of.model && model && this.#state.atHand(seen.of.model);
    const found = seen && (ownNetwork ? seen.found : { ...seen.found, network: null });
    this.#canvas.draw({
      point: seen && this.#runs !== 0 ? [seen.of.x, seen.of.y] : this.#point,
      seen: seen && found ? { ...seen, found } : null,
      data,
      way: followed && cornersOf(followed.flow, followed.index),
      cloud: this.#cloud,
    });
    this.#chart.show(way?.along ?? null);
    this.#chart.draw(this.#t, this.#tEnd);
    const wayNow = way !== null && this.#isWay(way.of.rows);
    markEarlier(parts.wayFigure, !wayNow);
    const origin = followed?.flow.origin;
    const flowNow = !origin || areFlowsNow(this.#state, [origin]);
    markEarlier(parts.said, seen === null);
    markEarlier(parts.picture, seen === null || (followed !== null && !flowNow));
    setText(parts.time, this.#t.toFixed(3));
    for (const [way, button] of parts.runs) {
      button.setAttribute('aria-pressed', String(this.#runs === way));
    }
    parts.letGo.hidden = settings.particle === 0;
    parts.follow.disabled = this.#flow === null;
    setText(
      parts.who,
      followed
        ? `The point follows ${particleInWords(followed.index, followed.flow.particles)}${flowNow ? '' : ', of an earlier flow'}`
        : 'The point stays where you put it.',
    );
    setText(
      parts.wayTitle,
      followed ? 'What is known of x₀ along its way' : 'What is known of x₀ at this place, over t',
    );
    const decision = wayNow ? decisionInWords(decisionOf(way.along)) : '';
    setText(parts.decision, decision);
    parts.chart.setAttribute(
      'aria-label',
      `Spread and entropy of x₀ given x_t, over t. ${decision}`,
    );
    const weights = model ? weightsInWords(model, config) : '';
    if (found) showNumbers(parts, { found, weights, all: data?.spread ?? NaN });
  }

  /** Whether rows are of the way shown. @param {Float64Array} rows */
  #isWay(rows) {
    const [first, last] = [0, rows.length - 3];
    return [first, last].every((i) => {
      const [x, y] = this.#pointAt(rows[i + 2]);
      return x === rows[i] && y === rows[i + 1];
    });
  }
}
