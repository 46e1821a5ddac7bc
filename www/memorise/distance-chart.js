// How far the network is from each of the two truths, by t, and how far these are from one another.

import { COMMON, Chart, DASHED, axisAt, line, onHover } from '../plots/chart.js';

/** @typedef {import('../pkg/nano_diffusion.js').Measured} Measured */

const TIMES = [1e-4, 1e-3, 1e-2, 0.1, 1];
/** What is smaller is off the chart. */
const LEAST = 1.5e-5;
const SIZES = [1e-4, 1e-3, 0.01, 0.1, 1, 10, 100];

export class DistanceChart {
  #chart;
  #readout;
  /** @type {Measured | null} */
  #shown = null;

  /** @param {HTMLElement} host @param {HTMLElement} readout */
  constructor(host, readout) {
    this.#readout = readout;
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: {
          x: { time: false, distr: 3 },
          y: {
            distr: 3,
            // A number at the very bottom would meet those of t.
            range: (_, low, high) => [Math.max(LEAST, 0.7 * (low || 0.01)), 1.4 * (high || 1)],
          },
        },
        axes: [
          axisAt(theme, TIMES, { label: 'time t', size: 18 }),
          axisAt(theme, SIZES, { label: '½ B² |difference|²', size: 44 }),
        ],
        series: [
          {},
          line('from the empirical score', theme.samples),
          line('from the exact score', theme.data),
          line('between the two', theme.text, DASHED),
        ],
        hooks: onHover((index) => this.#describe(index)),
      }),
      [[], [], [], []],
    );
  }

  /** @param {Measured | null} measured */
  show(measured) {
    this.#shown = measured;
    const means = (/** @type {'toEmpirical' | 'toExact' | 'apart'} */ name) =>
      measured ? measured[name].map(({ mean }) => (mean > 0 ? mean : null)) : [];
    this.#chart.setData([
      measured?.t ?? [],
      means('toEmpirical'),
      means('toExact'),
      means('apart'),
    ]);
    this.#describe(null);
  }

  /** @param {number | null} index */
  #describe(index) {
    const found = this.#shown;
    if (!found || index === null) {
      this.#readout.textContent = '';
      return;
    }
    const { t, toEmpirical, toExact, apart } = found;
    const write = (/** @type {number} */ v) => String(Number(v.toPrecision(2)));
    this.#readout.textContent = `t ${write(t[index])}: ${write(toEmpirical[index].mean)} from the empirical, ${write(toExact[index].mean)} from the exact, ${write(apart[index].mean)} between`;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
