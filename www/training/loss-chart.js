// The loss over the steps: each batch's, and their running mean.

import { COMMON, Chart, axis, onHover } from '../ui/chart.js';
import { ExcessSeries } from '../shared/excess-series.js';
import { formatCount } from '../shared/format.js';
import { LossOverlays } from './loss-overlays.js';
import { LossSeries } from '../shared/loss-series.js';
import uPlot from '../vendor/uplot/uPlot.esm.js';

/** Where a logarithmic loss axis may have its numbers. */
const LOG_TICKS = [1, 1.5, 2, 3, 5, 7].flatMap((v) =>
  [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1e3, 1e4].map((power) => v * power),
);

export class LossChart {
  #chart;
  #series = new LossSeries();
  /** @type {'linear' | 'log' | 'excess'} */
  #view = 'log';
  #total = 1;
  /** The loss of a perfect network, NaN where raw losses can't be compared with one. */
  #floor = NaN;
  #excess = new ExcessSeries();
  #overlays = new LossOverlays();

  /**
   * @param {HTMLElement} host
   * @param {HTMLElement} readout where hovered values go
   */
  constructor(host, readout) {
    this.#chart = new Chart(host, (theme) => this.#options(theme, readout), [[], [], []]);
  }

  get series() {
    return this.#series;
  }

  /** @param {number} total steps of the run that begins */
  clear(total) {
    this.#series = new LossSeries();
    this.#excess = new ExcessSeries();
    this.#total = total;
    this.draw();
  }

  /**
   * Goes on with a run from an earlier step.
   * @param {number} total
   * @param {unknown} losses until then
   * @param {unknown} excess losses
   */
  restore(total, losses, excess) {
    this.clear(total);
    this.#series = LossSeries.from(losses);
    this.#excess = ExcessSeries.from(excess);
    this.draw();
  }

  /** @param {number} floor the loss of a perfect network, or NaN */
  setFloor(floor) {
    this.#floor = floor;
    this.draw();
  }

  /** @param {number} step @param {number} excess */
  pushExcess(step, excess) {
    this.#excess.push(step, excess);
    if (this.#view === 'excess') this.draw();
  }

  /** Lays curves of other runs over it. @param {import('../runs/run-store.js').RunRecord[]} runs */
  setOverlays(runs) {
    this.#overlays.runs = runs;
    this.draw();
  }

  /** Whether there is nothing to see. */
  get empty() {
    return this.#series.step === 0 && this.#overlays.runs.length === 0;
  }

  /** The step where the chart ends. */
  get #end() {
    const last = this.#overlays.lastStep;
    return Math.max(this.#series.step === 0 && last > 0 ? last : this.#total, last, 1);
  }

  draw() {
    const { steps, raw, smooth } = this.#series;
    if (this.#view === 'excess') this.#chart.setData([this.#excess.steps, this.#excess.values, []]);
    else this.#chart.setData([steps, raw, smooth]);
  }

  /** @param {'linear' | 'log' | 'excess'} view */
  setView(view) {
    this.#view = view;
    this.draw();
    this.rebuild();
  }

  rebuild() {
    this.#chart.rebuild();
  }

  /** The range of the loss axis: the running mean, most of the raw values, and the floor. */
  #range() {
    const logarithmic = this.#view !== 'linear';
    if (this.#view === 'excess') {
      const values = [...this.#excess.values, ...this.#overlays.values(true)];
      if (values.length === 0) return { min: 1e-3, max: 1 };
      return { min: Math.min(...values) / 1.3, max: Math.max(...values) * 1.3 };
    }
    const { raw } = this.#series;
    const smooth = [...this.#series.smooth, ...this.#overlays.values(false)];
    if (smooth.length === 0) return { min: logarithmic ? 0.1 : 0, max: 1.5 };
    const sorted = [...raw].sort((a, b) => a - b);
    const floor = this.#floor > 0 ? this.#floor : Infinity;
    const low = Math.min(sorted[0] ?? Infinity, floor, ...smooth);
    // A few wild batches may leave the picture; the mean never does.
    const high = Math.max(sorted[Math.floor(0.995 * (sorted.length - 1))] ?? 0, ...smooth);
    // The sliced loss of a batch may fall below zero, where no logarithm is.
    if (logarithmic) return { min: Math.max(low, high / 1e4) / 1.08, max: high * 1.08 };
    const margin = Math.max(1e-3, 0.06 * (high - low));
    return { min: Math.max(0, low - margin), max: high + margin };
  }

  /**
   * @param {import('../ui/theme.js').Theme} theme
   * @param {HTMLElement} readout
   * @returns {Omit<uPlot.Options, 'width' | 'height'>}
   */
  #options(theme, readout) {
    const view = this.#view;
    const logarithmic = view !== 'linear';
    return {
      ...COMMON,
      scales: {
        x: { time: false, range: () => [0, this.#end] },
        y: {
          distr: logarithmic ? 3 : 1,
          range: () => {
            const { min, max } = this.#range();
            return [min, max];
          },
        },
      },
      axes: [
        axis(theme, {
          label: 'training step',
          size: 18,
          values: (_, ticks) => ticks.map((v) => formatCount(v)),
        }),
        axis(theme, {
          size: 40,
          label: view === 'excess' ? 'excess loss' : 'loss',
          ...(logarithmic && {
            splits: (_, __, min, max) => thin(LOG_TICKS.filter((v) => v >= min && v <= max)),
            filter: (_, splits) => splits,
          }),
          values: (_, ticks) => ticks.map((v) => String(Number(v.toPrecision(3)))),
        }),
      ],
      series: [
        {},
        view === 'excess'
          ? { stroke: theme.text, width: 2, points: { show: false } }
          : { stroke: `${theme.loss}50`, width: 1, points: { show: false } },
        { stroke: theme.text, width: 1.5, points: { show: false } },
      ],
      hooks: {
        ...onHover((i) => this.#describe(i, readout)),
        draw: [
          (plot) => this.#overlays.draw(plot, view === 'excess', theme),
          (plot) => view !== 'excess' && drawFloor(plot, this.#floor, theme),
        ],
      },
    };
  }

  /** @param {number | null} i @param {HTMLElement} readout */
  #describe(i, readout) {
    if (this.#view === 'excess') {
      const { steps, values } = this.#excess;
      readout.textContent =
        i === null || values[i] === undefined
          ? ''
          : `step ${formatCount(steps[i])}: ${values[i].toFixed(4)}`;
      return;
    }
    const { steps, raw, smooth } = this.#series;
    readout.textContent =
      i === null || raw[i] === undefined
        ? ''
        : `step ${formatCount(steps[i])}: ${raw[i].toFixed(4)}, mean ${smooth[i].toFixed(4)}`;
  }
}

/**
 * The dashed line that no loss gets below on average.
 * @param {uPlot} plot
 * @param {number} floor
 * @param {import('../ui/theme.js').Theme} theme
 */
function drawFloor(plot, floor, theme) {
  const { left, top, width, height } = plot.bbox;
  const y = plot.valToPos(floor, 'y', true);
  if (!(y >= top && y <= top + height)) return;
  const context = plot.ctx;
  const ratio = devicePixelRatio || 1;
  context.save();
  context.strokeStyle = theme.text;
  context.lineWidth = 1.5 * ratio;
  context.setLineDash([5 * ratio, 4 * ratio]);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(left + width, y);
  context.stroke();
  context.font = `${11 * ratio}px ${theme.font}`;
  context.textAlign = 'right';
  context.textBaseline = 'top';
  context.setLineDash([]);
  context.lineWidth = 3 * ratio;
  context.strokeStyle = theme.surface;
  context.fillStyle = theme.text;
  const words = `floor ${floor.toFixed(4)}`;
  context.strokeText(words, left + width - 4 * ratio, y + 4 * ratio);
  context.fillText(words, left + width - 4 * ratio, y + 4 * ratio);
  context.restore();
}

/** At most about seven ticks. @param {number[]} ticks */
function thin(ticks) {
  const sorted = ticks.sort((a, b) => a - b);
  const every = Math.ceil(sorted.length / 7);
  return sorted.filter((_, i) => i % every === 0);
}
