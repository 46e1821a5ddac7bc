// The post's figures: the densities of angle and radius, data against samples.

import { COMMON, Chart, axis, onHover } from './chart.js';
import uPlot from './vendor/uplot/uPlot.esm.js';

/** @typedef {import('./pkg/nano_diffusion.js').Histograms} Views */
/** @typedef {import('./pkg/nano_diffusion.js').HistogramPair} HistogramPair */

const QUARTER = Math.PI / 4;

export class Histograms {
  #angle;
  #radius;
  #folded = false;
  /** @type {[Views, Views | null] | null} */
  #shown = null;

  /**
   * @param {{ host: HTMLElement, readout: HTMLElement }} angle
   * @param {{ host: HTMLElement, readout: HTMLElement }} radius
   */
  constructor(angle, radius) {
    this.#angle = new HistogramChart(angle.host, angle.readout, 'θ', 'density (1/rad)', {
      label: 'angle θ (rad)',
      splits: (_, __, min, max) => quarterTurns(min, max),
      values: (_, ticks) => ticks.map(turnName),
    });
    this.#radius = new HistogramChart(radius.host, radius.readout, 'r', 'density', {
      label: 'radius r = |x|',
    });
  }

  /** @param {boolean} folded */
  setFolded(folded) {
    this.#folded = folded;
    this.#draw();
  }

  /**
   * @param {Views} views data and samples
   * @param {Views | null} second the same data and the samples of the second picture
   */
  show(views, second) {
    this.#shown = [views, second];
    this.#draw();
  }

  #draw() {
    if (!this.#shown) return;
    const [views, second] = this.#shown;
    const angle = this.#folded ? 'folded' : 'angle';
    this.#angle.show(views[angle], second?.[angle] ?? null);
    this.#radius.show(views.radius, second?.radius ?? null);
  }

  rebuild() {
    this.#angle.rebuild();
    this.#radius.rebuild();
  }
}

class HistogramChart {
  #chart;
  /** @type {[number, number]} */
  #range = [0, 1];
  /** @type {HistogramPair | null} */
  #pair = null;

  /**
   * @param {HTMLElement} host
   * @param {HTMLElement} readout
   * @param {string} symbol
   * @param {string} density label of the upright axis
   * @param {Partial<uPlot.Axis>} xAxis
   */
  constructor(host, readout, symbol, density, xAxis) {
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: {
          x: { time: false, range: () => this.#range },
          y: { range: (_, __, max) => [0, max > 0 ? 1.08 * max : 1] },
        },
        axes: [
          axis(theme, { size: 18, space: 40, ...xAxis }),
          axis(theme, { size: 32, space: 28, label: density }),
        ],
        series: [
          {},
          {
            stroke: theme.data,
            fill: `${theme.data}40`,
            width: 1,
            paths: stepped,
            points: { show: false },
          },
          { stroke: theme.samples, width: 2, paths: stepped, points: { show: false } },
          {
            stroke: theme.text,
            width: 1.5,
            dash: [4, 3],
            paths: stepped,
            points: { show: false },
          },
        ],
        hooks: onHover((i) => {
          readout.textContent = i === null ? '' : this.#describe(i, symbol);
        }),
      }),
      [[], [], [], []],
    );
  }

  /** @param {HistogramPair} pair @param {HistogramPair | null} second */
  show(pair, second) {
    this.#pair = pair;
    this.#range = [pair.lo, pair.hi];
    const bins = pair.data.length;
    const width = (pair.hi - pair.lo) / bins;
    // One more edge than bins: the last step needs its right end.
    const edges = Array.from({ length: bins + 1 }, (_, i) => pair.lo + i * width);
    /** @param {number[]} values */
    const closed = (values) => [...values, values[bins - 1]];
    const other = second ? closed(second.samples) : edges.map(() => null);
    this.#chart.setData([edges, closed(pair.data), closed(pair.samples), other]);
  }

  /** @param {number} i @param {string} symbol */
  #describe(i, symbol) {
    const pair = this.#pair;
    if (!pair) return '';
    const bin = Math.min(i, pair.data.length - 1);
    const middle = pair.lo + ((bin + 0.5) * (pair.hi - pair.lo)) / pair.data.length;
    const at = middle.toFixed(2).replace('-', '−');
    return `${symbol} ${at}: data ${pair.data[bin].toFixed(3)}, samples ${pair.samples[bin].toFixed(3)}`;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}

/**
 * Quarter turns, or eighths where the range is short.
 * @param {number} min
 * @param {number} max
 */
function quarterTurns(min, max) {
  const unit = max - min > 4 ? 2 * QUARTER : QUARTER;
  const first = Math.ceil(min / unit - 1e-9);
  const last = Math.floor(max / unit + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * unit);
}

/** An angle as a fraction of π. @param {number} angle */
function turnName(angle) {
  const eighths = Math.round(angle / QUARTER);
  if (eighths === 0) return '0';
  const sign = eighths < 0 ? '−' : '';
  const [count, of] = [Math.abs(eighths), 4];
  const divisor = count % 4 === 0 ? 4 : count % 2 === 0 ? 2 : 1;
  const top = count / divisor === 1 ? '' : String(count / divisor);
  const bottom = of / divisor === 1 ? '' : `/${of / divisor}`;
  return `${sign}${top}π${bottom}`;
}
