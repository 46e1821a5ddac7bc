// A small picture of the forward process: how much data (A) and noise (B) there is at t.

import { COMMON, Chart, axis, hover } from './chart.js';

/** @typedef {import('./pkg/nano_diffusion.js').ScheduleReadout} ScheduleReadout */

export class ScheduleChart {
  #chart;
  /** @type {ScheduleReadout | null} */
  #schedule = null;

  /** @param {HTMLElement} host @param {HTMLElement} readout */
  constructor(host, readout) {
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: { x: { time: false }, y: { range: [0, 1.02] } },
        axes: [
          axis(theme, { size: 18, space: 44, values: (_, ticks) => ticks.map((v) => `${v}`) }),
          axis(theme, { size: 26, splits: [0, 0.5, 1] }),
        ],
        series: [
          {},
          { stroke: theme.data, width: 2, points: { show: false } },
          { stroke: theme.second, width: 2, points: { show: false } },
        ],
        hooks: hover(
          readout,
          (i) => this.#describe(i),
          () => this.#describe(-1),
        ),
      }),
      [[], [], []],
    );
    this.#readout = readout;
  }

  #readout;

  /** @param {ScheduleReadout} schedule */
  show(schedule) {
    this.#schedule = schedule;
    this.#chart.setData([schedule.t, schedule.a, schedule.b]);
    this.#readout.textContent = this.#describe(-1);
  }

  /** @param {number} i index into the curve; -1 for its end */
  #describe(i) {
    const s = this.#schedule;
    if (!s) return '';
    const at = i < 0 ? s.t.length - 1 : i;
    const t = i < 0 ? 'T' : s.t[at].toFixed(2);
    return `A(${t}) = ${s.a[at].toFixed(4)}, B(${t}) = ${s.b[at].toFixed(4)}`;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
