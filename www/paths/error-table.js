// Numbers beside a chart of errors: a row for each line, with a few figures of its own and what so many
// evaluations reach.

import { build } from '../ui/dom.js';

/** @typedef {import('../workers/explorations/paths.js').Reached} Reached */
/** @typedef {{ key: string, label: string }} Row */

/** Not measured, or not yet. */
const NONE = '–';

/** A table that may be wider than its place: arrow keys scroll it, too. @param {HTMLElement} root @param {string} name */
export function scrolls(root, name) {
  root.tabIndex = 0;
  root.setAttribute('role', 'region');
  root.setAttribute('aria-label', name);
}

export class ErrorTable {
  #head;
  /** @type {Map<string, { line: HTMLElement, figures: HTMLElement[], errors: HTMLElement[] }>} */
  #rows = new Map();
  root;

  /**
   * @param {string} what the rows are
   * @param {readonly Row[]} rows
   * @param {readonly string[]} figures heads of the first columns
   * @param {number} most columns of errors
   */
  constructor(what, rows, figures, most) {
    const cells = (/** @type {number} */ n) =>
      Array.from({ length: n }, () => build('td', { textContent: NONE }));
    this.#head = Array.from({ length: most }, () => build('th', { scope: 'col' }));
    const lines = rows.map(({ key, label }) => {
      const row = { figures: cells(figures.length), errors: cells(most) };
      const line = build('tr', {}, [
        build('th', { scope: 'row' }, [label]),
        ...row.figures,
        ...row.errors,
      ]);
      line.dataset.row = key;
      this.#rows.set(key, { ...row, line });
      return line;
    });
    const heads = [what, ...figures].map((text) => build('th', { scope: 'col' }, [text]));
    this.root = build('div', { className: 'paths-table' }, [
      build('table', {}, [
        build('thead', {}, [build('tr', {}, [...heads, ...this.#head])]),
        build('tbody', {}, lines),
      ]),
    ]);
    scrolls(this.root, `Errors, by ${what}`);
  }

  /** @param {readonly string[]} heads of the columns of errors; those without one are left out */
  columns(heads) {
    this.#head.forEach((head, i) => {
      head.textContent = heads[i] ?? '';
      head.hidden = heads[i] === undefined;
      for (const { errors } of this.#rows.values()) errors[i].hidden = head.hidden;
    });
  }

  /** @param {string} key @param {readonly (string | undefined)[]} figures */
  figures(key, figures) {
    this.#rows.get(key)?.figures.forEach((cell, i) => {
      cell.textContent = figures[i] ?? NONE;
    });
  }

  /** @param {string} key @param {readonly Reached[]} points in the order of the columns */
  errors(key, points) {
    this.#rows.get(key)?.errors.forEach((cell, i) => {
      const point = points[i];
      cell.textContent = point ? point.error.toFixed(2) : NONE;
      cell.dataset.value = String(point?.error ?? '');
    });
  }

  /** @param {string} key of the row to be seen first */
  choose(key) {
    for (const [each, { line }] of this.#rows) line.toggleAttribute('data-chosen', each === key);
  }
}
