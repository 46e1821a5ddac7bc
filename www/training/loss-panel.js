// The card of the loss chart: drawn as seldom as will do while losses pour in.

import { changed } from '../settings/schema.js';
import { RunSeries } from '../shared/run-series.js';
import { partsOf } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';
import { LossChart } from './loss-chart.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */

/** While training, the chart is drawn at most this often (milliseconds). */
const INTERVAL = 120;

export class LossPanel {
  #chart;
  #empty;
  #root;
  #state;
  /** What is in the chart: the run, its steps, what was measured of it, its floor. @type {unknown[]} */
  #drawn = [];
  #drawnAt = -Infinity;
  #series = new RunSeries(1);

  /** @param {HTMLElement} root @param {AppState} state */
  constructor(root, state) {
    const part = partsOf(root);
    this.#chart = new LossChart(part('loss-chart'), part('loss-readout'));
    this.#chart.setView(state.lossView);
    this.#empty = part('loss-empty');
    this.#root = root;
    this.#state = state;
    state.onSettings((change) => {
      if (change.has('loss')) this.#chart.setView(state.lossView);
      this.#mark();
    });
  }

  /** Says whose curve it is, where that is of other data or another loss than those set. */
  #mark() {
    const { run } = this.#series;
    const { settings, lossView } = this.#state;
    const measured = lossView === 'excess' || lossView === 'kl';
    // Excess and KL are those of data and process alone.
    const other = run
      ? changed(run.settings, settings, 'floor').filter(
          ({ group }) => !measured || group === 'process',
        )
      : [];
    markEarlier(this.#root, other.length > 0);
    const labels = other.map(({ label }) => label).join(', ');
    this.#chart.setOrigin(run && labels ? `Of ${run.name}, with other settings: ${labels}` : '');
  }

  /** @param {import('./loss-overlays.js').Overlay[]} runs */
  setOverlays(runs) {
    this.#chart.setOverlays(runs);
  }

  /** @param {RunSeries} series of the run at hand @param {boolean} training */
  draw(series, training) {
    if (series !== this.#series) {
      this.#series = series;
      this.#mark();
    }
    const { losses, figures, floor } = series;
    const { excess, kl } = figures;
    const now = [
      series,
      losses,
      losses.step,
      figures,
      excess.values.at(-1),
      kl.values.at(-1),
      floor,
    ];
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
