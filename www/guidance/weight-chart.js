// Where the samples lie, over the weight: the tilted density beside each way of sampling.

import { COMMON, Chart, DASHED, axis, line } from '../plots/chart.js';

/** A point of each curve. @typedef {{ w: number, tilted: number, ode: number, sde: number, mended: number }} Point */

export class WeightChart {
  #chart;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: { x: { time: false } },
        axes: [
          axis(theme, { label: 'weight w', size: 18 }),
          axis(theme, { label: 'mean along', size: 44 }),
        ],
        series: [
          {},
          line('tilted density', theme.text, DASHED),
          line('ODE', theme.second, { points: { show: true, size: 5 } }),
          line('SDE', theme.samples, { points: { show: true, size: 5 } }),
          line('with Langevin’s steps', theme.data, { points: { show: true, size: 5 } }),
        ],
      }),
      [[], [], [], [], []],
    );
  }

  /** @param {readonly Point[]} points by w */
  show(points) {
    const column = (/** @type {keyof Point} */ name) => points.map((point) => point[name]);
    this.#chart.setData([
      column('w'),
      .../** @type {const} */ (['tilted', 'ode', 'sde', 'mended']).map(column),
    ]);
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
