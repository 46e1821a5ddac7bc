// The guided tour: which station is open, and what that does to the page. The panel is drawn by
// tour-view.js; the page is worked through its actions.

import { change, perform } from './page-actions.js';
import { BASE, STATIONS } from './stations.js';
import { TourView } from './tour-view.js';
import { entriesOf } from '../settings/schema.js';

/** @typedef {import('./page-actions.js').PageActions} PageActions */
/** @typedef {import('../settings/schema.js').Settings} Settings */

export class Tour {
  #page;
  #hooks;
  #view;
  /** The station that is open, from 1; 0: none. */
  #number = 0;
  /** The visitor's own values of what the tour sets, to be given back. @type {Partial<Settings>} */
  #own = {};
  /** What had the focus before. @type {HTMLElement | null} */
  #opener = null;

  /**
   * @param {HTMLElement} main what the panel comes before, in the order of focus
   * @param {PageActions} page
   * @param {object} hooks
   * @param {() => boolean} hooks.still whether the visitor wants no motion
   * @param {(number: number | null) => void} hooks.onMove for the address
   * @param {(keys: string[] | null) => void} hooks.lend these settings are needed now
   * @param {HTMLElement} hooks.opener the button that opens it
   */
  constructor(main, page, hooks) {
    this.#page = page;
    this.#hooks = hooks;
    this.#view = new TourView(main, {
      find: page.find,
      go: (by) => this.go(this.#number + by),
      open: (number) => this.go(number),
      close: () => this.close(),
      attempt: () => this.#perform(this.#station.attempt.action),
      reveal: () => this.#perform(this.#station.prediction.action),
    });
  }

  get number() {
    return this.#number;
  }

  get #station() {
    return STATIONS[this.#number - 1];
  }

  /** Opens a station, and the tour with it; beyond the last one it ends. @param {number} number */
  go(number) {
    if (number < 1) return;
    if (number > STATIONS.length) {
      this.close();
      return;
    }
    const station = this.#enter(number);
    this.#perform({ ...station.enter, values: { ...BASE, ...station.enter.values } });
    this.#hooks.onMove(number);
    this.#view.show(number, station);
  }

  close() {
    if (this.#number === 0) return;
    this.#hide();
    change(this.#page, this.#own);
    this.#hooks.onMove(null);
    this.#opener?.focus();
  }

  #hide() {
    this.#number = 0;
    delete document.body.dataset.tour;
    this.#view.hide();
    this.#hooks.lend(null);
  }

  /** The visitor went back or forward to where this station was open, with its settings. @param {number} number or 0 */
  follow(number) {
    if (number === this.#number) return;
    if (number === 0) {
      this.#hide();
      return;
    }
    const station = this.#enter(number);
    // Its settings are in the link; its place in time is not.
    this.#perform({ ...station.enter, values: {} });
    this.#view.show(number, station);
  }

  /** Makes a station the one that is open, and the tour with it. @param {number} number */
  #enter(number) {
    const begins = this.#number === 0;
    this.#number = number;
    const station = this.#station;
    if (begins) this.#begin(station);
    document.body.dataset.tour = String(number);
    this.#hooks.lend(station.controls);
    return station;
  }

  /** @param {import('./stations.js').Station} station */
  #begin(station) {
    const values = this.#page.values();
    const set = station.enter.values ?? {};
    // What a reloaded link of this station holds is the tour's, not the visitor's.
    this.#own = Object.fromEntries(
      entriesOf(BASE).map(([key, base]) => [key, values[key] === set[key] ? base : values[key]]),
    );
    const focused = document.activeElement;
    const elsewhere = focused instanceof HTMLElement && focused !== document.body;
    this.#opener = elsewhere ? focused : this.#hooks.opener;
  }

  /** @param {import('./stations.js').Action} action */
  #perform(action) {
    perform(this.#page, action, { still: this.#hooks.still() });
  }
}
