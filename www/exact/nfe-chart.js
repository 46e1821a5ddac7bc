// What each sampler reaches: the error of the radius (or of x) over the number of function
// evaluations, those of the score (NFE).

import { SAMPLERS, samplerOf } from '../settings/samplers.js';
import { METRIC_WORDS } from '../shared/metric-words.js';
import { COMMON, Chart, axisAt, onHover } from '../plots/chart.js';

/** @typedef {import('../workers/exact.js').SweepPoint} SweepPoint */
/** @typedef {import('../workers/exact.js').Method} Method */

/** What the axes show before there are points. @type {{ nfe: [number, number], error: [number, number] }} */
const EMPTY = { nfe: [4, 600], error: [2e-3, 2] };

export class NfeChart {
  #chart;
  #host;
  #readout;
  /** @type {SweepPoint[]} */
  #points = [];
  #band = NaN;
  /** What the error is of. @type {SweepPoint['measure'] | null} */
  #measure = null;

  /** @param {HTMLElement} host @param {HTMLElement} readout */
  constructor(host, readout) {
    this.#host = host;
    this.#readout = readout;
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: {
          x: {
            time: false,
            distr: 3,
            range: (_, min, max) => (min > 0 ? [min / 1.1, max * 1.3] : EMPTY.nfe),
          },
          y: {
            distr: 3,
            range: (_, min, max) => (min > 0 ? [min / 1.3, max * 1.3] : EMPTY.error),
          },
        },
        axes: [
          axisAt(theme, [5, 10, 20, 50, 100, 200, 500], { label: 'score evaluations', size: 18 }),
          axisAt(theme, [1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1], {
            label: this.#measure
              ? METRIC_WORDS[this.#measure].label.replace('Radius', 'radius')
              : 'W₁',
            size: 42,
          }),
        ],
        series: [
          {},
          ...SAMPLERS.flatMap((sampler, i) =>
            [false, true].map((exact) => ({
              label: `${sampler.label}, ${exact ? 'exact' : 'learned'} score`,
              stroke: theme.series[i],
              width: 2,
              ...(exact && { dash: [4, 4] }),
              spanGaps: true,
              points: { show: true, size: 5, fill: theme.series[i] },
            })),
          ),
          {
            label: 'two true sets',
            stroke: theme.muted,
            width: 1,
            dash: [2, 3],
            spanGaps: true,
            points: { show: false },
          },
        ],
        hooks: onHover((index) => this.#describe(index)),
      }),
      [[], ...SAMPLERS.flatMap(() => [[], []]), []],
    );
  }

  clear() {
    this.#points = [];
    this.#band = NaN;
    this.#draw();
  }

  /** @param {SweepPoint} point */
  add(point) {
    this.#points.push(point);
    if (point.measure !== this.#measure) {
      this.#measure = point.measure;
      this.#chart.rebuild();
    }
    this.#draw();
  }

  /** What two true samples differ by. @param {number} band */
  setBand(band) {
    this.#band = band;
    this.#draw();
  }

  #nfes() {
    return [...new Set(this.#points.map(({ nfe }) => nfe))].sort((a, b) => a - b);
  }

  #draw() {
    this.#host.dataset.points = String(this.#points.length);
    const nfes = this.#nfes();
    const lines = SAMPLERS.flatMap(({ key: method }) =>
      [false, true].map((exact) =>
        nfes.map((at) => {
          const found = this.#points.find(
            (p) => p.method === method && p.exact === exact && p.nfe === at,
          );
          return found ? found.error : null;
        }),
      ),
    );
    const band = nfes.map(() => (this.#band > 0 ? this.#band : null));
    this.#chart.setData([nfes, ...lines, band]);
  }

  /** @param {number | null} index */
  #describe(index) {
    const at = index === null ? undefined : this.#nfes()[index];
    const here = this.#points.filter(({ nfe }) => nfe === at);
    const words = here.map(({ method, exact, error }) => {
      const name = samplerOf(method).label;
      return `${name}${exact ? ' exact' : ''} ${error.toFixed(3)}`;
    });
    this.#readout.textContent = at === undefined ? '' : `${at} evaluations: ${words.join(', ')}`;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
