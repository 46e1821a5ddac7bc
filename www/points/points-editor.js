// The dialog in which points of one's own are drawn, or loaded from a file. It is made when first
// opened; what it is left with goes to its caller.

import { formatCount } from '../shared/format.js';
import { Draft } from './draft.js';
import { LoadedFile } from './loaded-file.js';
import { PointsCanvas } from './points-canvas.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import {
  LINK_POINTS,
  MAX_POINTS,
  REACH,
  countPoints,
  decodeFrame,
  decodePoints,
  encodePoints,
} from '../settings/points-codec.js';

/** What an arrow key moves the cursor by: plain, and with Shift. */
const STRIDES = [0.1, 0.02];
/** The cursor stays this far inside. */
const EDGE = REACH - 0.02;

const SHAPE = `
  <form method="dialog">
    <header><h2 id="own-title">Your own data</h2>
      <button type="button" class="close" data-part="cancel" aria-label="Close">×</button></header>
    <p class="hint">Draw with mouse or finger, paste cells of a spreadsheet, or load a file: a table of any kind (CSV, TSV, text), JSON, GeoJSON, or a picture.</p>
    <canvas tabindex="0" role="application" aria-labelledby="own-title" aria-describedby="own-keys"></canvas>
    <p class="hint" id="own-keys">Keys: arrows move the cursor (with Shift: in small steps), Space adds a point, Backspace undoes.</p>
    <div class="tools">
      <button type="button" data-part="undo">Undo</button>
      <button type="button" data-part="clear">Clear</button>
      <button type="button" data-part="load">Load file…</button>
      <button type="button" data-part="back" title="Points saved earlier in this browser. Undo brings back the present ones."></button>
      <input type="file" data-part="file" accept=".csv,.tsv,.txt,.dat,.json,.geojson,.jsonl,text/*,image/*" hidden />
      <output data-part="count"></output>
    </div>
    <p class="message" data-part="message" role="status"></p>
    <section class="preview" data-part="preview" aria-label="What was read from the file" hidden></section>
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
  /** What the draft was read from, last. @type {LoadedFile | null} */
  #loaded = null;
  /** Sets from before that can be brought back, as texts: the next one first. @type {string[]} */
  #earlier = [];
  /** What was drawn, and left without being used. */
  #left = '';
  /** Whether strokes set points now. */
  #drawing = false;

  /** @param {(points: string, train: boolean) => void} onUse takes points as the link has them, at least
   * one, and whether to train on them at once */
  constructor(onUse) {
    this.#onUse = onUse;
  }

  /** @param {string} name @returns {HTMLElement} */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#dialog?.querySelector(`[data-part="${name}"]`));
  }

  /**
   * @param {string} text the points to start from
   * @param {string[]} earlier sets that can be brought back, as texts
   */
  open(text, earlier) {
    this.#draft = draftOf(text);
    this.#earlier = [this.#left, ...earlier].filter((text) => text !== '');
    const dialog = this.#make();
    this.#forget();
    this.#say('');
    if (!dialog.open) dialog.showModal();
    this.#canvas?.focus();
    this.#draw();
  }

  /** Opens with the points of a file; those there were come back with Undo. @param {File} file @param {string} text @param {string[]} earlier */
  async openFile(file, text, earlier) {
    // What is being drawn stays, and comes back with Undo too.
    if (!this.#dialog?.open) this.open(text, earlier);
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
    this.#part('undo').onclick = () => this.#undo();
    this.#part('clear').onclick = () => {
      this.#forget();
      this.#change(() => this.#draft.clear());
    };
    this.#part('back').onclick = () => {
      const next = this.#back;
      if (!next) return;
      const { points, frame } = draftOf(next);
      this.#forget();
      this.#change(() => this.#draft.replace(points, frame));
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
        const text = this.#text;
        this.#draft = draftOf(text);
        dialog.close();
        this.#onUse(text, name === 'train');
      };
    }
    dialog.onclose = () => {
      this.#forget();
      if (this.#draft.canUndo) this.#left = this.#text;
    };
    dialog.onpaste = (event) => this.#paste(event);
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
    } else if (undo) this.#undo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The points as the link has them. */
  get #text() {
    return encodePoints(this.#draft.points, this.#draft.frame);
  }

  #undo() {
    this.#forget();
    this.#change(() => this.#draft.undo());
  }

  /** What was read from a file is no longer what is here. */
  #forget() {
    this.#loaded?.end();
    this.#loaded = null;
  }

  /** Cells of a spreadsheet, or a picture. @param {ClipboardEvent} event */
  #paste(event) {
    const [file] = event.clipboardData?.files ?? [];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!file && text.trim() === '') return;
    event.preventDefault();
    void this.#load(text.trim() ? new File([text], 'Pasted text') : file);
  }

  /** @param {File} file */
  async #load(file) {
    this.#loaded?.end();
    /** The draft while it is what the file gave. @type {readonly number[] | null} */
    let given = null;
    const loaded = (this.#loaded = new LoadedFile(file, this.#part('preview'), {
      say: (words, fault) => this.#say(words, fault),
      take: (points, frame) => {
        // Read otherwise, it is still one step.
        if (given && given === this.#draft.points) this.#draft.undo();
        this.#change(() => this.#draft.replace(points, frame));
        given = this.#draft.points;
      },
    }));
    await loaded.read();
  }

  /** @param {() => void} act */
  #change(act) {
    act();
    this.#say(this.#draft.full ? `${formatCount(MAX_POINTS)} points is the maximum.` : '');
    this.#draw();
  }

  /** The set to bring back next: not the one that is here. */
  get #back() {
    const here = this.#text;
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

/** @param {string} text points as the link has them */
const draftOf = (text) => new Draft(decodePoints(text) ?? [], decodeFrame(text));
