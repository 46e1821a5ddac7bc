// Which settings are on the page: a few for a first visit, all on demand, less what a link hides.
// Rows stay in the document; the style sheet (disclosure.css) leaves them out.

import { build, partsOf } from '../ui/dom.js';
import { keep, recall } from '../ui/storage.js';

/** What a first-time visitor meets: one setting for each part of the story. */
export const FEW = ['betaMax', 'layers', 'learningRate', 'steps', 'particles'];
/** What a first-time visitor sees of the settings: those, and what stands beside them. */
export const SEEN = [...FEW, 'earlierRates', 'trainOnChange'];
/** Whether all settings were open on the last visit. */
const STORED = 'nano-diffusion:settings';

export class Disclosure {
  #toggle;
  #rows;
  /** @type {string[] | null} */
  #lent = null;

  /**
   * @param {HTMLElement} root what has all rows in it
   * @param {object} start
   * @param {boolean} start.asked whether the address asks for all settings
   * @param {string[]} start.hide settings that the link hides
   * @param {() => void} start.onTour the visitor wants the tour
   * @param {boolean} start.sets whether the link sets a setting that is not among the few
   */
  constructor(root, { asked, hide, onTour, sets }) {
    this.#rows = /** @type {HTMLElement[]} */ ([...root.querySelectorAll('.row')]);
    for (const row of this.#rows) row.classList.toggle('withheld', hide.includes(keyOf(row)));
    this.#toggle = build('button', { type: 'button', id: 'all-settings' });
    this.#toggle.onclick = () => this.toggle();
    const controls = partsOf(root)('settings');
    const tour = build('button', { type: 'button', textContent: 'Take the tour' });
    tour.onclick = onTour;
    const words =
      'New here? Take a tour of this page: fifteen short stations, from data to likelihood.';
    controls.prepend(this.#toggle);
    controls.append(build('div', { className: 'invitation' }, [build('p', {}, [words]), tour]));
    this.#show(asked || sets || recall(STORED) === 'all');
  }

  get all() {
    return document.body.dataset.settings === 'all';
  }

  /** Opens or closes all settings, and remembers it. */
  toggle() {
    this.#show(!this.all);
    keep(STORED, this.all ? 'all' : 'few');
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
