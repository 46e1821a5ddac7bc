// The densities of two quantities, data against samples: angle and radius as in the post, or what
// else the core offers for the data.

import { COMMON, Chart, axis, onHover } from '../ui/chart.js';
import { HISTOGRAM_WORDS } from '../shared/metric-words.js';
import uPlot from '../vendor/uplot/uPlot.esm.js';
import { partsOf } from '../ui/dom.js';

/** @typedef {import('../pkg/nano_diffusion.js').Histogram} Histogram */
/** @typedef {{ host: HTMLElement, readout: HTMLElement, title: HTMLElement }} Place */
/** @typedef {import('../settings/app-state.js').AppState} AppState */

const QUARTER = Math.PI / 4;

export class Histograms {
  #charts;
  #state;
  #time;
  /** @type {[Histogram[], Histogram[] | null] | null} */
  #shown = null;

  /** @param {HTMLElement} first the card of one @param {HTMLElement} second @param {AppState} state */
  constructor(first, second, state) {
    const [one, other] = [partsOf(first), partsOf(second)];
    this.#charts = [
      new HistogramChart({
        host: one('angle-chart'),
        readout: one('angle-readout'),
        title: one('angle-title'),
      }),
      new HistogramChart({
        host: other('radius-chart'),
        readout: other('radius-readout'),
        title: other('radius-title'),
      }),
    ];
    this.#time = one('histogram-time');
    this.#state = state;
    state.onSettings((change) => {
      if (change.has('angle')) this.#draw();
    });
  }

  /** What time they are of. @param {number} t */
  setTime(t) {
    this.#time.textContent = `t = ${t.toFixed(2)}`;
  }

  /**
   * @param {Histogram[]} views data and samples
   * @param {Histogram[] | null} second the same data and the samples of the second picture
   */
  show(views, second) {
    this.#shown = [views, second];
    this.#draw();
  }

  #draw() {
    if (!this.#shown) return;
    const [views, second] = this.#shown;
    // The angle comes in two forms, of which one is shown.
    const hidden = this.#state.settings.angle === 'folded' ? 'angle' : 'folded';
    const shown = views.filter(({ key }) => key !== hidden);
    this.#charts.forEach((chart, i) => {
      const view = shown[i];
      if (view) chart.show(view, second?.find(({ key }) => key === view.key) ?? null);
    });
  }

  rebuild() {
    for (const chart of this.#charts) chart.rebuild();
  }
}

class HistogramChart {
  #chart;
  #title;
  /** @type {Histogram | null} */
  #view = null;

  /** @param {Place} place */
  constructor({ host, readout, title }) {
    this.#title = title;
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: {
          x: { time: false, range: () => [this.#view?.lo ?? 0, this.#view?.hi ?? 1] },
          y: { range: (_, __, max) => [0, max > 0 ? 1.08 * max : 1] },
        },
        axes: [
          axis(theme, {
            size: 18,
            space: 40,
            label: this.#words?.axis ?? ' ',
            values: (_, ticks) => ticks.map((v) => String(v).replace('-', '−')),
            ...(this.#words?.turns && {
              splits: (_, __, min, max) => quarterTurns(min, max),
              values: (_, ticks) => ticks.map(turnName),
            }),
          }),
          axis(theme, { size: 32, space: 28, label: this.#words?.density ?? ' ' }),
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
          readout.textContent = i === null ? '' : this.#describe(i);
        }),
      }),
      [[], [], [], []],
    );
  }

  get #words() {
    return this.#view && HISTOGRAM_WORDS[this.#view.key];
  }

  /** @param {Histogram} view @param {Histogram | null} second */
  show(view, second) {
    const before = this.#words;
    this.#view = view;
    const words = this.#words;
    if (words && words !== before) {
      this.#title.textContent = words.title;
      this.#chart.rebuild();
    }
    const bins = view.data.length;
    const width = (view.hi - view.lo) / bins;
    // One more edge than bins: the last step needs its right end.
    const edges = Array.from({ length: bins + 1 }, (_, i) => view.lo + i * width);
    /** @param {number[]} values */
    const closed = (values) => [...values, values[bins - 1]];
    const other = second ? closed(second.samples) : edges.map(() => null);
    this.#chart.setData([edges, closed(view.data), closed(view.samples), other]);
  }

  /** @param {number} i */
  #describe(i) {
    const view = this.#view;
    if (!view) return '';
    const bin = Math.min(i, view.data.length - 1);
    const middle = view.lo + ((bin + 0.5) * (view.hi - view.lo)) / view.data.length;
    const at = middle.toFixed(2).replace('-', '−');
    return `${HISTOGRAM_WORDS[view.key].symbol} ${at}: data ${view.data[bin].toFixed(3)}, samples ${view.samples[bin].toFixed(3)}`;
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
