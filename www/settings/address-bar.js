// The link of the page as it is: in the address bar, in the clipboard, and typed anew.

import { readHash, writeHash } from './url-hash.js';
import { withPoints } from '../points/custom-points.js';

/** @typedef {import('../ui/notices.js').Notices} Notices */
/** @typedef {import('./schema.js').Settings} Settings */

export class AddressBar {
  #notices;

  /** @param {Notices} notices @param {HTMLElement} share the button that copies the link */
  constructor(notices, share) {
    this.#notices = notices;
    share.onclick = () => this.#copy();
  }

  /** What the link says, and what had to be set right in it. */
  read() {
    return withPoints(readHash(location.hash));
  }

  /** @param {Settings} values */
  write(values) {
    const hash = writeHash(values);
    history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  }

  /** @param {string[]} problems */
  tell(problems) {
    if (problems.length > 0) this.#notices.show('link', 'warning', problems.join(' '));
  }

  /** Another link was typed, or followed. @param {(values: Settings) => void} onValues */
  watch(onValues) {
    window.addEventListener('hashchange', () => {
      const { values, problems } = this.read();
      this.tell(problems);
      onValues(values);
    });
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      const words = 'The link is copied. It holds all settings and the seed.';
      this.#notices.show('share', 'info', words);
    } catch {
      this.#notices.show('share', 'info', `Copy the link from the address bar: ${location.href}`);
    }
  }
}
