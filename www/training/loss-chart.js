// The loss over the steps: each batch's, and their running mean.

import { COMMON, Chart, axis, onHover } from '../ui/chart.js';
import { formatCount } from '../shared/format.js';
import { LossOverlays } from './loss-overlays.js';
import { RunSeries } from '../shared/run-series.js';
import uPlot from '../vendor/uplot/uPlot.esm.js';

/** Where a logarithmic loss axis may have its numbers. */
const LOG_TICKS = [1, 1.5, 2, 3, 5, 7].flatMap((v) =>
  [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1e3, 1e4].map((power) => v * power),
);

export class LossChart {
  #chart;
  #series = new RunSeries(1);
  /** @type {'linear' | 'log' | 'excess'} */
  #view = 'log';
  #overlays = new LossOverlays();

  /**
   * @param {HTMLElement} host
   * @param {HTMLElement} readout where hovered values go
   */
  constructor(host, readout) {
    this.#chart = new Chart(host, (theme) => this.#options(theme, readout), [[], [], []]);
  }

  /** Lays curves of other runs over it. @param {import('./loss-overlays.js').Overlay[]} runs */
  setOverlays(runs) {
    this.#overlays.runs = runs;
    this.show(this.#series);
  }

  /** Whether there is nothing to see. */
  get empty() {
    return this.#series.losses.step === 0 && this.#overlays.runs.length === 0;
  }

  /** The step where the chart ends. */
  get #end() {
    const last = this.#overlays.lastStep;
    const { losses, total } = this.#series;
    return Math.max(losses.step === 0 && last > 0 ? last : total, last, 1);
  }

  /** @param {RunSeries} series of the run to show, as it is now */
  show(series) {
    this.#series = series;
    const { losses, excesses } = series;
    if (this.#view === 'excess') this.#chart.setData([excesses.steps, excesses.values, []]);
    else this.#chart.setData([losses.steps, losses.raw, losses.smooth]);
  }

  /** @param {'linear' | 'log' | 'excess'} view */
  setView(view) {
    this.#view = view;
    this.show(this.#series);
    this.rebuild();
  }

  rebuild() {
    this.#chart.rebuild();
  }

  /** The range of the loss axis: the running mean, most of the raw values, and the floor. */
  #range() {
    const logarithmic = this.#view !== 'linear';
    if (this.#view === 'excess') {
      const values = [...this.#series.excesses.values, ...this.#overlays.values(true)];
      if (values.length === 0) return { min: 1e-3, max: 1 };
      return { min: Math.min(...values) / 1.3, max: Math.max(...values) * 1.3 };
    }
    const { losses } = this.#series;
    const smooth = [...losses.smooth, ...this.#overlays.values(false)];
    if (smooth.length === 0) return { min: logarithmic ? 0.1 : 0, max: 1.5 };
    const sorted = [...losses.raw].sort((a, b) => a - b);
    const floor = this.#series.floor > 0 ? this.#series.floor : Infinity;
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
          (plot) => view !== 'excess' && drawFloor(plot, this.#series.floor, theme),
        ],
      },
    };
  }

  /** @param {number | null} i @param {HTMLElement} readout */
  #describe(i, readout) {
    if (this.#view === 'excess') {
      const { steps, values } = this.#series.excesses;
      readout.textContent =
        i === null || values[i] === undefined
          ? ''
          : `step ${formatCount(steps[i])}: ${values[i].toFixed(4)}`;
      return;
    }
    const { steps, raw, smooth } = this.#series.losses;
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
