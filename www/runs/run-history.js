// The runs of this visit, from their first step to the table and the loss chart. Wires the store,
// the view and the browser's memory for the visit together.

import { partsOf } from '../ui/dom.js';
import { download } from '../ui/download.js';
import { keep, recall } from '../ui/storage.js';
import { RunSeries } from '../shared/run-series.js';
import { RunStore } from './run-store.js';
import { RunTable } from './run-table.js';
import { defaults } from '../settings/schema.js';

/** @typedef {import('../shared/measured-series.js').Estimates} Estimates */
/** @typedef {import('./run-differences.js').Base} Base */
/** @typedef {import('./run-store.js').RunRecord} RunRecord */
/** @typedef {import('../settings/schema.js').Settings} Settings */
/** What a run at hand is at. @typedef {'idle' | 'starting' | 'running' | 'paused' | 'finished' | 'failed'} State */

/** Where the visit's runs are kept. */
const KEY = 'nano-diffusion-runs';
/** The table follows a run at most this often (milliseconds). */
const INTERVAL = 200;

export class RunHistory {
  #store = new RunStore();
  #series;
  #elements;
  #hooks;
  #view;
  /** @type {Base[]} */
  #bases = [{ label: 'Fast', values: defaults() }];
  /** The one that is being trained, or was last. @type {RunRecord | null} */
  #current = null;
  #changed = false;
  #drawn = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #later = null;

  /**
   * @param {HTMLElement} root the card of the runs
   * @param {number} total steps of a run, before the first
   * @param {object} hooks
   * @param {(runs: RunRecord[]) => void} hooks.overlay lays their curves over the loss chart
   * @param {(settings: Partial<Settings>) => void} hooks.again
   */
  constructor(root, total, hooks) {
    this.#series = new RunSeries(total);
    const part = partsOf(root);
    const csv = /** @type {HTMLButtonElement} */ (part('runs-csv'));
    this.#elements = { empty: part('runs-empty'), count: part('runs-count'), csv };
    this.#hooks = hooks;
    this.#view = new RunTable(part('runs-table'), {
      show: (run, shown) => this.#after(() => (run.shown = shown), false),
      rename: (run, name) => this.#after(() => this.#store.rename(run, name), false),
      remove: (run) => this.#after(() => this.#store.remove(run), true),
      again: (run) => hooks.again(run.values),
    });
    csv.onclick = () => download('nano-diffusion-runs.csv', this.#store.csv(), 'text/csv');
    this.#store.restore(recall(KEY, 'sessionStorage'));
    addEventListener('pagehide', () => this.#keep());
    this.#rebuild();
  }

  /** The presets that settings are compared with. @param {Base[]} bases */
  setBases(bases) {
    if (bases.length > 0) this.#bases = bases;
    this.#rebuild();
  }

  /** The series of the run at hand; empty before the first. */
  get series() {
    return this.#series;
  }

  /** All that was measured of a run; null where it is not the one at hand. @param {number} id */
  figuresOf(id) {
    return id === this.#current?.id ? this.#series.figures : null;
  }

  /** A run begins. @param {Settings} settings @returns {number} its id */
  begin(settings) {
    this.#write();
    this.#current = this.#store.begin(settings);
    const { name } = this.#current;
    this.#series = new RunSeries(settings.steps, { name, settings });
    this.#rebuild();
    this.#keep();
    return this.#current.id;
  }

  /**
   * @param {Float32Array} losses of the steps since the last time
   * @param {number} seconds of training since then
   */
  progress(losses, seconds) {
    this.#series.losses.push(losses);
    if (!this.#current) return;
    this.#current.seconds += seconds;
    this.#store.setProgress(this.#current, this.#series.losses);
    this.#changed = true;
  }

  /**
   * The learning rate of the run at hand was changed.
   * @param {Pick<Settings, 'learningRate' | 'earlierRates'>} rates
   */
  setRates(rates) {
    const run = this.#current;
    if (!run || run.values.earlierRates === rates.earlierRates) return;
    run.values = { ...run.values, ...rates };
    this.#rebuild();
    this.#keep();
  }

  /**
   * The run at hand goes on from what was kept of it, perhaps at an earlier step: what came after is
   * no part of it.
   * @param {unknown} losses
   * @param {unknown} figures
   */
  restore(losses, figures) {
    this.#series.restore(losses, figures);
    if (!this.#current) return;
    this.#store.setSeries(this.#current, this.#series);
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

  /**
   * Something was measured of a run.
   * @param {number} id
   * @param {number} step
   * @param {Estimates} estimates
   */
  addFigures(id, step, estimates) {
    const run = this.#store.find(id);
    this.figuresOf(id)?.push(step, estimates);
    if (!run) return;
    this.#store.addFigures(run, step, estimates);
    this.#changed = true;
    if (run.state !== 'running') this.#keep();
  }

  /** Follows the run going on, after each picture. */
  draw() {
    if (!this.#changed) return;
    const now = performance.now();
    const rest = INTERVAL - (now - this.#drawn);
    if (rest > 0) {
      // At rest there is no later picture that would bring it.
      this.#later ??= setTimeout(() => {
        this.#later = null;
        this.draw();
      }, rest);
      return;
    }
    this.#changed = false;
    this.#drawn = now;
    this.#view.update(this.#store.runs);
    if (this.#current?.shown) this.overlay();
  }

  /** @param {() => void} act @param {boolean} whole the table is to be written anew */
  #after(act, whole) {
    act();
    if (whole) this.#rebuild();
    this.overlay();
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
    this.#write();
    this.#hooks.overlay(this.#store.shown);
  }

  /** Writes the curve of the run at hand into its record: to be drawn, or kept. */
  #write() {
    const { losses } = this.#series;
    const run = this.#current;
    // Thinning a curve takes a while: not where the record has all of it.
    if (!run || losses.steps.at(-1) === run.losses.steps.at(-1)) return;
    this.#store.setLosses(run, losses);
  }

  #keep() {
    this.#write();
    // Where storage is full or switched off, the table itself stays.
    keep(KEY, this.#store.serialise(), 'sessionStorage');
  }
}
