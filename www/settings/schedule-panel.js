// A small picture of the forward process: how much data (A) and noise (B) there is at t.

import { COMMON, Chart, axis, line, onHover, timeAxis } from '../plots/chart.js';
import { partsOf, setText } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';
import { formatCount, formatValue } from '../shared/format.js';
import { settled } from '../shared/settle.js';
import { toConfig } from './config.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pkg/nano_diffusion.js').ScheduleReadout} ScheduleReadout */
/** @typedef {import('./app-state.js').AppState} AppState */

export class SchedulePanel {
  #chart;
  #part;
  #state;
  #hooks;
  /** @type {ScheduleReadout | null} */
  #schedule = null;
  /** Of the settings that it depends on, so far. */
  #changes = 0;

  /**
   * @param {HTMLElement} root the panel of the settings
   * @param {AppState} state
   * @param {object} hooks
   * @param {(config: Config) => Promise<ScheduleReadout>} hooks.scheduleOf
   * @param {(error: unknown) => void} hooks.report
   */
  constructor(root, state, hooks) {
    this.#part = partsOf(root);
    this.#state = state;
    this.#hooks = hooks;
    const ask = settled(() => this.update());
    state.onSettings((change) => {
      this.showWarning();
      if (!change.affects('schedule')) return;
      this.#changes++;
      markEarlier(this.#part('schedule'), true);
      ask();
    });
    this.#chart = new Chart(
      this.#part('schedule-chart'),
      (theme) => ({
        ...COMMON,
        // On the variance-exploding path B goes far beyond 1.
        scales: {
          x: { time: false },
          y: { range: (_, __, most) => [0, 1.02 * Math.max(1, most)] },
        },
        axes: [
          timeAxis(theme, { size: 17, space: 44 }),
          axis(theme, {
            size: 26,
            splits: (_, __, ___, most) =>
              [0, 0.5, 1].map((part) => part * Math.max(1, Math.round(most / 1.02))),
          }),
        ],
        series: [{}, line('A', theme.data), line('B', theme.second)],
        hooks: onHover((index) => this.#describe(index)),
      }),
      [[], [], []],
    );
  }

  /** What is known to go wrong with the objective chosen. */
  showWarning() {
    // A live region speaks at each change: only what is new is written.
    setText(this.#part('objective-warning'), this.#state.objectiveWarning);
  }

  /** Asks for the schedule of the settings as they are, and shows it. */
  async update() {
    const changes = this.#changes;
    try {
      const schedule = await this.#hooks.scheduleOf(toConfig(this.#state.settings));
      this.#show(schedule);
      // With another change meanwhile, it is of settings that have passed.
      if (changes === this.#changes) markEarlier(this.#part('schedule'), false);
    } catch (error) {
      this.#hooks.report(error);
    }
  }

  /** @param {ScheduleReadout} schedule */
  #show(schedule) {
    this.#schedule = schedule;
    this.#chart.setData([schedule.t, schedule.a, schedule.b]);
    this.#describe(null);
    const { priorKl, priorMismatch, aEnd } = schedule;
    const figure = priorKl < 1e-4 ? '< 0.0001' : `= ${priorKl.toFixed(4)}`;
    const reach = schedule.b[schedule.b.length - 1];
    const prior = reach > 2 ? `N(0, ${formatValue(Number(reach.toPrecision(3)))}² I)` : 'N(0, I)';
    this.#part('prior').textContent = `At t = T, KL(noised data ‖ ${prior}) ${figure} nats.`;
    this.#part('prior-warning').textContent = priorMismatch
      ? `The noise doesn’t fully hide the data: at T, each point still contributes A(T) = ${aEnd.toFixed(3)} times its position, so samplers that start from N(0, I) start from the wrong distribution. Raise β max or T.`
      : '';
    const [start, end] = schedule.weights.map((weight) => Number(weight.toPrecision(2)));
    this.#part('weight').textContent =
      start === 1 && end === 1
        ? ''
        : `λ/B² is ${formatCount(start)} at the smallest t and ${end} at T.`;
  }

  /** @param {number | null} index into the curves; null for their end */
  #describe(index) {
    const s = this.#schedule;
    if (!s) return;
    const at = index ?? s.t.length - 1;
    const t = index === null ? 'T' : s.t[at].toFixed(2);
    this.#part('readout-a').textContent = `A(${t}) = ${s.a[at].toFixed(4)}`;
    this.#part('readout-b').textContent = `B(${t}) = ${s.b[at].toFixed(4)}`;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
