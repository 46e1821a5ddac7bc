// The dialog in which points of one's own are drawn, or loaded from a file. It is made when first
// opened; what it is left with goes to its caller.

import { formatCount } from '../shared/format.js';
import { holdsPoints } from './file-kinds.js';
import { MAX_PICTURE, MAX_TEXT, fromPicture, parseText } from './point-files.js';
import { PointsCanvas } from './points-canvas.js';
import { Draft } from './draft.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import {
  LINK_POINTS,
  MAX_POINTS,
  REACH,
  countPoints,
  decodePoints,
  encodePoints,
} from '../settings/points-codec.js';

/** @typedef {import('./point-files.js').Parsed} Parsed */
/** @typedef {import('./point-files.js').Refused} Refused */

/** What an arrow key moves the cursor by: plain, and with Shift. */
const STRIDES = [0.1, 0.02];
/** The cursor stays this far inside. */
const EDGE = REACH - 0.02;

const SHAPE = `
  <form method="dialog">
    <header><h2 id="own-title">Your own data</h2>
      <button type="button" class="close" data-part="cancel" aria-label="Close">×</button></header>
    <p class="hint">Draw with mouse or finger, or drop a file: CSV, JSON (pairs) or PNG (dark pixels become points).</p>
    <canvas tabindex="0" role="application" aria-labelledby="own-title" aria-describedby="own-keys"></canvas>
    <p class="hint" id="own-keys">Keys: arrows move the cursor (with Shift: in small steps), Space adds a point, Backspace undoes.</p>
    <div class="tools">
      <button type="button" data-part="undo">Undo</button>
      <button type="button" data-part="clear">Clear</button>
      <button type="button" data-part="load">Load file…</button>
      <button type="button" data-part="back" title="Points saved earlier in this browser. Undo brings back the present ones."></button>
      <input type="file" data-part="file" accept=".csv,.txt,.tsv,.json,.png" hidden />
      <output data-part="count"></output>
    </div>
    <p class="message" data-part="message" role="status"></p>
    <div class="ends">
      <button type="button" data-part="leave">Cancel</button>
      <button type="button" data-part="use">Use these points</button>
      <button type="button" data-part="train" class="primary">Use and train</button>
    </div>
  </form>`;

export class PointsEditor {
  #onUse;
  /** @type {HTMLDialogElement | null} */
  #dialog = null;
  /** @type {PointsCanvas | null} */
  #canvas = null;
  #draft = new Draft();
  /** Sets from before that can be brought back, as texts: the next one first. @type {string[]} */
  #earlier = [];
  /** What was drawn, and left without being used. */
  #left = '';
  /** Whether strokes set points now. */
  #drawing = false;

  /** @param {(points: readonly number[], train: boolean) => void} onUse takes flat points, at least one,
   * and whether to train on them at once */
  constructor(onUse) {
    this.#onUse = onUse;
  }

  /** @param {string} name @returns {HTMLElement} */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#dialog?.querySelector(`[data-part="${name}"]`));
  }

  /**
   * @param {ArrayLike<number>} points to start from, flat
   * @param {string[]} earlier sets that can be brought back, as texts
   */
  open(points, earlier) {
    this.#draft = new Draft(points);
    this.#earlier = [this.#left, ...earlier].filter((text) => text !== '');
    const dialog = this.#make();
    this.#say('');
    if (!dialog.open) dialog.showModal();
    this.#canvas?.focus();
    this.#draw();
  }

  /** Opens with the points of a file; those there were come back with Undo. @param {File} file @param {ArrayLike<number>} points @param {string[]} earlier */
  async openFile(file, points, earlier) {
    this.open(points, earlier);
    await this.#load(file);
  }

  /** Draws anew, in the colours of now. */
  rebuild() {
    if (this.#dialog?.open) this.#draw();
  }

  #make() {
    if (this.#dialog) return this.#dialog;
    const dialog = document.createElement('dialog');
    dialog.id = 'own-editor';
    dialog.setAttribute('aria-labelledby', 'own-title');
    dialog.innerHTML = SHAPE;
    document.body.append(dialog);
    this.#dialog = dialog;
    const canvas = /** @type {HTMLCanvasElement} */ (dialog.querySelector('canvas'));
    this.#canvas = new PointsCanvas(canvas);
    new ResizeObserver(() => this.rebuild()).observe(canvas);
    onPixelRatio(() => this.rebuild());
    this.#listen(dialog, canvas);
    return dialog;
  }

  /** @param {HTMLDialogElement} dialog @param {HTMLCanvasElement} canvas */
  #listen(dialog, canvas) {
    canvas.onpointerdown = (event) => {
      if (event.button !== 0 || !event.isPrimary) return;
      event.preventDefault();
      canvas.focus();
      canvas.setPointerCapture(event.pointerId);
      this.#drawing = true;
      this.#change(() => this.#draft.begin(...this.#place(event)));
    };
    canvas.onpointermove = (event) => {
      if (!this.#drawing || !event.isPrimary) return;
      // A fast hand: the places between two pictures count too.
      const moves = event.getCoalescedEvents?.() ?? [];
      const path = moves.length > 0 ? moves : [event];
      this.#change(() => path.forEach((move) => this.#draft.moveTo(...this.#place(move))));
    };
    canvas.onpointerup = canvas.onpointercancel = () => {
      this.#drawing = false;
      this.#draft.end();
    };
    canvas.onkeydown = (event) => this.#key(event);
    this.#part('undo').onclick = () => this.#change(() => this.#draft.undo());
    this.#part('clear').onclick = () => this.#change(() => this.#draft.clear());
    this.#part('back').onclick = () => {
      const next = this.#back;
      if (!next) return;
      this.#change(() => this.#draft.replace(decodePoints(next) ?? []));
      // The others come first another time.
      this.#earlier = [...this.#earlier.filter((text) => text !== next), next];
      this.#draw();
    };
    const file = /** @type {HTMLInputElement} */ (this.#part('file'));
    this.#part('load').onclick = () => file.click();
    file.onchange = async () => {
      if (file.files?.[0]) await this.#load(file.files[0]);
      file.value = ''; // the same file may be chosen again
    };
    for (const name of ['cancel', 'leave']) this.#part(name).onclick = () => dialog.close();
    for (const name of ['use', 'train']) {
      this.#part(name).onclick = () => {
        const { points } = this.#draft;
        this.#draft = new Draft(points);
        dialog.close();
        this.#onUse(points, name === 'train');
      };
    }
    dialog.onclose = () => {
      if (this.#draft.canUndo) this.#left = encodePoints(this.#draft.points);
    };
    dialog.ondragover = (event) => event.preventDefault();
    dialog.ondrop = (event) => {
      event.preventDefault();
      event.stopPropagation();
      const dropped = event.dataTransfer?.files[0];
      if (dropped) this.#load(dropped);
    };
  }

  /** Where a pointer is, in the data's units. @param {MouseEvent} event @returns {[number, number]} */
  #place(event) {
    const [x, y] = /** @type {PointsCanvas} */ (this.#canvas).placeOf(event.clientX, event.clientY);
    return [Math.max(-EDGE, Math.min(EDGE, x)), Math.max(-EDGE, Math.min(EDGE, y))];
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const canvas = /** @type {PointsCanvas} */ (this.#canvas);
    /** @type {Record<string, [number, number]>} */
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const way = ways[event.key];
    const undo =
      event.key === 'Backspace' || (event.key === 'z' && (event.ctrlKey || event.metaKey));
    if (way) {
      const stride = STRIDES[event.shiftKey ? 1 : 0];
      const [x, y] = canvas.cursor ?? [0, 0];
      const move = (/** @type {number} */ from, /** @type {number} */ by) =>
        Math.max(-EDGE, Math.min(EDGE, from + stride * by));
      canvas.cursor = [move(x, way[0]), move(y, way[1])];
      this.#draw();
    } else if (event.key === ' ' || event.key === 'Enter') {
      const [x, y] = (canvas.cursor ??= [0, 0]);
      this.#change(() => {
        this.#draft.begin(x, y);
        this.#draft.end();
      });
    } else if (undo) this.#change(() => this.#draft.undo());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {File} file */
  async #load(file) {
    const found = await read(file);
    if (found.problem !== null) {
      this.#say(`${found.problem} Your points are unchanged.`, true);
      return;
    }
    this.#change(() => this.#draft.replace(found.points));
    this.#say(`${file.name}: ${found.note}`);
  }

  /** @param {() => void} act */
  #change(act) {
    act();
    this.#say(this.#draft.full ? `${formatCount(MAX_POINTS)} points is the maximum.` : '');
    this.#draw();
  }

  /** The set to bring back next: not the one that is here. */
  get #back() {
    const here = encodePoints(this.#draft.points);
    return this.#earlier.find((text) => text !== here);
  }

  /** @param {string} words @param {boolean} [fault] */
  #say(words, fault = false) {
    const message = this.#part('message');
    message.textContent = words;
    message.classList.toggle('fault', fault);
  }

  #draw() {
    const { count, canUndo, points } = this.#draft;
    this.#canvas?.draw(points);
    const many = count > LINK_POINTS ? ', too many for a link' : '';
    const noun = count === 1 ? 'point' : 'points';
    this.#part('count').textContent = `${formatCount(count)} ${noun}${many}`;
    const back = this.#back;
    this.#part('back').hidden = !back;
    this.#part('back').textContent = `Bring back ${formatCount(countPoints(back ?? ''))} points`;
    /** @type {[string, boolean][]} */
    const states = [
      ['undo', !canUndo],
      ['clear', count === 0],
      ['use', count === 0],
      ['train', count === 0],
    ];
    for (const [name, off] of states) {
      /** @type {HTMLButtonElement} */ (this.#part(name)).disabled = off;
    }
  }
}

/** @param {File} file @returns {Promise<Parsed | Refused>} */
async function read(file) {
  const refuse = (/** @type {string} */ problem) =>
    /** @type {Refused} */ ({ points: null, note: '', problem });
  if (!holdsPoints(file)) {
    return refuse(`${file.name} is not a CSV, JSON or PNG file.`);
  }
  try {
    if (!/\.png$/i.test(file.name)) {
      // Letters of more than one byte make the text shorter than the file, never longer.
      if (file.size > 4 * MAX_TEXT) return refuse(`${file.name} is too large: the limit is 2 MB.`);
      return parseText(file.name, await file.text());
    }
    return fromPicture(file.name, await pixels(file));
  } catch (error) {
    return refuse(`${file.name} can’t be read: ${/** @type {Error} */ (error).message}`);
  }
}

/** @param {File} file @returns {Promise<ImageData>} */
async function pixels(file) {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error('it is not an image that this browser can read.');
  });
  try {
    const { width, height } = bitmap;
    if (width * height > MAX_PICTURE) throw new Error('it has more than 16 million pixels.');
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('this browser can’t handle an image of this size.');
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  } finally {
    bitmap.close();
  }
}
