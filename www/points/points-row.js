// What the row of the data says of one's own points: a button that leads to their editor and, below,
// whether the link holds them.

import { formatCount } from '../shared/format.js';
import { build } from '../ui/dom.js';
import { LINK_POINTS, countPoints, decodeFrame } from '../settings/points-codec.js';
import { frameInWords } from '../reading/frame-words.js';

export class PointsRow {
  #button;
  #note = build('p', { id: 'own-note', className: 'note' });

  /** @param {HTMLElement} row of the choice of data @param {() => void} onEdit */
  constructor(row, onEdit) {
    this.#button = build('button', { type: 'button', id: 'own-edit', onclick: onEdit });
    row.append(this.#button);
    row.after(this.#note);
  }

  /**
   * @param {string} text the points, as in the link
   * @param {boolean} used whether they are the data
   * @param {boolean} kept whether this browser keeps what is drawn in it
   */
  show(text, used, kept) {
    const count = countPoints(text);
    const many = count > LINK_POINTS;
    this.#button.textContent = used ? 'Edit' : 'Draw';
    this.#button.title = used
      ? `Edit your ${formatCount(count)} points, or load a file`
      : 'Draw your own points, or load a file';
    this.#button.dataset.count = String(used ? count : 0);
    const where = kept
      ? 'They are saved in this browser.'
      : 'This browser isn’t saving data, so they will be lost when you close the page.';
    const notes = [];
    if (many) {
      notes.push(
        `${formatCount(count)} points: more than the ${LINK_POINTS} that a link can hold. ${where}`,
      );
    }
    const frame = decodeFrame(text);
    if (frame) notes.push(`From a file: ${frameInWords(frame)}.`);
    this.#note.hidden = !used || notes.length === 0;
    this.#note.textContent = notes.join(' ');
  }
}
