// The row of the settings that leads to one's own points: a button, how many there are, and whether
// the link holds them.

import { LINK_POINTS, countPoints } from './points-code.js';

export class OwnRow {
  #button = document.createElement('button');
  #note = document.createElement('p');
  #rows;

  /** @param {HTMLElement} host @param {() => void} onEdit */
  constructor(host, onEdit) {
    const row = document.createElement('div');
    row.className = 'row choice';
    row.dataset.key = 'points';
    const name = document.createElement('span');
    name.className = 'name';
    name.textContent = 'Points';
    this.#button.type = 'button';
    this.#button.id = 'own-edit';
    this.#button.className = 'slim';
    this.#button.onclick = onEdit;
    this.#note.className = 'note';
    this.#note.id = 'own-note';
    row.append(name, this.#button);
    host.append(row, this.#note);
    this.#rows = [row, this.#note];
  }

  /** @param {string} text the points, as in the link @param {boolean} shown */
  show(text, shown) {
    const count = countPoints(text);
    for (const row of this.#rows) row.hidden = !shown;
    this.#button.textContent = `${count.toLocaleString('en-US')}: edit or load…`;
    const many = count > LINK_POINTS;
    this.#note.hidden = !shown || !many;
    this.#note.textContent = `Too many for the link, which can hold ${LINK_POINTS}: they stay in this browser.`;
  }
}
