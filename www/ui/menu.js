// A menu that opens under its button: a <details> whose items are buttons. Escape, a click
// elsewhere and a choice close it; the arrow keys go from item to item.

export class Menu {
  #details;
  #summary;
  #items;
  #onOpen;

  /**
   * @param {HTMLDetailsElement} details
   * @param {(item: string) => void} onPick the item's data-item
   * @param {() => void} [onOpen] before it is seen, and before an item is chosen
   */
  constructor(details, onPick, onOpen = () => {}) {
    this.#details = details;
    this.#onOpen = onOpen;
    this.#summary = /** @type {HTMLElement} */ (details.querySelector('summary'));
    this.#items = [...details.querySelectorAll('button')];
    for (const item of this.#items) {
      item.onclick = () => {
        this.#close();
        onPick(item.dataset.item ?? '');
      };
    }
    this.#summary.addEventListener('click', () => !details.open && onOpen());
    details.onkeydown = (event) => this.#onKey(event);
    document.addEventListener('click', ({ target }) => {
      if (details.open && !details.contains(/** @type {Node} */ (target))) details.open = false;
    });
    details.addEventListener('focusout', ({ relatedTarget }) => {
      const away = relatedTarget && !details.contains(/** @type {Node} */ (relatedTarget));
      if (away) details.open = false;
    });
  }

  get #usable() {
    return this.#items.filter((item) => !item.disabled);
  }

  #close() {
    this.#details.open = false;
    this.#summary.focus();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key } = event;
    if (key === 'Escape' && this.#details.open) this.#close();
    else if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (!this.#details.open) this.#onOpen();
      this.#details.open = true;
      const items = this.#usable;
      const at = items.findIndex((item) => item === document.activeElement);
      const n = items.length;
      // From the button itself, down begins at the first item and up at the last.
      const next = key === 'ArrowDown' ? at + 1 : at < 0 ? n - 1 : at - 1;
      items[(next + n) % n].focus();
    } else if (key === 'Home' && this.#details.open) this.#usable[0]?.focus();
    else if (key === 'End' && this.#details.open) this.#usable.at(-1)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
