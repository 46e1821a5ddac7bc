// The pictures of the flow, one or two of them, in step: drawing, and what they show. Knows no
// messages: the flows come from the stores it is given.

import { SamplingCanvas } from './sampling-canvas.js';
import { processInWords } from '../settings/origin.js';
import { partsOf, setText } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';
import { readTheme } from '../ui/theme.js';

/** @typedef {import('./trajectory.js').Trajectory} Trajectory */
/** @typedef {import('../settings/origin.js').FlowOrigin} FlowOrigin */
/** @typedef {import('./playback.js').Playback} Playback */
/** @typedef {{ figure: HTMLElement, canvas: HTMLCanvasElement, caption: HTMLElement }} Place */
/** @typedef {{ shown: Trajectory | null }} Source */

export class SamplingView {
  #places;
  #canvases;
  /** What the flows shown were made of. @type {FlowOrigin[]} */
  #origins = [];
  #fieldWords = '';
  /** What the key calls the particles. */
  #samplesKey;
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
    this.#samplesKey = /** @type {HTMLElement} */ (root.querySelector('.legend .samples'));
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

  /** @param {boolean} there whether there is to be a second picture */
  setSecond(there) {
    this.#places[1].figure.hidden = !there;
    this.touch();
  }

  /**
   * What the pictures are of, in words: two of them, or data on their way to noise, are not taken for
   * one another.
   * @param {FlowOrigin[]} origins of the flows that they show; fewer than pictures: one is being made
   * @param {boolean} now whether that is what is asked for now
   */
  setOrigins(origins, now) {
    this.#origins = origins;
    for (const [i, { figure }] of this.#places.entries()) {
      markEarlier(figure, !now && Boolean(origins[i]));
    }
    this.#caption();
    const forward = origins[0] && origins[0].plan.direction !== 'reverse';
    setText(this.#samplesKey, forward ? 'noised data' : 'samples');
  }

  #caption() {
    const two = !this.#places[1].figure.hidden;
    for (const [i, { caption }] of this.#places.entries()) {
      const origin = this.#origins[i];
      const process = origin ? processInWords(origin) : 'computing …';
      const words = [two ? process : '', this.#fieldWords].filter(Boolean).join(' · ');
      setText(caption, words);
      caption.hidden = words === '';
    }
  }

  /** @param {Float32Array} points */
  setData(points) {
    for (const canvas of this.#canvases) canvas.setData(points);
    this.touch();
  }

  /** What the pictures show now, on canvases of their own. @param {number} ratio device pixels for each CSS pixel */
  copies(ratio) {
    const side = this.#canvases[0].side;
    return this.#visible(({ canvas, source }) => {
      const twin = canvas.twin(ratio, side);
      twin.draw(source.shown, this.#playback.progress);
      return twin.canvas;
    });
  }

  /** Pictures of the flows shown now, to be drawn at any progress: they stay those, in their size. */
  filmed() {
    const [{ ratio, side }] = this.#canvases;
    const pictures = this.#visible(({ canvas, source }) => ({
      twin: canvas.twin(ratio, side),
      canvas,
      flow: source.shown,
    }));
    return {
      canvases: pictures.map(({ twin }) => twin.canvas),
      ratio,
      draw: (/** @type {number} */ progress) => {
        for (const { twin, canvas, flow } of pictures) {
          twin.follow(canvas);
          twin.draw(flow, progress);
        }
      },
    };
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

  /**
   * @param {import('./score-field.js').Field | null} field
   * @param {string} [words] what it is of, where that does not go without saying
   */
  setField(field, words = '') {
    this.#fieldWords = words;
    this.#caption();
    for (const canvas of this.#canvases) canvas.setField(field);
    for (const { figure } of this.#places) figure.toggleAttribute('data-field', field !== null);
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
