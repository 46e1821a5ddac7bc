// The loss over the steps: each batch's, and their running mean; or what was measured of the run.

import { COMMON, Chart, axis, onHover } from '../plots/chart.js';
import { formatCount, formatEstimate } from '../shared/format.js';
import { LossOverlays } from './loss-overlays.js';
import { RunSeries } from '../shared/run-series.js';
import { setText } from '../ui/dom.js';

/** @import uPlot from '../vendor/uplot/uPlot.esm.js' */
/** @typedef {'linear' | 'log' | 'excess' | 'kl'} View */
/**
 * The views of what was measured: the curve of other runs, the axis, its range before there are
 * any points, and how the readout writes one.
 * @type {Partial<Record<View, { curve: import('./loss-overlays.js').CurveName, label: string, empty: [number, number], write: (estimate: import('../shared/measured-series.js').Estimate) => string }>>}
 */
const MEASURED = {
  excess: {
    curve: 'excesses',
    label: 'excess (λ = B²)',
    empty: [1e-3, 1],
    write: ({ mean }) => mean.toFixed(4),
  },
  kl: {
    curve: 'kls',
    label: 'KL, nats',
    empty: [1e-3, 1],
    write: (estimate) => `${formatEstimate(estimate)} nats`,
  },
};
/** So few points are drawn, besides the line between them. */
const FEW = 30;
/** Where a logarithmic loss axis may have its numbers. */
const LOG_TICKS = [1, 1.5, 2, 3, 5, 7].flatMap((v) =>
  [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1e3, 1e4].map((power) => v * power),
);

export class LossChart {
  #chart;
  #series = new RunSeries(1);
  /** @type {View} */
  #view = 'log';
  #overlays = new LossOverlays();
  #readout;
  /** Whose curve it is, where that does not go without saying. */
  #origin = '';

  /**
   * @param {HTMLElement} host
   * @param {HTMLElement} readout where hovered values go
   */
  constructor(host, readout) {
    this.#readout = readout;
    this.#chart = new Chart(host, (theme) => this.#options(theme), [[], [], []]);
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
    const { losses } = series;
    const measured = this.#measured;
    if (!measured) this.#chart.setData([losses.steps, losses.raw, losses.smooth]);
    // No logarithm is below zero, where chance may take the excess of a good network.
    else this.#chart.setData([measured.steps, measured.values.map((v) => (v > 0 ? v : null)), []]);
  }

  /** Whose floor it is, beside curves of other runs. */
  get #floorOf() {
    const { run } = this.#series;
    return run && this.#overlays.runs.length > 0 ? ` of ${run.name}` : '';
  }

  /** What the view is of, where that was measured. */
  get #measured() {
    const view = this.#view;
    return view === 'excess' || view === 'kl' ? this.#series.figures[view] : null;
  }

  /** @param {View} view */
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
    const { curve, empty } = MEASURED[this.#view] ?? {};
    if (curve && empty) {
      const own = (this.#measured?.values ?? []).filter((v) => v > 0);
      const values = [...own, ...this.#overlays.values(curve)];
      if (values.length === 0) return { min: empty[0], max: empty[1] };
      return { min: Math.min(...values) / 1.3, max: Math.max(...values) * 1.3 };
    }
    const { losses } = this.#series;
    const smooth = [...losses.smooth, ...this.#overlays.values('losses')];
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
   * @returns {Omit<uPlot.Options, 'width' | 'height'>}
   */
  #options(theme) {
    const view = this.#view;
    const logarithmic = view !== 'linear';
    const measured = MEASURED[view];
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
          label: measured?.label ?? 'loss',
          ...(logarithmic && {
            splits: (_, __, min, max) => thin(LOG_TICKS.filter((v) => v >= min && v <= max)),
            filter: (_, splits) => splits,
          }),
          values: (_, ticks) => ticks.map((v) => String(Number(v.toPrecision(3)))),
        }),
      ],
      series: [
        {},
        measured
          ? {
              label: measured.label,
              stroke: theme.text,
              width: 2,
              // One alone is no line.
              points: { show: (plot) => plot.data[0].length <= FEW, size: 5, fill: theme.text },
            }
          : { label: 'batch', stroke: `${theme.loss}50`, width: 1, points: { show: false } },
        { label: 'running mean', stroke: theme.text, width: 1.5, points: { show: false } },
      ],
      hooks: {
        ...onHover((i) => this.#describe(i)),
        draw: [
          (plot) => this.#overlays.draw(plot, measured?.curve ?? 'losses', theme),
          (plot) => !measured && drawFloor(plot, this.#series.floor, this.#floorOf, theme),
        ],
      },
    };
  }

  /** What is said while nothing is pointed at. @param {string} words */
  setOrigin(words) {
    this.#origin = words;
    this.#describe(null);
  }

  /** @param {number | null} i */
  #describe(i) {
    const [measured, { write } = {}] = [this.#measured, MEASURED[this.#view]];
    if (measured && write) {
      const { steps, values, errors } = measured;
      const mean = i === null ? undefined : values[i];
      setText(
        this.#readout,
        i === null || mean === undefined
          ? this.#origin
          : `step ${formatCount(steps[i])}: ${write({ mean, stdError: errors[i] })}`,
      );
      return;
    }
    const { steps, raw, smooth } = this.#series.losses;
    setText(
      this.#readout,
      i === null || raw[i] === undefined
        ? this.#origin
        : `step ${formatCount(steps[i])}: ${raw[i].toFixed(4)}, mean ${smooth[i].toFixed(4)}`,
    );
  }
}

/**
 * The dashed line that no loss gets below on average.
 * @param {uPlot} plot
 * @param {number} floor
 * @param {string} of whose it is, where others are shown
 * @param {import('../ui/theme.js').Theme} theme
 */
function drawFloor(plot, floor, of, theme) {
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
  context.font = `${theme.tick * ratio}px ${theme.font}`;
  context.textAlign = 'right';
  context.textBaseline = 'top';
  context.setLineDash([]);
  context.lineWidth = 3 * ratio;
  context.strokeStyle = theme.surface;
  context.fillStyle = theme.text;
  const words = `floor${of} ${floor.toFixed(4)}`;
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
