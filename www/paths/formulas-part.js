// The path from data to noise, to be chosen; and what is the same on all of them.

import { PATHS, reschedulingWords, scheduleInWords } from '../shared/schedules.js';
import { toConfig } from '../settings/config.js';
import { build, setText } from '../ui/dom.js';
import { scrolls } from './error-table.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {{ state: AppState, row: (key: string) => HTMLElement, train: () => void }} Context */

/** A, B, and the velocity v that belongs to each path. @type {Record<import('../shared/schedules.js').PathKey, [a: string, b: string, v: string]>} */
const FORMULAS = {
  linear: ['exp(−½∫β)', '√(1 − A²)', 'A ε − B x₀'],
  cosine: ['cos(½π t/T)', 'sin(½π t/T)', 'A ε − B x₀'],
  subVp: ['exp(−½∫β)', '1 − A²', '(2 A ε − x₀)/(1 + A²)'],
  varianceExploding: ['1', '0.01 √(5000^(2t/T) − 1)', 'ε'],
  straight: ['1 − t/T', 't/T', 'ε − x₀'],
};
export class FormulasPart {
  #state;
  #words = build('p', { className: 'prose' });
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  #train = build('button', { type: 'button', textContent: 'Train on this path' });

  /** @param {HTMLElement} root @param {Context} context */
  constructor(root, { state, row, train }) {
    this.#state = state;
    this.#train.onclick = train;
    this.#words.setAttribute('role', 'status');
    const heads = ['path', 'A(t)', 'B(t)', 'v'].map((text) =>
      build('th', { scope: 'col' }, [text]),
    );
    const lines = PATHS.map(({ key, label }) => {
      const name = build('th', { scope: 'row' }, [label]);
      const cells = FORMULAS[key].map((cell) => build('td', {}, [cell]));
      const line = build('tr', {}, [name, ...cells]);
      this.#rows.set(key, line);
      return line;
    });
    const table = build('table', {}, [
      build('thead', {}, [build('tr', {}, heads)]),
      build('tbody', {}, lines),
    ]);
    const place = build('div', { className: 'paths-table' }, [table]);
    scrolls(place, 'Paths');
    root.append(
      build('div', { className: 'card paths' }, [
        row('path'),
        place,
        this.#words,
        build('p', { className: 'prose' }, [
          'At the same noise level B/A, noised data on two paths are the same up to their size. So floor, exact score and likelihood are known on all of them, and a network trained on one can be evaluated on another. What differs is where in time a run looks, and which steps a sampler takes.',
        ]),
        this.#train,
      ]),
    );
  }

  /** After each picture of the page. */
  draw() {
    const { settings, model } = this.#state;
    for (const [key, line] of this.#rows) {
      line.toggleAttribute('data-chosen', key === settings.path);
    }
    const { schedule } = toConfig(settings);
    const { note, warning } = model ? reschedulingWords({ ...model, schedule }) : NOTHING;
    setText(this.#words, note ? `${note} ${warning}` : `Now: ${scheduleInWords(schedule)}.`);
  }
}

const NOTHING = { note: '', warning: '' };
