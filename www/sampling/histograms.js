// The densities of two quantities, data against samples: angle and radius as in the post, or what
// else the core offers for the data.

import { COMMON, Chart, STEPS, axis, onHover } from '../plots/chart.js';
import { HISTOGRAM_WORDS } from '../shared/metric-words.js';
import { quarterTurns, turnName } from '../plots/axis-ticks.js';
import { dataNames } from '../settings/data-sets.js';
import { areFlowsNow } from '../settings/origin.js';
import { partsOf, setText } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';

/** @typedef {import('../pkg/nano_diffusion.js').Histogram} Histogram */
/** @typedef {{ host: HTMLElement, readout: HTMLElement, title: HTMLElement }} Place */
/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/origin.js').FlowOrigin} FlowOrigin */

export class Histograms {
  #cards;
  #charts;
  #state;
  #time;
  /** What the flows shown were made of. @type {FlowOrigin[]} */
  #origins = [];
  /** @type {[Histogram[], Histogram[] | null] | null} */
  #shown = null;

  /** @param {HTMLElement} first the card of one @param {HTMLElement} second @param {AppState} state */
  constructor(first, second, state) {
    const [one, other] = [partsOf(first), partsOf(second)];
    this.#cards = [first, second];
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
    state.onAny(() => this.#mark());
  }

  /** Says what the particles are of, and whether that is what is asked for now. */
  #mark() {
    const [first] = this.#origins;
    if (!first) return;
    const now = areFlowsNow(this.#state, this.#origins);
    const { known } = dataNames(first.config.data.kind);
    const particles = first.plan.direction === 'reverse' ? 'samples' : 'noised data';
    for (const [i, chart] of this.#charts.entries()) {
      markEarlier(this.#cards[i], !now);
      chart.setWords(particles, now ? '' : `Earlier: ${known}`);
    }
  }

  /**
   * @param {Histogram[]} views data and samples
   * @param {Histogram[] | null} second the same data and the samples of the second picture
   * @param {number} t their time
   * @param {FlowOrigin[]} origins what the flows were made of
   */
  show(views, second, t, origins) {
    this.#shown = [views, second];
    this.#origins = origins;
    setText(this.#time, `t = ${t.toFixed(2)}`);
    this.#mark();
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
  #readout;
  /** What the particles are, and what there is to say while nothing is pointed at. */
  #told = { particles: 'samples', otherwise: '' };
  /** @type {Histogram | null} */
  #view = null;

  /** @param {Place} place */
  constructor({ host, readout, title }) {
    this.#title = title;
    this.#readout = readout;
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
            label: 'data',
            stroke: theme.data,
            fill: `${theme.data}40`,
            width: 1,
            paths: STEPS,
            points: { show: false },
          },
          {
            label: 'samples',
            stroke: theme.samples,
            width: 2,
            paths: STEPS,
            points: { show: false },
          },
          {
            label: 'samples of the second picture',
            stroke: theme.text,
            width: 1.5,
            dash: [4, 3],
            paths: STEPS,
            points: { show: false },
          },
        ],
        hooks: onHover((i) => {
          setText(readout, i === null ? this.#told.otherwise : this.#describe(i));
        }),
      }),
      [[], [], [], []],
    );
  }

  get #words() {
    return this.#view && HISTOGRAM_WORDS[this.#view.key];
  }

  /** @param {string} particles what they are @param {string} otherwise what to say while nothing is pointed at */
  setWords(particles, otherwise) {
    const before = this.#told;
    this.#told = { particles, otherwise };
    // What is read off the chart stays, as long as it is of the same.
    if (before.otherwise !== otherwise) setText(this.#readout, otherwise);
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
    return `${HISTOGRAM_WORDS[view.key].symbol} ${at}: data ${view.data[bin].toFixed(3)}, ${this.#told.particles} ${view.samples[bin].toFixed(3)}`;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
