// Where in time the KL comes from: ½ β E‖s − s*‖², in nats for each decade of t, over t on a
// logarithmic axis. The area is the whole.

import { formatEstimate } from '../shared/format.js';
import { COMMON, Chart, STEPS, axis, line, onHover, timeAxis } from '../plots/chart.js';
import { perDecade, powerOfTen } from './kl-by-time.js';

/** @typedef {import('../pkg/nano_diffusion.js').KlByTime} KlByTime */

const POWERS = [-7, -6, -5, -4, -3, -2, -1, 0];
/** What the axes show before there is anything. */
const EMPTY = { t: /** @type {[number, number]} */ ([1e-5, 1]), most: 0.01 };

export class KlByTimeChart {
  #chart;
  #readout;
  /** @type {KlByTime | null} */
  #shown = null;

  /** @param {HTMLElement} host @param {HTMLElement} readout */
  constructor(host, readout) {
    this.#readout = readout;
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: {
          x: { time: false, distr: 3, range: () => this.#span },
          y: { range: (_, __, max) => [0, 1.1 * (max || EMPTY.most)] },
        },
        axes: [
          timeAxis(theme, {
            splits: (_, __, min, max) =>
              POWERS.map((power) => 10 ** power).filter((t) => t >= min / 1.01 && t <= max * 1.01),
            filter: (_, splits) => splits,
            values: (_, ticks) => ticks.map((t) => powerOfTen(Math.round(Math.log10(t)))),
          }),
          axis(theme, {
            label: 'nats per decade of t',
            size: 44,
            values: (_, ticks) => ticks.map((v) => String(Number(v.toPrecision(3)))),
          }),
        ],
        series: [
          {},
          line('network', theme.loss, {
            fill: `${theme.loss}30`,
            paths: STEPS,
          }),
        ],
        hooks: onHover((index) => this.#describe(index)),
      }),
      [[], []],
    );
  }

  /** @returns {[number, number]} */
  get #span() {
    const edges = this.#shown?.edges;
    return edges ? [edges[0], edges[edges.length - 1]] : EMPTY.t;
  }

  /** @param {KlByTime | null} found */
  show(found) {
    this.#shown = found;
    const heights = found ? perDecade(found) : [];
    // A step begins at each edge; the last ends at the last.
    this.#chart.setData([
      found?.edges ?? [],
      found ? [...heights, heights[heights.length - 1]] : [],
    ]);
    this.#describe(null);
  }

  /** @param {number | null} index */
  #describe(index) {
    const cell = this.#shown && index !== null ? this.#shown.byT[index] : undefined;
    if (!this.#shown || index === null || !cell) {
      this.#readout.textContent = '';
      return;
    }
    const t = this.#shown.t[index].toPrecision(2);
    this.#readout.textContent = `t ${t}: ${formatEstimate(cell)} nats`;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
