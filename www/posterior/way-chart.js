// Over t: how far x₀ is from being known, along the way of a particle or where x_t stands; where it
// may be in several places, and when that ends. A press moves t there.

import { fitCanvas } from '../plots/fit-canvas.js';
import { decisionOf } from './findings.js';

/** @typedef {import('./findings.js').Along} Along */
/** @typedef {import('../ui/theme.js').Theme} Theme */

/** Room for the numbers and names of the axes, for numbers of 11 pixels. */
const MARGIN = { left: 46, right: 46, top: 22, bottom: 34 };

export class WayChart {
  #canvas;
  #theme;
  /** @type {Along | null} */
  #along = null;
  #t = 0;
  #tEnd = 1;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Theme} theme
   * @param {(t: number) => void} onSeek
   */
  constructor(canvas, theme, onSeek) {
    this.#canvas = canvas;
    this.#theme = theme;
    const seek = (/** @type {PointerEvent} */ event) => {
      const { left } = canvas.getBoundingClientRect();
      const { x, width } = this.#frame();
      const share = (event.clientX - left - x) / width;
      onSeek(this.#tEnd * Math.min(1, Math.max(0, share)));
    };
    canvas.onpointerdown = (event) => {
      if (!event.isPrimary || event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      seek(event);
    };
    canvas.onpointermove = (event) => canvas.hasPointerCapture(event.pointerId) && seek(event);
  }

  /** @param {Theme} theme */
  setTheme(theme) {
    this.#theme = theme;
  }

  /** @param {Along | null} along */
  show(along) {
    this.#along = along;
  }

  #frame() {
    const unit = this.#theme.tick / 11;
    const { left, right, top, bottom } = MARGIN;
    return {
      x: left * unit,
      y: top * unit,
      width: this.#canvas.clientWidth - (left + right) * unit,
      height: this.#canvas.clientHeight - (top + bottom) * unit,
    };
  }

  /** @param {number} t @param {number} tEnd */
  draw(t, tEnd) {
    [this.#t, this.#tEnd] = [t, tEnd];
    const context = fitCanvas(this.#canvas);
    if (!context) return;
    const { tick, font } = this.#theme;
    context.font = `${tick}px ${font}`;
    const spread = niceRange(0, Math.max(0.5, ...(this.#along?.std ?? [1])));
    const finite = (this.#along?.entropy ?? [-2, 1]).filter(Number.isFinite);
    const nats = niceRange(Math.min(...finite), Math.max(...finite));
    this.#drawPlaces(context);
    this.#drawAxes(context, spread, nats);
    if (!this.#along) return;
    this.#line(context, this.#along.entropy, nats, this.#theme.loss, [6, 4]);
    this.#line(context, this.#along.std, spread, this.#theme.data, []);
    this.#drawDecision(context);
    this.#drawNow(context, spread, nats);
  }

  /** @param {number} t */
  #x(t) {
    const { x, width } = this.#frame();
    return x + (width * t) / this.#tEnd;
  }

  /** @param {number} value @param {Range} range */
  #y(value, { low, high }) {
    const { y, height } = this.#frame();
    return y + height * (1 - (value - low) / (high - low));
  }

  /** Shades the times at which there are several places, and says how many. @param {CanvasRenderingContext2D} context */
  #drawPlaces(context) {
    if (!this.#along) return;
    const { t, modes } = this.#along;
    const { y, height } = this.#frame();
    const edge = (/** @type {number} */ i) =>
      this.#x(i <= 0 ? 0 : i >= t.length ? this.#tEnd : (t[i - 1] + t[i]) / 2);
    const most = Math.max(...modes);
    for (let i = 0, end = 1; i < t.length; i = end++) {
      while (end < t.length && modes[end] === modes[i]) end++;
      if (modes[i] < 2) continue;
      const [from, to] = [edge(i), edge(end)];
      context.fillStyle = this.#theme.samples;
      context.globalAlpha = 0.06 + 0.14 * ((modes[i] - 1) / Math.max(1, most - 1));
      context.fillRect(from, y, to - from, height);
      context.globalAlpha = 1;
      const words = to - from > 60 ? `${modes[i]} places` : String(modes[i]);
      if (context.measureText(words).width > to - from - 2) continue;
      context.fillStyle = this.#theme.text;
      context.textAlign = 'center';
      context.textBaseline = 'top';
      context.fillText(words, (from + to) / 2, y + 4);
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {Range} spread @param {Range} nats */
  #drawAxes(context, spread, nats) {
    const { muted, grid, tick, data, loss } = this.#theme;
    const { x, y, width, height } = this.#frame();
    context.lineWidth = 1;
    context.strokeStyle = grid;
    context.fillStyle = muted;
    context.textBaseline = 'middle';
    for (const value of spread.ticks) {
      const top = Math.round(this.#y(value, spread)) + 0.5;
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x + width, top);
      context.stroke();
      context.textAlign = 'right';
      context.fillText(String(value), x - 5, top);
    }
    context.textAlign = 'left';
    for (const value of nats.ticks) {
      context.fillText(String(value).replace('-', '−'), x + width + 5, this.#y(value, nats));
    }
    context.textAlign = 'center';
    context.textBaseline = 'top';
    for (const share of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
      const t = share * this.#tEnd;
      context.fillText(String(Number(t.toPrecision(2))), this.#x(t), y + height + 4);
    }
    context.fillText('time t', x + width / 2, y + height + 6 + tick);
    context.textAlign = 'left';
    context.fillText('← data', x, y + height + 6 + tick);
    context.textAlign = 'right';
    context.fillText('noise →', x + width, y + height + 6 + tick);
    context.textBaseline = 'bottom';
    context.fillStyle = data;
    context.textAlign = 'left';
    context.fillText('spread', 4, y - 6);
    context.fillStyle = loss;
    context.textAlign = 'right';
    context.fillText('entropy, nats', x + width + 42 * (tick / 11), y - 6);
  }

  /** @param {CanvasRenderingContext2D} context @param {number[]} values @param {Range} range @param {string} colour @param {number[]} dash */
  #line(context, values, range, colour, dash) {
    const { t } = /** @type {Along} */ (this.#along);
    context.beginPath();
    values.forEach((value, i) => {
      if (Number.isFinite(value)) context.lineTo(this.#x(t[i]), this.#y(value, range));
    });
    context.setLineDash(dash);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.lineJoin = 'round';
    context.stroke();
    context.setLineDash([]);
  }

  /** @param {CanvasRenderingContext2D} context */
  #drawDecision(context) {
    const decision = decisionOf(/** @type {Along} */ (this.#along));
    if (!decision) return;
    const { y, height, x, width } = this.#frame();
    const at = this.#x(decision.t);
    context.strokeStyle = context.fillStyle = this.#theme.text;
    context.lineWidth = 1.2;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(at, y);
    context.lineTo(at, y + height);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(at, y);
    context.lineTo(at - 5, y - 8);
    context.lineTo(at + 5, y - 8);
    context.fill();
    const words = decision.kind === 'places' ? 'decided' : 'half known';
    const room = context.measureText(words).width / 2;
    context.textAlign = 'center';
    context.textBaseline = 'bottom';
    context.fillText(words, Math.min(x + width - room - 60, Math.max(x + room + 8, at)), y - 9);
  }

  /** @param {CanvasRenderingContext2D} context @param {Range} spread @param {Range} nats */
  #drawNow(context, spread, nats) {
    const { t, std, entropy } = /** @type {Along} */ (this.#along);
    const { y, height } = this.#frame();
    const at = this.#x(this.#t);
    context.strokeStyle = this.#theme.text;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(at, y);
    context.lineTo(at, y + height);
    context.stroke();
    /** @type {[number[], Range, string][]} */
    const lines = [
      [entropy, nats, this.#theme.loss],
      [std, spread, this.#theme.data],
    ];
    for (const [values, range, colour] of lines) {
      const value = between(t, values, this.#t);
      if (!Number.isFinite(value)) continue;
      context.beginPath();
      context.arc(at, this.#y(value, range), 4.5, 0, 2 * Math.PI);
      context.fillStyle = colour;
      context.fill();
      context.strokeStyle = this.#theme.surface;
      context.stroke();
    }
  }
}

/** @typedef {{ low: number, high: number, ticks: number[] }} Range */

/** Round numbers in a range that holds two values, and a little more. @param {number} low @param {number} high @returns {Range} */
function niceRange(low, high) {
  const span = Math.max(high - low, 0.1);
  const power = 10 ** Math.floor(Math.log10(span / 3));
  const step = power * ([1, 2, 5].find((m) => m * power >= span / 3) ?? 10);
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor((high + 0.08 * span) / step)];
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  );
  return { low: low === 0 ? 0 : low - 0.05 * span, high: high + 0.08 * span, ticks };
}

/** The value at t, on straight lines. @param {number[]} ts rising @param {number[]} values @param {number} t */
function between(ts, values, t) {
  const next = ts.findIndex((each) => each >= t);
  if (next <= 0) return values[next === 0 ? 0 : values.length - 1];
  const share = (t - ts[next - 1]) / (ts[next] - ts[next - 1]);
  return values[next - 1] + share * (values[next] - values[next - 1]);
}
