// The loss on the training set and on fresh data over the steps of a run, each with its floor.

import { COMMON, Chart, DASHED, axis, axisAt, line, onHover } from '../plots/chart.js';
import { formatCount, formatFigure } from '../shared/format.js';

/** @typedef {{ training: number, data: number }} Floors */
/** @typedef {{ steps: number[], training: number[], heldOut: number[] }} Losses */

/** Where the logarithmic axis may have its numbers. */
const TICKS = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 20, 50];

export class LossesChart {
  #chart;
  #readout;
  /** @type {Losses} */
  #losses = { steps: [], training: [], heldOut: [] };
  /** @type {Floors | null} */
  #floors = null;
  #total = 1;

  /** @param {HTMLElement} host @param {HTMLElement} readout */
  constructor(host, readout) {
    this.#readout = readout;
    this.#chart = new Chart(host, (theme) => this.#options(theme), [[], [], [], [], []]);
  }

  /** @param {import('../ui/theme.js').Theme} theme */
  #options(theme) {
    const points = { show: () => this.#losses.steps.length < 30, size: 5 };
    return {
      ...COMMON,
      scales: {
        x: { time: false, range: () => /** @type {[number, number]} */ ([0, this.#total]) },
        y: { distr: /** @type {const} */ (3), range: () => this.#range },
      },
      axes: [
        axis(theme, {
          label: 'training step',
          size: 18,
          values: (_, ticks) => ticks.map(formatCount),
        }),
        axisAt(theme, TICKS, { label: 'loss, error in ε', size: 36 }),
      ],
      series: [
        {},
        line('training loss', theme.samples, { points }),
        line('held-out loss', theme.data, { points }),
        line('floor of the training set', theme.samples, DASHED),
        line('floor of the data', theme.data, DASHED),
      ],
      hooks: onHover((index) => this.#describe(index)),
    };
  }

  /** From below both floors to above all losses. @returns {[number, number]} */
  get #range() {
    const { training, heldOut } = this.#losses;
    const floors = this.#floors ? [this.#floors.training, this.#floors.data] : [0.1, 0.2];
    const all = [...training, ...heldOut, ...floors].filter((v) => v > 0);
    return [0.85 * Math.min(...all), 1.25 * Math.max(...all)];
  }

  /**
   * @param {Losses} losses
   * @param {Floors | null} floors
   * @param {number} total steps of the run
   */
  show(losses, floors, total) {
    this.#losses = losses;
    this.#floors = floors;
    this.#total = Math.max(1, total);
    // Floors go from edge to edge.
    const steps = [...new Set([0, ...losses.steps, this.#total])];
    const at = (/** @type {number[]} */ values) =>
      steps.map((step) => {
        const i = losses.steps.indexOf(step);
        return i < 0 ? null : values[i];
      });
    const level = (/** @type {number | undefined} */ value) => steps.map(() => value ?? null);
    this.#chart.setData([
      steps,
      at(losses.training),
      at(losses.heldOut),
      level(floors?.training),
      level(floors?.data),
    ]);
    this.#describe(null);
  }

  /** @param {number | null} index */
  #describe(index) {
    const { steps, training, heldOut } = this.#losses;
    const i =
      index === null
        ? steps.length - 1
        : steps.length
          ? Math.max(0, index - (steps[0] === 0 ? 0 : 1))
          : -1;
    const at = Math.min(i, steps.length - 1);
    this.#readout.textContent =
      at < 0 || index === null
        ? ''
        : `step ${formatCount(steps[at])}: training ${formatFigure(training[at], 4)}, held-out ${formatFigure(heldOut[at], 4)}`;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
