// The card of the loss chart: drawn as seldom as will do while losses pour in.

import { partsOf } from '../ui/dom.js';
import { LossChart } from './loss-chart.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../shared/run-series.js').RunSeries} RunSeries */

/** While training, the chart is drawn at most this often (milliseconds). */
const INTERVAL = 120;

export class LossPanel {
  #chart;
  #empty;
  /** What is in the chart: the run, its steps, its excess losses, its floor. @type {unknown[]} */
  #drawn = [];
  #drawnAt = -Infinity;

  /** @param {HTMLElement} root @param {AppState} state */
  constructor(root, state) {
    const part = partsOf(root);
    this.#chart = new LossChart(part('loss-chart'), part('loss-readout'));
    this.#chart.setView(state.lossView);
    this.#empty = part('loss-empty');
    state.onSettings((change) => {
      if (change.has('loss')) this.#chart.setView(state.lossView);
    });
  }

  /** @param {import('./loss-overlays.js').Overlay[]} runs */
  setOverlays(runs) {
    this.#chart.setOverlays(runs);
  }

  /** @param {RunSeries} series of the run at hand @param {boolean} training */
  draw(series, training) {
    const { losses, excesses, floor } = series;
    const now = [series, losses, losses.step, excesses, excesses.steps.at(-1), floor];
    // A chart costs more than all the rest of a picture: while losses pour in, not each time.
    const soon = training && performance.now() - this.#drawnAt < INTERVAL;
    if (!soon && now.some((each, i) => !Object.is(each, this.#drawn[i]))) {
      this.#drawn = now;
      this.#drawnAt = performance.now();
      this.#chart.show(series);
    }
    this.#empty.hidden = !this.#chart.empty;
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
