// The runs of this visit, from their first step to the table and the loss chart. Wires the store,
// the view and the browser's memory for the visit together.

import { download } from '../ui/download.js';
import { RunStore } from './run-store.js';
import { RunTable } from './run-table.js';
import { defaults } from '../settings/schema.js';

/** @typedef {import('./run-differences.js').Base} Base */
/** @typedef {import('./run-store.js').RunRecord} RunRecord */
/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {import('../training/training-client.js').State} State */

/** Where the visit's runs are kept. */
const KEY = 'nano-diffusion-runs';
/** The table follows a run at most this often (milliseconds). */
const INTERVAL = 200;

export class RunHistory {
  #store = new RunStore();
  #elements;
  #hooks;
  #view;
  /** @type {Base[]} */
  #bases = [{ label: 'Fast', values: defaults() }];
  /** The one that is being trained, or was last. @type {RunRecord | null} */
  #current = null;
  #changed = false;
  #drawn = -Infinity;

  /**
   * @param {object} elements
   * @param {HTMLElement} elements.table
   * @param {HTMLElement} elements.empty
   * @param {HTMLElement} elements.count
   * @param {HTMLButtonElement} elements.csv
   * @param {object} hooks
   * @param {(runs: RunRecord[]) => void} hooks.overlay lays their curves over the loss chart
   * @param {(values: Settings) => void} hooks.again
   */
  constructor(elements, hooks) {
    this.#elements = elements;
    this.#hooks = hooks;
    this.#view = new RunTable(elements.table, {
      show: (run, shown) => this.#after(() => (run.shown = shown), false),
      rename: (run, name) => this.#after(() => this.#store.rename(run, name), false),
      remove: (run) => this.#after(() => this.#store.remove(run), true),
      again: (run) => hooks.again(run.values),
    });
    elements.csv.onclick = () => download('nano-diffusion-runs.csv', this.#store.csv(), 'text/csv');
    try {
      this.#store.restore(sessionStorage.getItem(KEY));
    } catch {
      // Storage is switched off: the runs last as long as the page.
    }
    addEventListener('pagehide', () => this.#keep());
    this.#rebuild();
  }

  /** The presets that settings are compared with. @param {Base[]} bases */
  setBases(bases) {
    if (bases.length > 0) this.#bases = bases;
    this.#rebuild();
  }

  /** A run begins. @param {Settings} values @returns {number} its id */
  begin(values) {
    this.#current = this.#store.begin(values);
    this.#rebuild();
    this.#keep();
    return this.#current.id;
  }

  /**
   * @param {import('../shared/loss-series.js').LossSeries} series of the run at hand
   * @param {number} seconds of training since the last time
   */
  progress(series, seconds) {
    if (!this.#current) return;
    this.#current.seconds += seconds;
    this.#store.setLosses(this.#current, series);
    this.#changed = true;
  }

  /**
   * The run at hand goes on from what was kept of it.
   * @param {import('../shared/loss-series.js').LossSeries} series
   * @param {import('../shared/excess-series.js').ExcessState} excess
   */
  restore(series, excess) {
    const run = this.#current;
    if (!run) return;
    this.progress(series, 0);
    excess.steps.forEach((step, i) => this.#store.addExcess(run, step, excess.values[i]));
  }

  /** The run at hand goes on from an earlier step. @param {import('../shared/loss-series.js').LossSeries} series */
  goBack(series) {
    if (!this.#current) return;
    this.#store.goBack(this.#current, series);
    this.#changed = true;
  }

  /** @param {State} state of the run at hand */
  setState(state) {
    const run = this.#current;
    // One that is finished stays so, whatever becomes of the worker or the next run.
    if (!run || run.state === 'finished' || state === 'idle' || state === 'starting') return;
    run.state = state === 'failed' ? 'stopped' : state;
    this.#changed = true;
    this.#drawn = -Infinity;
    this.#keep();
  }

  /** @param {number | undefined} id @param {number} step @param {number} excess */
  addExcess(id, step, excess) {
    const run = this.#store.find(id);
    if (!run || !Number.isFinite(excess)) return;
    this.#store.addExcess(run, step, excess);
    this.#changed = true;
    if (run.state !== 'running') this.#keep();
  }

  /** Follows the run going on, after each picture. */
  draw() {
    const now = performance.now();
    if (!this.#changed || now - this.#drawn < INTERVAL) return;
    this.#changed = false;
    this.#drawn = now;
    this.#view.update(this.#store.runs);
    if (this.#current?.shown) this.#hooks.overlay(this.#store.shown);
  }

  /** @param {() => void} act @param {boolean} whole the table is to be written anew */
  #after(act, whole) {
    act();
    if (whole) this.#rebuild();
    this.#hooks.overlay(this.#store.shown);
    this.#keep();
  }

  #rebuild() {
    const { runs } = this.#store;
    const { empty, count, csv } = this.#elements;
    empty.hidden = runs.length > 0;
    csv.disabled = runs.length === 0;
    count.textContent = runs.length > 0 ? `${runs.length} in this visit` : '';
    this.#view.show(runs, this.#bases, this.#current);
  }

  /** Lays the chosen curves over the chart again, such as after a reload. */
  overlay() {
    this.#hooks.overlay(this.#store.shown);
  }

  #keep() {
    try {
      sessionStorage.setItem(KEY, this.#store.serialise());
    } catch {
      // Full or switched off: the table itself stays.
    }
  }
}
