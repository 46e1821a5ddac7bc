// The link of the page as it is: in the address bar, in the clipboard, and typed anew.

import { readHash, writeHash } from './url-hash.js';
import { copyText } from '../ui/clipboard.js';

/** @typedef {import('../ui/notices.js').Notices} Notices */
/** @typedef {import('./schema.js').Settings} Settings */
/** @typedef {ReturnType<typeof readHash>} ReadLink */

export class AddressBar {
  #complete;
  #notices;
  /** The fragment that the page is by. */
  #known = location.hash;
  /** Whether the next write is a step of its own in the browser's history. */
  #jumps = false;

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
    const url = hash ? `#${hash}` : location.pathname + location.search;
    if (this.#jumps && hash !== location.hash.slice(1)) {
      history.pushState(null, '', url);
      this.#jumps = false;
    } else history.replaceState(null, '', url);
    this.#known = location.hash;
  }

  /**
   * Makes what `act` sets a step of its own, which the browser's Back undoes: many settings change
   * at once, by the page's wish.
   * @param {() => void} act
   */
  jump(act) {
    this.#jumps = true;
    act();
    this.#jumps = false;
  }

  /** @param {string[]} problems */
  tell(problems) {
    if (problems.length > 0) this.#notices.show('link', 'warning', problems.join(' '));
  }

  /**
   * Another link was typed, or followed, or the visitor went back or forward. For the last, where
   * more than the fragment changes, some browsers send no hashchange.
   * @param {(values: Settings) => void} onValues
   */
  watch(onValues) {
    const read = () => {
      if (location.hash === this.#known) return;
      this.#known = location.hash;
      const { values, problems } = this.read();
      this.tell(problems);
      onValues(values);
    };
    for (const kind of ['popstate', 'hashchange']) window.addEventListener(kind, read);
  }

  async #copy() {
    const words = (await copyText(location.href))
      ? 'Link copied. It contains all settings and the seed.'
      : `Copy the link from the address bar: ${location.href}`;
    this.#notices.show('share', 'info', words);
  }
}
