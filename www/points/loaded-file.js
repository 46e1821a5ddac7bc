// A file whose points are about to be used: it is read, moved and scaled to the page's size, shown,
// and read again whenever something about it is chosen otherwise.

import { formatCount } from '../shared/format.js';
import { brief, frameInWords } from '../reading/frame-words.js';
import { picturePixels } from '../reading/picture-pixels.js';
import { PointsPreview } from './points-preview.js';
import { readPoints } from '../reading/read-points.js';
import { outliersOf, toPage } from '../reading/scaling.js';

/** @typedef {import('../reading/read-points.js').Choices} Choices */
/** @typedef {import('../reading/read-points.js').Reading} Reading */
/** @typedef {import('../settings/points-codec.js').Frame} Frame */
/** How points are scaled: x and y each by itself, and without those far from all others.
 * @typedef {{ apart: boolean, near: boolean }} Fit */

/** Outliers named one by one. */
const NAMED = 3;
const UNCHANGED = 'Your points are unchanged.';

export class LoadedFile {
  #file;
  #preview;
  #say;
  #take;
  #ended = new AbortController();
  /** @type {Choices} */
  #choices = {};
  /** @type {Fit} */
  #fit = { apart: false, near: false };
  /** @type {Reading | null} */
  #reading = null;

  /**
   * @param {File} file
   * @param {HTMLElement} place of the preview
   * @param {object} hooks
   * @param {(words: string, fault?: boolean) => void} hooks.say
   * @param {(points: ArrayLike<number>, frame: Frame | null) => void} hooks.take the points, to be shown
   */
  constructor(file, place, { say, take }) {
    this.#file = file;
    this.#say = say;
    this.#take = take;
    this.#preview = new PointsPreview(place, {
      onChoose: (choices) => {
        Object.assign(this.#choices, choices);
        // Other columns have other names and places.
        if ('delimiter' in choices)
          for (const key of ['x', 'y']) delete this.#choices[/** @type {'x'} */ (key)];
        void this.read();
      },
      onFit: (fit) => {
        Object.assign(this.#fit, fit);
        this.#show();
      },
    });
  }

  /** It is no longer what the editor shows. */
  end() {
    this.#ended.abort();
    this.#preview.hide();
  }

  async read() {
    this.#ended.abort();
    const { signal } = (this.#ended = new AbortController());
    const { name } = this.#file;
    this.#say(`Reading ${name}…`);
    let shown = 0;
    const read = await readPoints(this.#file, this.#choices, {
      signal,
      pixels: picturePixels,
      onProgress: (share) => {
        const percent = Math.round(100 * share);
        if (signal.aborted || percent === shown) return;
        this.#say(`Reading ${name}: ${(shown = percent)} %`);
      },
    });
    if (signal.aborted || read === null) return;
    if (typeof read === 'string') {
      this.#say(`${read} ${UNCHANGED}`, true);
      // Read otherwise before, it can be again.
      if (!this.#reading) this.#preview.hide();
      return;
    }
    this.#reading = read;
    this.#show();
  }

  #show() {
    const reading = /** @type {Reading} */ (this.#reading);
    const { kind, points, places, what, question } = reading;
    const { name } = this.#file;
    const { apart, near } = this.#fit;
    if (question) {
      this.#preview.show(reading, this.#fit, '');
      this.#say(`${name}: answer the question below to load its points. ${UNCHANGED}`);
      return;
    }
    const far = kind === 'picture' ? [] : outliersOf(points, apart);
    const out = new Set(near ? far : []);
    const kept = points.filter((_, i) => !out.has(i >> 1));
    const scaled = toPage(kept, apart && kind !== 'picture');
    const named = far.slice(0, NAMED).map((i) => {
      const [x, y] = [brief(points[2 * i]), brief(points[2 * i + 1])];
      return `${places[i] ?? 'a point'} (${x}, ${y})`;
    });
    const more = far.length > NAMED ? ` and ${formatCount(far.length - NAMED)} more` : '';
    this.#preview.show(reading, this.#fit, far.length > 0 ? `${named.join(', ')}${more}` : '');
    if (!scaled) {
      this.#say(`The points of ${name} are too far apart to be drawn to scale. ${UNCHANGED}`, true);
      return;
    }
    const frame = kind === 'picture' ? null : scaled.frame;
    this.#take(scaled.points, frame);
    const less = out.size > 0 ? `, ${formatCount(out.size)} left out` : '';
    this.#say(`${name}: ${what}${less}${frame ? `; ${frameInWords(frame)}` : ''}.`);
  }
}
