// Which settings are on the page: a few for a first visit, all on demand, less what a link hides.
// Rows stay in the document; the style sheet (modes.css) leaves them out.

import { build } from '../ui/dom.js';

/** What a first-time visitor meets: one setting for each part of the story. */
export const FEW = ['betaMax', 'layers', 'learningRate', 'steps', 'particles'];
/** Whether all settings were open on the last visit. */
const STORED = 'nano-diffusion:settings';

export class Disclosure {
  #toggle;
  #rows;
  /** @type {string[] | null} */
  #lent = null;

  /**
   * @param {object} start
   * @param {boolean} start.asked whether the address asks for all settings
   * @param {string[]} start.hide settings that the link hides
   * @param {() => void} start.onTour the visitor wants the tour
   * @param {boolean} start.sets whether the link sets a setting that is not among the few
   */
  constructor({ asked, hide, onTour, sets }) {
    this.#rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.row')]);
    for (const row of this.#rows) row.classList.toggle('withheld', hide.includes(keyOf(row)));
    this.#toggle = build('button', { type: 'button', id: 'all-settings' });
    this.#toggle.onclick = () => this.toggle();
    const [controls] = document.getElementsByClassName('controls');
    const tour = build('button', { type: 'button', textContent: 'Take the tour' });
    tour.onclick = onTour;
    const words = 'New here? Ten short stations, from data to likelihood, on this very page.';
    controls.prepend(this.#toggle);
    controls.append(build('div', { className: 'invitation' }, [build('p', {}, [words]), tour]));
    this.#show(asked || sets || stored() === 'all');
  }

  get all() {
    return document.body.dataset.settings === 'all';
  }

  /** Opens or closes all settings, and remembers it. */
  toggle() {
    this.#show(!this.all);
    try {
      localStorage.setItem(STORED, this.all ? 'all' : 'few');
    } catch {
      // Storage may be forbidden, as in some frames; the choice then lasts as long as the page.
    }
  }

  /** Opens all, for this visit. */
  open() {
    this.#show(true);
  }

  /** @param {boolean} all */
  #show(all) {
    document.body.dataset.settings = all ? 'all' : 'few';
    this.#toggle.textContent = all ? 'Fewer settings' : 'All settings';
    this.#toggle.setAttribute('aria-expanded', String(all));
    this.#sort();
  }

  /** Shows these settings instead of the few; null: the few again. @param {string[] | null} keys */
  lend(keys) {
    this.#lent = keys;
    this.#sort();
  }

  #sort() {
    const shown = this.#lent ?? FEW;
    for (const row of this.#rows) {
      const inCard = row.closest('.controls');
      row.classList.toggle('aside', !this.all && !!inCard && !shown.includes(keyOf(row)));
    }
  }
}

/** @param {HTMLElement} row */
function keyOf(row) {
  return row.dataset.key ?? '';
}

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
