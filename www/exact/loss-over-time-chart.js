// Loss and floor over t, and the excess between them on an axis of its own: where in time the
// network is still above what is possible.

import { formatFigure } from '../shared/format.js';
import { COMMON, Chart, DASHED, axis, axisAt, line, onHover, timeAxis } from '../plots/chart.js';

/** @typedef {import('../pkg/nano_diffusion.js').Excess} Excess */
/** @typedef {import('../pkg/nano_diffusion.js').LossFloor} LossFloor */

export class LossOverTimeChart {
  #chart;
  #readout;
  /** @type {{ floor: LossFloor, excess: Excess | null } | null} */
  #shown = null;

  /** @param {HTMLElement} host @param {HTMLElement} readout */
  constructor(host, readout) {
    this.#readout = readout;
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: {
          x: { time: false },
          y: { range: (_, __, max) => [0, Math.max(1, 1.05 * max)] },
          excess: { distr: 3, range: (_, __, max) => [1e-5, Math.max(0.1, 1.3 * (max || 0))] },
        },
        axes: [
          timeAxis(theme),
          axis(theme, { label: 'loss', size: 32 }),
          axisAt(theme, [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1], {
            label: 'excess',
            scale: 'excess',
            side: 1,
            size: 44,
            grid: { show: false },
          }),
        ],
        series: [
          {},
          line('floor', theme.text, DASHED),
          line('network', theme.loss),
          line('excess', theme.samples, { width: 1.5, scale: 'excess' }),
        ],
        hooks: onHover((index) => this.#describe(index)),
      }),
      [[], [], [], []],
    );
  }

  /** @param {LossFloor} floor @param {Excess | null} excess at the same times */
  show(floor, excess) {
    this.#shown = { floor, excess };
    const loss = floor.t.map((_, i) => (excess ? floor.floor[i] + excess.byT[i].mean : null));
    const above = floor.t.map((_, i) => (excess ? Math.max(1e-6, excess.byT[i].mean) : null));
    this.#chart.setData([floor.t, floor.floor, loss, above]);
    this.#describe(null);
  }

  /** @param {number | null} index */
  #describe(index) {
    if (!this.#shown || index === null) {
      this.#readout.textContent = '';
      return;
    }
    const { floor, excess } = this.#shown;
    const above = excess ? `, network ${formatFigure(excess.byT[index].mean, 4)} above it` : '';
    this.#readout.textContent = `t ${floor.t[index].toFixed(2)}: floor ${floor.floor[index].toFixed(4)}${above}`;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
