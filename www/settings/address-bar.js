// The link of the page as it is: in the address bar, in the clipboard, and typed anew.

import { readHash, writeHash } from './url-hash.js';
import { copyText } from '../ui/clipboard.js';

/** @typedef {import('../ui/notices.js').Notices} Notices */
/** @typedef {import('./schema.js').Settings} Settings */
/** @typedef {ReturnType<typeof readHash>} ReadLink */

export class AddressBar {
  #complete;
  #notices;

  /**
   * @param {Notices} notices
   * @param {HTMLElement} share the button that copies the link
   * @param {(read: ReadLink) => ReadLink} complete adds what a link may leave out
   */
  constructor(notices, share, complete) {
    this.#notices = notices;
    this.#complete = complete;
    share.onclick = () => this.#copy();
  }

  /** What the link says, and what had to be set right in it. */
  read() {
    return this.#complete(readHash(location.hash));
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
    const words = (await copyText(location.href))
      ? 'The link is copied. It holds all settings and the seed.'
      : `Copy the link from the address bar: ${location.href}`;
    this.#notices.show('share', 'info', words);
  }
}
