// What the Export menu saves: weights, samples, picture, film, losses. Wires the page's parts to
// the writers of the formats.

import { pointRows, toCsv } from '../shared/csv.js';
import { dataNames } from '../settings/data-sets.js';
import { rowsInFileUnits } from '../settings/file-units.js';
import { frameOf } from '../settings/points-codec.js';
import { isLearned, processInWords, scoreInWords } from '../settings/origin.js';
import { download, pngOf } from '../ui/download.js';
import { Menu } from '../ui/menu.js';
import { toNpy } from '../shared/npy.js';
import { CaptionedPicture } from './captioned-picture.js';
import { WEIGHTS_FILE } from './pytorch-code.js';
import { record, recordingProblem } from './recording.js';
import { readTheme } from '../ui/theme.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../shared/loss-series.js').LossSeries} LossSeries */
/** @typedef {import('../ui/notices.js').Notices} Notices */
/** @typedef {import('../settings/origin.js').FlowOrigin} FlowOrigin */
/** @typedef {{ complete: boolean, length: number, origin: FlowOrigin | null, frame: (index: number) => Float32Array, timeAt: (progress: number) => number }} Film */
/**
 * The pictures of the particles, as far as they are saved here.
 * @typedef {object} Pictures
 * @property {HTMLCanvasElement[]} live those on the page: what is drawn on them changes
 * @property {(ratio: number) => HTMLCanvasElement[]} copies what they show now, at a sharpness
 * @property {() => void} touch draws them anew
 * @property {Film | null} flow
 * @property {Film | null} second
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
      'samples-file': () => this.#samplesInFileUnits(),
      'samples-npy': () => this.#samplesNpy(),
      picture: () => this.#picture(),
      film: () => this.#record(),
      losses: () => this.#lossesCsv(),
    };
    root.addEventListener('toggle', () => this.#offer(root));
    new Menu(root, async (item) => {
      notices.dismiss('export');
      try {
        await acts[item]?.();
      } catch (error) {
        notices.show('export', 'warning', /** @type {Error} */ (error).message);
      }
    });
  }

  /** What there is not is not offered, and what it is, is said. @param {HTMLElement} root */
  #offer(root) {
    const item = (/** @type {string} */ name) =>
      /** @type {HTMLButtonElement} */ (root.querySelector(`[data-item="${name}"]`));
    const hint = (/** @type {HTMLButtonElement} */ button) =>
      /** @type {HTMLElement} */ (button.querySelector('small'));
    const losses = item('losses');
    losses.disabled = this.#losses().step === 0;
    hint(losses).textContent = losses.disabled ? 'none yet: train first' : 'CSV, every step';
    const forward = this.#pictures.flow?.origin?.plan.direction !== 'reverse';
    item('samples-file').hidden = item('samples-file').disabled = !this.#frame;
    for (const name of ['samples-csv', 'samples-file', 'samples-npy']) {
      const [words] = item(name).childNodes;
      words.textContent = forward ? 'Noised data at t = T ' : 'Samples ';
    }
  }

  /** Where the particles end, in a file’s name. */
  get #what() {
    return this.#pictures.flow?.origin?.plan.direction === 'reverse' ? 'samples' : 'noised-data';
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
      throw new Error('The flow isn’t ready yet. Try again when it has finished.');
    return flow.frame(flow.length - 1);
  }

  #samplesCsv() {
    const text = toCsv(['x', 'y'], pointRows(this.#samples()));
    download(`nano-diffusion-${this.#what}.csv`, text, 'text/csv');
  }

  /** How the points of a file were moved and scaled, where the flow is about such points. */
  get #frame() {
    const origin = this.#pictures.flow?.origin;
    // A network moves particles to the data that it was trained on.
    const about = origin && isLearned(origin) ? origin.model.config : origin?.config;
    return frameOf(about?.data.frame ?? []);
  }

  #samplesInFileUnits() {
    const frame = this.#frame;
    if (!frame) throw new Error('The data of this flow are not from a file.');
    const text = toCsv(['x', 'y'], rowsInFileUnits(this.#samples(), frame));
    download(`nano-diffusion-${this.#what}-file-units.csv`, text, 'text/csv');
  }

  #samplesNpy() {
    const points = this.#samples();
    const bytes = toNpy(points, [points.length / 2, 2]);
    download(`nano-diffusion-${this.#what}.npy`, bytes, 'application/octet-stream');
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
    const origins = [flow, this.#pictures.second].flatMap((each) => each?.origin ?? []);
    const [first] = origins;
    if (!first) return 'Nano diffusion';
    const [one, other] = origins.map(processInWords);
    const what = other === undefined ? one : `left ${one}, right ${other}`;
    const { known } = dataNames(first.config.data.kind);
    // “Exact score” is said of the process.
    const whose = origins.filter(isLearned).slice(0, 1).map(scoreInWords);
    const words = [`t = ${t}`, known, what, ...whose, `seed ${first.config.seed}`];
    return ['Nano diffusion', ...words].join('  ·  ');
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
      'Recording one pass of the flow. Pause to stop recording.',
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
