// The pictures of the flow, one or two of them, in step: drawing, and what they show. Knows no
// messages: the flows come from the stores it is given.

import { SamplingCanvas } from './sampling-canvas.js';
import { partsOf } from '../ui/dom.js';
import { readTheme } from '../ui/theme.js';

/** @typedef {import('./trajectory.js').Trajectory} Trajectory */
/** @typedef {import('./playback.js').Playback} Playback */
/** @typedef {{ figure: HTMLElement, canvas: HTMLCanvasElement, caption: HTMLElement }} Place */
/** @typedef {{ shown: Trajectory | null }} Source */

export class SamplingView {
  #places;
  #canvases;
  #sources;
  #playback;
  #dirty = true;
  #last = performance.now();

  /**
   * @param {HTMLElement} root
   * @param {[Source, Source]} sources where the flow to show is found
   * @param {Playback} playback
   */
  constructor(root, sources, playback) {
    const part = partsOf(root);
    /** @type {[Place, Place]} */
    const places = [
      { figure: part('first'), canvas: part('flow'), caption: part('flow-caption') },
      { figure: part('second'), canvas: part('second-flow'), caption: part('second-caption') },
    ];
    this.#places = places;
    this.#sources = sources;
    this.#playback = playback;
    this.#canvases = places.map(({ canvas }) => new SamplingCanvas(canvas, readTheme()));
  }

  /** Something to draw has changed. */
  touch() {
    this.#dirty = true;
  }

  /** The flow of the first picture. */
  get flow() {
    return this.#sources[0].shown;
  }

  /** The flow beside it, if there is one. */
  get second() {
    return this.#places[1].figure.hidden ? null : this.#sources[1].shown;
  }

  /** @param {[string, string | null]} captions no second one: no second picture */
  setCaptions([first, second]) {
    this.#places[0].caption.textContent = first;
    this.#places[0].caption.hidden = second === null;
    this.#places[1].caption.textContent = second ?? '';
    this.#places[1].figure.hidden = second === null;
    this.touch();
  }

  /** @param {Float32Array} points */
  setData(points) {
    for (const canvas of this.#canvases) canvas.setData(points);
    this.touch();
  }

  /** What the pictures show now, on canvases of their own. @param {number} ratio device pixels for each CSS pixel */
  copies(ratio) {
    return this.#visible(({ canvas, source }) =>
      canvas.copy(source.shown, this.#playback.progress, ratio),
    );
  }

  /** The pictures themselves: what is drawn on them changes. */
  get live() {
    return this.#visible(({ place }) => place.canvas);
  }

  /**
   * @template T
   * @param {(picture: { place: Place, canvas: SamplingCanvas, source: Source }) => T} get
   */
  #visible(get) {
    return this.#places.flatMap((place, i) =>
      place.figure.hidden
        ? []
        : [get({ place, canvas: this.#canvases[i], source: this.#sources[i] })],
    );
  }

  refreshTheme() {
    for (const canvas of this.#canvases) canvas.setTheme(readTheme());
    this.touch();
  }

  /** @param {import('./score-field.js').Field | null} field */
  setField(field) {
    for (const canvas of this.#canvases) canvas.setField(field);
    this.touch();
  }

  /** Moves on to the present and draws if there is anything new. @param {number} now @returns {boolean} whether it drew */
  frame(now) {
    const seconds = Math.min(0.1, (now - this.#last) / 1000);
    this.#last = now;
    const flows = [this.flow, this.second].filter((flow) => flow !== null);
    const available = Math.min(...flows.map((flow) => flow.available), 1);
    if (flows.length > 0 && this.#playback.tick(seconds, available)) this.touch();
    for (const [i, canvas] of this.#canvases.entries()) {
      if (!this.#places[i].figure.hidden && canvas.resize()) this.touch();
    }
    if (!this.#dirty) return false;
    this.#dirty = false;
    this.#canvases.forEach((canvas, i) => {
      if (!this.#places[i].figure.hidden) {
        canvas.draw(this.#sources[i].shown, this.#playback.progress);
      }
    });
    return true;
  }
}
