// How the network that knows classes came along: its loss, and what both of its scores are off by.

import { COMMON, Chart, DASHED, axis, axisAt, line } from '../plots/chart.js';
import { formatCount } from '../shared/format.js';

/** @typedef {import('../workers/explorations/guidance.js').Look} Look */

/** Where the logarithmic axis may have its numbers. */
const TICKS = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100];

export class TrainingChart {
  #chart;
  #total = 1;

  /** @param {HTMLElement} host */
  constructor(host) {
    const points = { show: true, size: 5 };
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: {
          x: { time: false, range: () => /** @type {[number, number]} */ ([0, this.#total]) },
          y: { distr: /** @type {const} */ (3) },
        },
        axes: [
          axis(theme, {
            label: 'training step',
            size: 18,
            values: (_, ticks) => ticks.map(formatCount),
          }),
          axisAt(theme, TICKS, { label: 'error in ε', size: 44 }),
        ],
        series: [
          {},
          line('training loss', theme.text, DASHED),
          line('error, told the label', theme.samples, { points }),
          line('error, told nothing', theme.data, { points }),
        ],
      }),
      [[], [], [], []],
    );
  }

  /** @param {readonly Look[]} looks @param {number} total steps of the run */
  show(looks, total) {
    this.#total = Math.max(1, total);
    const column = (/** @type {keyof Look} */ name) => looks.map((look) => look[name]);
    this.#chart.setData([
      column('step'),
      ...[column('loss'), column('labelled'), column('unlabelled')],
    ]);
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
