// A small picture of the forward process: how much data (A) and noise (B) there is at t.

import { COMMON, Chart, axis, onHover } from '../ui/chart.js';

/** @typedef {import('../pkg/nano_diffusion.js').ScheduleReadout} ScheduleReadout */

export class SchedulePanel {
  #chart;
  #readouts;
  /** @type {ScheduleReadout | null} */
  #schedule = null;

  /**
   * @param {HTMLElement} host
   * @param {{ a: HTMLElement, b: HTMLElement }} readouts
   */
  constructor(host, readouts) {
    this.#readouts = readouts;
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: { x: { time: false }, y: { range: [0, 1.02] } },
        axes: [
          axis(theme, {
            label: 'time t',
            size: 17,
            space: 44,
            values: (_, ticks) => ticks.map((v) => String(v)),
          }),
          axis(theme, { size: 26, splits: [0, 0.5, 1] }),
        ],
        series: [
          {},
          { stroke: theme.data, width: 2, points: { show: false } },
          { stroke: theme.second, width: 2, points: { show: false } },
        ],
        hooks: onHover((index) => this.#describe(index)),
      }),
      [[], [], []],
    );
  }

  /** @param {ScheduleReadout} schedule */
  show(schedule) {
    this.#schedule = schedule;
    this.#chart.setData([schedule.t, schedule.a, schedule.b]);
    this.#describe(null);
  }

  /** @param {number | null} index into the curves; null for their end */
  #describe(index) {
    const s = this.#schedule;
    if (!s) return;
    const at = index ?? s.t.length - 1;
    const t = index === null ? 'T' : s.t[at].toFixed(2);
    this.#readouts.a.textContent = `A(${t}) = ${s.a[at].toFixed(4)}`;
    this.#readouts.b.textContent = `B(${t}) = ${s.b[at].toFixed(4)}`;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
