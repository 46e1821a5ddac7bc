// Messages to the visitor: they stay until dismissed, and are read out by screen readers.

import { build } from './dom.js';

/** @typedef {{ label: string, run: () => void }} Action */

export class Notices {
  #list;
  /** @type {Map<string, HTMLElement>} */
  #shown = new Map();
  /** What else goes with a notice. @type {(key: string) => void} */
  onDismiss = () => {};

  /** @param {HTMLElement} list an element with aria-live */
  constructor(list) {
    this.#list = list;
  }

  /** Puts the messages where they can be seen: what is behind an open dialog can't. */
  #bringInSight() {
    const open = [...document.querySelectorAll('dialog[open]')].pop();
    if (!open || open.contains(this.#list)) return;
    const mark = document.createComment('messages');
    this.#list.replaceWith(mark);
    open.prepend(this.#list);
    open.addEventListener('close', () => mark.replaceWith(this.#list), { once: true });
  }

  /**
   * Shows a message. One of the same key takes the place of the earlier. Lines after the first are
   * code.
   * @param {string} key
   * @param {'info' | 'warning' | 'error'} kind
   * @param {string} text
   * @param {(Action | { field: HTMLElement } | undefined)[]} actions buttons; or a field, for a text
   */
  show(key, kind, text, ...actions) {
    const buttons = actions.flatMap((action) => {
      if (!action) return [];
      if ('field' in action) return [action.field];
      return [build('button', { type: 'button', textContent: action.label, onclick: action.run })];
    });
    const close = build('button', {
      type: 'button',
      className: 'close',
      textContent: '×',
      onclick: () => this.dismiss(key),
    });
    close.setAttribute('aria-label', 'Dismiss');
    const [said, ...code] = text.split('\n');
    const lines = code.map((line) => build('code', { textContent: `\n${line}` }));
    const words = build('p', {}, [said, ...lines]);
    const item = build('div', { className: `notice ${kind}` }, [words, ...buttons, close]);
    item.dataset.key = key;
    const old = this.#shown.get(key);
    if (old) old.replaceWith(item);
    else this.#list.append(item);
    this.#shown.set(key, item);
    this.#bringInSight();
  }

  /** @param {string} key */
  dismiss(key) {
    this.#shown.get(key)?.remove();
    if (this.#shown.delete(key)) this.onDismiss(key);
  }
}
