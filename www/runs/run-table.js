// The table of past runs. Knows neither messages nor where runs are kept.

import { formatCount, formatDuration } from '../shared/format.js';
import { describeSetting, runDifferences } from './run-differences.js';

/** @typedef {import('./run-store.js').RunRecord} RunRecord */
/** @typedef {import('./run-differences.js').Base} Base */
/**
 * @typedef {object} RunActions
 * @property {(run: RunRecord, shown: boolean) => void} show
 * @property {(run: RunRecord, name: string) => void} rename
 * @property {(run: RunRecord) => void} again
 * @property {(run: RunRecord) => void} remove
 */

/** The columns after that of the check boxes. @type {[key: string, label: string][]} */
const COLUMNS = [
  ['name', 'Name'],
  ['settings', 'Settings'],
  ['steps', 'Steps'],
  ['loss', 'Mean loss'],
  ['excess', 'Excess'],
  ['duration', 'Time'],
  ['actions', ''],
];
const FIGURES = ['steps', 'loss', 'excess', 'duration'];

export class RunTable {
  #host;
  #actions;
  /** The cells of each run, by its id. @type {Map<number, Record<string, HTMLElement>>} */
  #cells = new Map();

  /** @param {HTMLElement} host @param {RunActions} actions */
  constructor(host, actions) {
    this.#host = host;
    this.#actions = actions;
  }

  /**
   * Writes the table anew, the newest run first.
   * @param {RunRecord[]} runs
   * @param {Base[]} bases
   * @param {RunRecord | null} current the run that the loss chart is about
   */
  show(runs, bases, current) {
    this.#cells.clear();
    if (runs.length === 0) {
      this.#host.replaceChildren();
      return;
    }
    const differences = runDifferences(
      runs.map(({ values }) => values),
      bases,
    );
    const table = make('table', 'runs-table');
    const head = make('tr');
    const corner = make('th', 'show');
    corner.scope = 'col';
    corner.append(hidden('In the loss chart'));
    head.append(corner);
    for (const [key, label] of COLUMNS) {
      const cell = make('th', FIGURES.includes(key) ? `${key} figure` : key, label);
      cell.scope = 'col';
      if (!label) cell.append(hidden('Actions'));
      head.append(cell);
    }
    const top = make('thead');
    top.append(head);
    const body = make('tbody');
    const rows = runs.map((run, i) => this.#row(run, differences[i]));
    body.append(...rows.reverse());
    table.append(top, body);
    this.#host.replaceChildren(table);
    this.update(runs);
    const row = current && this.#cells.get(current.id)?.name.parentElement;
    row?.classList.add('current');
  }

  /** @param {RunRecord} run @param {ReturnType<typeof runDifferences>[number]} differences */
  #row(run, { base, settings }) {
    const row = make('tr', `run-${run.colour}`);
    row.dataset.run = String(run.id);
    const show = make('td', 'show');
    const box = make('input');
    box.type = 'checkbox';
    box.checked = run.shown;
    box.title = 'Lay its curve over the loss chart';
    box.onchange = () => this.#actions.show(run, box.checked);
    show.append(box);
    row.append(show);
    /** @type {Record<string, HTMLElement>} */
    const cells = {};
    for (const [key, label] of COLUMNS) {
      const cell = make('td', FIGURES.includes(key) ? `${key} figure` : key);
      cell.dataset.label = label;
      cells[key] = cell;
      row.append(cell);
    }
    const name = make('input');
    name.type = 'text';
    name.maxLength = 40;
    name.title = 'Click to rename';
    name.onchange = () => {
      this.#actions.rename(run, name.value);
      label();
    };
    name.onkeydown = ({ key }) => {
      if (key === 'Enter') name.blur();
    };
    cells.name.append(name);
    cells.settings.append(make('span', 'base', base));
    for (const setting of settings) {
      cells.settings.append(' ', make('span', 'chip', describeSetting(setting, run.values)));
    }
    const again = make('button', 'again', 'Run again');
    again.type = 'button';
    again.title = 'Sets its settings, and trains';
    again.onclick = () => this.#actions.again(run);
    const remove = make('button', 'remove', '×');
    remove.type = 'button';
    remove.title = 'Delete';
    remove.onclick = () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      this.#actions.remove(run);
      // Who deletes by keyboard stays where they were.
      if (next instanceof HTMLElement) this.#cells.get(Number(next.dataset.run))?.remove.focus();
    };
    const label = () => {
      name.value = run.name;
      name.setAttribute('aria-label', `Name of ${run.name}`);
      box.setAttribute('aria-label', `${run.name} in the loss chart`);
      again.setAttribute('aria-label', `Run ${run.name} again`);
      remove.setAttribute('aria-label', `Delete ${run.name}`);
    };
    label();
    cells.actions.append(again, remove);
    cells.remove = remove;
    this.#cells.set(run.id, cells);
    return row;
  }

  /** Writes what moves while a run goes on. @param {RunRecord[]} runs */
  update(runs) {
    const excesses = runs.flatMap(({ excess }) => (excess === null ? [] : [excess]));
    const best = excesses.length > 1 ? Math.min(...excesses) : NaN;
    for (const run of runs) {
      const cells = this.#cells.get(run.id);
      if (!cells) continue;
      const whole = run.step === run.total;
      write(
        cells.steps,
        whole ? formatCount(run.step) : `${formatCount(run.step)} / ${formatCount(run.total)}`,
      );
      write(cells.loss, run.loss === null ? '–' : run.loss.toFixed(4));
      write(cells.excess, run.excess === null ? '–' : run.excess.toFixed(4));
      write(cells.duration, formatDuration(run.seconds));
      cells.excess.classList.toggle('best', run.excess === best);
      cells.excess.title = run.excess === best ? 'The lowest of these runs' : '';
      /** @type {HTMLButtonElement} */ (cells.remove).disabled = run.state === 'running';
    }
  }
}

/** @param {HTMLElement} cell @param {string} text */
function write(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

/** Words for screen readers alone. @param {string} text */
function hidden(text) {
  return make('span', 'unseen', text);
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} [name] class
 * @param {string} [text]
 */
function make(tag, name = '', text = '') {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}
