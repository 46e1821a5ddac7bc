// Messages to the visitor: they stay until dismissed, and are read out by screen readers.

/** @typedef {{ label: string, run: () => void }} Action */

export class Notices {
  #list;
  /** @type {Map<string, HTMLElement>} */
  #shown = new Map();

  /** @param {HTMLElement} list an element with aria-live */
  constructor(list) {
    this.#list = list;
  }

  /**
   * Shows a message. One of the same key takes the place of the earlier.
   * @param {string} key
   * @param {'info' | 'warning' | 'error'} kind
   * @param {string} text
   * @param {(Action | undefined)[]} actions
   */
  show(key, kind, text, ...actions) {
    const item = document.createElement('div');
    item.className = `notice ${kind}`;
    item.dataset.key = key;
    const words = document.createElement('p');
    words.textContent = text;
    item.append(words);
    for (const action of actions) {
      if (!action) continue;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = action.label;
      button.onclick = action.run;
      item.append(button);
    }
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'close';
    close.setAttribute('aria-label', 'Dismiss');
    close.textContent = '×';
    close.onclick = () => this.dismiss(key);
    item.append(close);
    const old = this.#shown.get(key);
    if (old) old.replaceWith(item);
    else this.#list.append(item);
    this.#shown.set(key, item);
  }

  /** @param {string} key */
  dismiss(key) {
    this.#shown.get(key)?.remove();
    this.#shown.delete(key);
  }
}
