// The loss over the steps: each batch's, and their running mean.

import { COMMON, Chart, axis, onHover } from './chart.js';
import { formatCount } from './format.js';
import { LossSeries } from './loss-series.js';

/** Where a logarithmic loss axis may have its numbers. */
const LOG_TICKS = [1, 1.5, 2, 3, 5, 7].flatMap((v) =>
  [1e-3, 1e-2, 0.1, 1, 10, 100, 1e3, 1e4].map((power) => v * power),
);

export class LossChart {
  #chart;
  #series = new LossSeries();
  #logarithmic = true;
  #total = 1;

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
    this.#total = total;
    this.draw();
  }

  draw() {
    const { steps, raw, smooth } = this.#series;
    this.#chart.setData([steps, raw, smooth]);
  }

  /** @param {boolean} logarithmic */
  setLogarithmic(logarithmic) {
    this.#logarithmic = logarithmic;
    this.rebuild();
  }

  rebuild() {
    this.#chart.rebuild();
  }

  /** The range of the loss axis: the running mean, and most of the raw values. */
  #range() {
    const { raw, smooth } = this.#series;
    if (raw.length === 0) return { min: this.#logarithmic ? 0.1 : 0, max: 1.5 };
    const sorted = [...raw].sort((a, b) => a - b);
    const low = Math.min(sorted[0], ...smooth);
    // A few wild batches may leave the picture; the mean never does.
    const high = Math.max(sorted[Math.floor(0.995 * (sorted.length - 1))], ...smooth);
    if (this.#logarithmic) return { min: low / 1.08, max: high * 1.08 };
    const margin = Math.max(1e-3, 0.06 * (high - low));
    return { min: Math.max(0, low - margin), max: high + margin };
  }

  /**
   * @param {import('./theme.js').Theme} theme
   * @param {HTMLElement} readout
   * @returns {Omit<import('./vendor/uplot/uPlot.esm.js').default.Options, 'width' | 'height'>}
   */
  #options(theme, readout) {
    const logarithmic = this.#logarithmic;
    return {
      ...COMMON,
      scales: {
        x: { time: false, range: () => [0, Math.max(this.#total, 1)] },
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
          size: 34,
          label: 'loss',
          ...(logarithmic && {
            splits: (_, __, min, max) => thin(LOG_TICKS.filter((v) => v >= min && v <= max)),
            filter: (_, splits) => splits,
          }),
          values: (_, ticks) => ticks.map((v) => String(Number(v.toPrecision(3)))),
        }),
      ],
      series: [
        {},
        { stroke: `${theme.loss}50`, width: 1, points: { show: false } },
        { stroke: theme.text, width: 1.5, points: { show: false } },
      ],
      hooks: onHover((i) => {
        const { steps, raw, smooth } = this.#series;
        readout.textContent =
          i === null || raw[i] === undefined
            ? ''
            : `step ${formatCount(steps[i])}: ${raw[i].toFixed(4)}, mean ${smooth[i].toFixed(4)}`;
      }),
    };
  }
}

/** At most about seven ticks. @param {number[]} ticks */
function thin(ticks) {
  const sorted = ticks.sort((a, b) => a - b);
  const every = Math.ceil(sorted.length / 7);
  return sorted.filter((_, i) => i % every === 0);
}
