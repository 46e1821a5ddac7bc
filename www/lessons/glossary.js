// The glossary: a dialog with all terms, opened at one of them.

import { build } from '../ui/dom.js';
import { makeDialog } from '../ui/dialog.js';
import { TERMS } from './glossary-terms.js';

export class Glossary {
  #dialog;

  constructor() {
    const list = build(
      'dl',
      { className: 'glossary' },
      TERMS.map(({ key, name, words }) =>
        build('div', { id: `term-${key}`, tabIndex: -1 }, [
          build('dt', {}, withIndices(name)),
          build('dd', {}, withIndices(words)),
        ]),
      ),
    );
    this.#dialog = makeDialog('Glossary', [list]);
  }

  /** @param {string} [key] the term to show; without it, from the first */
  open(key) {
    if (!this.#dialog.open) this.#dialog.showModal();
    const term = this.#dialog.querySelector(`#term-${TERMS.find((t) => t.key === key)?.key}`);
    for (const chosen of this.#dialog.querySelectorAll('.chosen')) chosen.className = '';
    if (!term) return;
    term.className = 'chosen';
    term.scrollIntoView({ block: 'center' });
    /** @type {HTMLElement} */ (term).focus({ preventScroll: true });
  }
}

/** x_t as it is printed. @param {string} words @returns {(Node | string)[]} */
function withIndices(words) {
  return words
    .split(/_([tT])/)
    .map((piece, i) => (i % 2 ? build('sub', { textContent: piece }) : piece));
}
