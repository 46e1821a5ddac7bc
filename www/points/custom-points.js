// Data of one's own: its row among the settings, its editor, and what is kept in this
// browser. Wires these together; the page is told when there are new points.

import { PointsRow } from './points-row.js';
import { savePoints, savedPoints, savedSets } from './saved-points.js';
import { later } from '../ui/later.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */

export class CustomPoints {
  #values;
  #onUse;
  #onTrain;
  #report;
  #row;
  /** Loaded when first opened. @type {import('./points-editor.js').PointsEditor | null} */
  #editor = null;
  #load = later(async () => {
    const { PointsEditor } = await import('./points-editor.js');
    return (this.#editor = new PointsEditor((text, train) => {
      this.#use(text);
      if (train) this.#onTrain();
    }));
  });
  /** Points that this browser would not keep. */
  #unkept = '';

  /**
   * @param {HTMLElement} row of the choice of data
   * @param {() => Settings} values the settings as they are
   * @param {object} hooks
   * @param {(points: string) => void} hooks.onUse points to be the data, as in the link
   * @param {() => void} hooks.onTrain and a run is to begin on them
   * @param {(error: unknown) => void} hooks.report the editor can't be loaded
   */
  constructor(row, values, { onUse, onTrain, report }) {
    this.#values = values;
    this.#onUse = onUse;
    this.#report = report;
    this.#row = new PointsRow(row, () => this.edit());
    this.#onTrain = onTrain;
  }

  /** The points at hand, or those kept from another time. */
  get #text() {
    return String(this.#values().points) || savedPoints();
  }

  /** Own points were chosen as the data: takes those there are, else asks for some. */
  choose() {
    if (this.#text) this.#onUse(this.#text);
    else this.edit();
  }

  /** @param {string} text what the editor was left with */
  #use(text) {
    const before = String(this.#values().points);
    // A link's points that nobody has changed are the link's: what is kept here stays.
    if (text !== before && text !== savedPoints()) {
      this.#unkept = savePoints(text, before) ? '' : text;
    }
    this.#onUse(text);
  }

  edit() {
    void this.#open((editor) => editor.open(this.#text, savedSets()));
  }

  /** Opens the editor with the points of a file, whatever its name says. @param {File} file */
  openFile(file) {
    void this.#open((editor) => editor.openFile(file, this.#text, savedSets()));
  }

  /** Opens the editor with points pasted or dropped as a text. @param {string} text */
  openText(text) {
    this.openFile(new File([text], 'Pasted text', { type: 'text/plain' }));
  }

  /** @param {(editor: import('./points-editor.js').PointsEditor) => void} act */
  async #open(act) {
    try {
      act(await this.#load());
    } catch (error) {
      this.#report(error);
    }
  }

  /** Puts the values on the page. */
  show() {
    const { dataset, points } = this.#values();
    this.#row.show(String(points), dataset === 'own', points !== this.#unkept);
  }

  rebuild() {
    this.#editor?.rebuild();
  }
}
