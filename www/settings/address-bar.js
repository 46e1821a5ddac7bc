// The link of the page as it is: in the address bar, in the clipboard, and typed anew.

import { withoutCheck } from './link-text.js';
import { readHash, writeHash } from './url-hash.js';
import { copyText, fieldWith } from '../ui/clipboard.js';

/** @typedef {import('../ui/notices.js').Notices} Notices */
/** @typedef {import('./schema.js').Settings} Settings */
/** @typedef {import('./url-hash.js').ReadHash} ReadLink */
/**
 * The address as the browser shows it, sooner or later.
 * @typedef {object} Address
 * @property {string} hash
 * @property {string} href
 * @property {(change: { hash: string }, step: boolean) => void} write
 */

export class AddressBar {
  #address;
  #complete;
  #notices;
  /** The fragment that the page is by. */
  #known;
  /** The text of the link that was read last. */
  #opened = '';
  /** Whether the next write is a step of its own in the browser's history. */
  #jumps = false;

  /**
   * @param {Address} address
   * @param {Notices} notices
   * @param {HTMLElement} share the button that copies the link
   * @param {(read: ReadLink) => ReadLink} complete adds what a link may leave out
   */
  constructor(address, notices, share, complete) {
    this.#address = address;
    this.#known = address.hash;
    this.#notices = notices;
    this.#complete = complete;
    share.onclick = () => this.#copy();
  }

  /** What the link says, and what had to be set right in it. */
  read() {
    this.#opened = this.#address.hash.slice(1);
    return this.#complete(readHash(this.#address.hash));
  }

  /** @param {Settings} values */
  write(values) {
    const text = writeHash(values);
    // A link without a check that says the same is left as it was opened.
    const opened = text && withoutCheck(text) === this.#opened;
    const hash = text && `#${opened ? this.#opened : text}`;
    const step = this.#jumps && hash !== this.#known;
    if (step) this.#jumps = false;
    this.#known = hash;
    this.#address.write({ hash }, step);
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
      if (this.#address.hash === this.#known) return;
      this.#known = this.#address.hash;
      const { values, problems } = this.read();
      this.tell(problems);
      onValues(values);
    };
    for (const kind of ['popstate', 'hashchange']) window.addEventListener(kind, read);
  }

  async #copy() {
    const { href } = this.#address;
    if (await copyText(href)) {
      const words = 'Link copied. It contains all settings and the seed.';
      this.#notices.show('share', 'info', words);
      return;
    }
    const field = fieldWith(href, 'Link to this page');
    this.#notices.show('share', 'info', 'Copy this link. It contains all settings and the seed.', {
      field,
    });
    field.focus();
    field.select();
  }
}
