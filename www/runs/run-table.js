// The table of past runs. Knows neither messages nor where runs are kept.

import { formatCount, formatDuration, formatEstimate, formatFigure } from '../shared/format.js';
import { build, setText } from '../ui/dom.js';
import { describeSetting, runDifferences } from './run-differences.js';
import { reached, remembers } from './run-store.js';

/** @typedef {import('./run-store.js').RunRecord} RunRecord */
/** @typedef {import('./run-differences.js').Base} Base */
/**
 * @typedef {object} RunActions
 * @property {(run: RunRecord, shown: boolean) => void} show
 * @property {(run: RunRecord, name: string) => void} rename
 * @property {(run: RunRecord) => void} again
 * @property {(run: RunRecord) => void} remove
 */

/** Columns for runs with a finite training set alone. */
const REMEMBERED = ['heldOut', 'copies'];
/** The columns after that of the check boxes. @type {[key: string, label: string][]} */
const COLUMNS = [
  ['name', 'Name'],
  ['settings', 'Settings'],
  ['steps', 'Steps'],
  ['loss', 'Mean loss'],
  ['excess', 'Excess'],
  ['kl', 'KL, nats'],
  ['heldOut', 'Held-out'],
  ['copies', 'Copies (chance)'],
  ['duration', 'Time'],
  ['actions', ''],
];
const FIGURES = ['steps', 'loss', 'excess', 'kl', ...REMEMBERED, 'duration'];
/** What runs are judged by: the best of each is marked. */
const JUDGED = /** @type {const} */ (['excess', 'kl']);

/** @param {string} key of a column */
const classOf = (key) => (FIGURES.includes(key) ? `${key} figure` : key);

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
    const head = build('tr', {}, [
      build('th', { className: 'show', scope: 'col' }, [hidden('In the loss chart')]),
    ]);
    // Who never had a finite training set has no columns for it.
    const some = runs.some(remembers);
    const columns = COLUMNS.filter(([key]) => some || !REMEMBERED.includes(key));
    for (const [key, label] of columns) {
      const words = label || hidden('Actions');
      head.append(build('th', { className: classOf(key), scope: 'col' }, [words]));
    }
    const rows = runs.map((run, i) => this.#row(run, differences[i], columns)).reverse();
    const table = build('table', { className: some ? 'runs-table remembers' : 'runs-table' }, [
      build('thead', {}, [head]),
      build('tbody', {}, rows),
    ]);
    this.#host.replaceChildren(table);
    this.update(runs);
    const row = current && this.#cells.get(current.id)?.name.parentElement;
    row?.classList.add('current');
  }

  /**
   * @param {RunRecord} run
   * @param {ReturnType<typeof runDifferences>[number]} differences
   * @param {typeof COLUMNS} columns
   */
  #row(run, { base, settings }, columns) {
    const box = build('input', {
      type: 'checkbox',
      checked: run.shown,
      title: 'Overlay its curve on the loss chart',
      onchange: () => this.#actions.show(run, box.checked),
    });
    const row = build('tr', { className: `run-${run.colour}` }, [
      build('td', { className: 'show' }, [box]),
    ]);
    row.dataset.run = String(run.id);
    /** @type {Record<string, HTMLElement>} */
    const cells = {};
    for (const [key, label] of columns) {
      const cell = build('td', { className: classOf(key) });
      cell.dataset.label = label;
      cells[key] = cell;
      row.append(cell);
    }
    const name = build('input', {
      type: 'text',
      maxLength: 40,
      title: 'Click to rename',
      onchange: () => {
        this.#actions.rename(run, name.value);
        label();
      },
      onkeydown: ({ key }) => {
        if (key === 'Enter') name.blur();
      },
    });
    cells.name.append(name);
    cells.settings.append(build('span', { className: 'base', textContent: base }));
    for (const setting of settings) {
      const words = describeSetting(setting, run.values);
      cells.settings.append(' ', build('span', { className: 'chip', textContent: words }));
    }
    const again = build('button', {
      type: 'button',
      className: 'again',
      textContent: 'Run again',
      title: 'Restores its settings and trains again',
      onclick: () => this.#actions.again(run),
    });
    const remove = build('button', {
      type: 'button',
      className: 'remove',
      textContent: '×',
      title: 'Delete',
      onclick: () => {
        const next = row.nextElementSibling ?? row.previousElementSibling;
        this.#actions.remove(run);
        // Who deletes by keyboard stays where they were.
        if (next instanceof HTMLElement) this.#cells.get(Number(next.dataset.run))?.remove.focus();
      },
    });
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
    for (const run of runs) {
      const cells = this.#cells.get(run.id);
      if (!cells) continue;
      const whole = run.step === run.total;
      setText(
        cells.steps,
        whole ? formatCount(run.step) : `${formatCount(run.step)} / ${formatCount(run.total)}`,
      );
      setText(cells.loss, run.loss === null ? '–' : formatFigure(run.loss, 4));
      const [excess, kl] = JUDGED.map((figure) => reached(run, figure));
      setText(cells.excess, excess ? formatFigure(excess.mean, 4) : '–');
      setText(cells.kl, kl ? formatEstimate(kl) : '–');
      if (cells.copies) writeRemembered(run, cells);
      setText(cells.duration, formatDuration(run.seconds));
      /** @type {HTMLButtonElement} */ (cells.remove).disabled = run.state === 'running';
    }
    for (const figure of JUDGED) this.#markBest(runs, figure);
  }

  /** @param {RunRecord[]} runs @param {typeof JUDGED[number]} figure */
  #markBest(runs, figure) {
    const means = runs.map((run) => reached(run, figure)?.mean ?? NaN);
    const known = means.filter((mean) => !Number.isNaN(mean));
    const best = known.length > 1 ? Math.min(...known) : NaN;
    for (const [i, { id }] of runs.entries()) {
      const cell = this.#cells.get(id)?.[figure];
      cell?.classList.toggle('best', means[i] === best);
      if (cell) cell.title = means[i] === best ? 'The lowest of these runs' : '';
    }
  }
}

/** The loss on fresh data, and the share of copies. @param {RunRecord} run @param {Record<string, HTMLElement>} cells */
function writeRemembered(run, cells) {
  const [heldOut, copies, chance] = /** @type {const} */ (['heldOut', 'copies', 'chance']).map(
    (figure) => reached(run, figure)?.mean,
  );
  const percent = (/** @type {number} */ share) => `${Math.round(100 * share)}\u202f%`;
  const none = remembers(run) ? '–' : '';
  setText(cells.heldOut, heldOut === undefined ? none : formatFigure(heldOut, 4));
  setText(
    cells.copies,
    copies === undefined || chance === undefined ? none : `${percent(copies)} (${percent(chance)})`,
  );
}

/** Words for screen readers alone. @param {string} text */
function hidden(text) {
  return build('span', { className: 'unseen', textContent: text });
}
