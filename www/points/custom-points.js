// Data of one's own: its row among the settings, its editor, files dropped on the picture, and what
// is kept in this browser. Wires these together; the page is told when there are new points.

import { showDataName } from './data-names.js';
import { OwnEditor } from './points-editor.js';
import { OwnRow } from './points-row.js';
import { keepPoints, keptPoints, keptSets } from './saved-points.js';
import { decodePoints, encodePoints } from '../settings/points-codec.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */

export class Own {
  #values;
  #onUse;
  #row;
  #editor;
  /** Points that this browser would not keep. */
  #unkept = '';

  /**
   * @param {{ row: HTMLElement, drop: HTMLElement }} places the row of the choice of data, and where
   * files may be dropped
   * @param {() => Settings} values the settings as they are
   * @param {(points: string) => void} onUse points to be the data, as in the link
   */
  constructor({ row, drop }, values, onUse) {
    this.#values = values;
    this.#onUse = onUse;
    this.#row = new OwnRow(row, () => this.edit());
    this.#editor = new OwnEditor((points) => this.#use(encodePoints(points)));
    drop.addEventListener('dragover', (event) => event.preventDefault());
    drop.addEventListener('drop', (event) => {
      const file = event.dataTransfer?.files[0];
      if (!file || !OwnEditor.takes(file)) return;
      event.preventDefault();
      this.#editor.openFile(file, this.#points, keptSets());
    });
  }

  /** The points at hand, or those kept from another time. */
  get #text() {
    return String(this.#values().points) || keptPoints();
  }

  get #points() {
    return decodePoints(this.#text) ?? [];
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
    if (text !== before && text !== keptPoints()) {
      this.#unkept = keepPoints(text, before) ? '' : text;
    }
    this.#onUse(text);
  }

  edit() {
    this.#editor.open(this.#points, keptSets());
  }

  /** Puts the values on the page. */
  show() {
    const { dataset, points } = this.#values();
    showDataName(dataset);
    this.#row.show(String(points), dataset === 'own', points !== this.#unkept);
  }

  rebuild() {
    this.#editor.rebuild();
  }
}

/**
 * What a link says, with the points that it may lack: those kept here, or else the ring.
 * @param {{ values: Settings, problems: string[] }} read
 */
export function withPoints({ values, problems }) {
  if (values.dataset !== 'own' || values.points !== '') return { values, problems };
  const points = keptPoints();
  if (points) return { values: { ...values, points }, problems };
  const problem =
    'The link asks for points of one’s own, but there were too many for it to hold, and none are kept in this browser: here is the ring.';
  return { values: { ...values, dataset: 'ring' }, problems: [...problems, problem] };
}
