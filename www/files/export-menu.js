// What the Export menu saves: weights, samples, picture, film, losses. Wires the page's parts to
// the writers of the formats.

import { pointRows, toCsv } from '../shared/csv.js';
import { download } from '../ui/download.js';
import { Menu } from '../ui/menu.js';
import { toNpy } from './npy.js';
import { CaptionedPicture, pngOf } from './captioned-picture.js';
import { WEIGHTS_FILE } from './pytorch-code.js';
import { record, recordingProblem } from './recording.js';
import { readTheme } from '../ui/theme.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../shared/loss-series.js').LossSeries} LossSeries */
/** @typedef {import('../ui/notices.js').Notices} Notices */
/**
 * The pictures of the particles, as far as they are saved here.
 * @typedef {object} Pictures
 * @property {HTMLCanvasElement[]} live those on the page: what is drawn on them changes
 * @property {(ratio: number) => HTMLCanvasElement[]} copies what they show now, at a sharpness
 * @property {() => void} touch draws them anew
 * @property {{ complete: boolean, length: number, frame: (index: number) => Float32Array, timeAt: (progress: number) => number } | null} flow
 */
/** @typedef {{ playing: boolean, progress: number, restart: () => void }} Playback */

/** The sharpness of a saved picture: its pixels for each CSS pixel. */
const RATIO = 2;
/** The end of a film is held this long (milliseconds). */
const HOLD = 1000;

export class ExportMenu {
  #state;
  #pictures;
  #playback;
  #notices;
  #losses;
  #film = /** @type {AbortController | null} */ (null);

  /**
   * @param {HTMLDetailsElement} root the menu
   * @param {AppState} state
   * @param {object} parts
   * @param {Pictures} parts.pictures
   * @param {Playback} parts.playback
   * @param {Notices} parts.notices
   * @param {() => LossSeries} parts.losses of the run at hand
   */
  constructor(root, state, { pictures, playback, notices, losses }) {
    this.#state = state;
    this.#pictures = pictures;
    this.#playback = playback;
    this.#notices = notices;
    this.#losses = losses;
    /** @type {Record<string, () => void | Promise<void>>} */
    const acts = {
      weights: () => this.weights(),
      'samples-csv': () => this.#samplesCsv(),
      'samples-npy': () => this.#samplesNpy(),
      picture: () => this.#picture(),
      film: () => this.#record(),
      losses: () => this.#lossesCsv(),
    };
    new Menu(root, async (item) => {
      notices.dismiss('export');
      try {
        await acts[item]?.();
      } catch (error) {
        notices.show('export', 'warning', /** @type {Error} */ (error).message);
      }
    });
  }

  /** The weights at hand. */
  weights() {
    const { model } = this.#state;
    if (!model) throw new Error('There are no weights to save yet: train first.');
    const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (model.bytes);
    download(WEIGHTS_FILE, bytes, 'application/octet-stream');
  }

  /** Where the particles of the first picture end up. */
  #samples() {
    const flow = this.#pictures.flow;
    if (!flow?.complete)
      throw new Error('The samples are still on their way: try again when the flow is whole.');
    return flow.frame(flow.length - 1);
  }

  #samplesCsv() {
    const text = toCsv(['x', 'y'], pointRows(this.#samples()));
    download('nano-diffusion-samples.csv', text, 'text/csv');
  }

  #samplesNpy() {
    const points = this.#samples();
    const bytes = toNpy(points, [points.length / 2, 2]);
    download('nano-diffusion-samples.npy', bytes, 'application/octet-stream');
  }

  #lossesCsv() {
    const losses = this.#losses();
    if (losses.step === 0) throw new Error('There are no losses to save yet: train first.');
    const text = toCsv(['step', 'loss', 'mean'], losses.rows());
    download('nano-diffusion-loss.csv', text, 'text/csv');
  }

  /** The line under a picture. */
  #words() {
    const flow = this.#pictures.flow;
    const t = flow && flow.length > 0 ? flow.timeAt(this.#playback.progress).toFixed(3) : '–';
    const [first, second] = this.#state.captions;
    const what = second === null ? this.#state.caption : `left ${first}, right ${second}`;
    const whose = this.#state.forward ? [] : [this.#state.model?.source ?? 'no weights'];
    return ['Nano diffusion', `t = ${t}`, what, ...whose, `seed ${this.#state.settings.seed}`].join(
      '  ·  ',
    );
  }

  async #picture() {
    const pictures = this.#pictures.copies(RATIO);
    const picture = new CaptionedPicture(pictures, RATIO, readTheme());
    picture.draw(pictures, this.#words());
    download('nano-diffusion.png', await pngOf(picture.canvas), 'image/png');
  }

  /** Plays the flow once from its start, and films it. */
  async #record() {
    const problem = recordingProblem();
    if (problem) throw new Error(problem);
    this.#film?.abort();
    const film = (this.#film = new AbortController());
    const [first] = this.#pictures.live;
    const picture = new CaptionedPicture(
      this.#pictures.live,
      first.width / first.clientWidth,
      readTheme(),
    );
    const playback = this.#playback;
    const wasPlaying = playback.playing;
    playback.playing = true;
    playback.restart();
    this.#pictures.touch();
    this.#notices.show(
      'export',
      'info',
      'Filming the flow: it plays once. Pausing it ends the film.',
      {
        label: 'Cancel',
        run: () => film.abort(),
      },
    );
    let ended = NaN;
    try {
      const blob = await record(
        picture.canvas,
        () => {
          picture.draw(this.#pictures.live, this.#words());
          if (playback.progress >= 1 && Number.isNaN(ended)) ended = performance.now();
          return playback.playing && !(performance.now() - ended > HOLD);
        },
        film.signal,
      );
      if (blob) download('nano-diffusion.webm', blob, 'video/webm');
    } finally {
      if (this.#film === film) {
        this.#film = null;
        this.#notices.dismiss('export');
        playback.playing &&= wasPlaying;
        this.#pictures.touch();
      }
    }
  }
}
