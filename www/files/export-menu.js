// What the Export menu saves: weights, samples, picture, film, losses. Wires the page's parts to
// the writers of the formats.

import { pointRows, toCsv } from '../shared/csv.js';
import { dataNames } from '../settings/data-sets.js';
import { rowsInFileUnits } from '../settings/file-units.js';
import { isLearned, processInWords, scoreInWords } from '../settings/origin.js';
import { download, pngOf } from '../ui/download.js';
import { later } from '../ui/later.js';
import { Menu } from '../ui/menu.js';
import { toNpy } from '../shared/npy.js';
import { CaptionedPicture } from './captioned-picture.js';
import { frameOfFlow, pointsColumns, pointsFile, pointsHint } from './export-words.js';
import { WEIGHTS_FILE } from './pytorch-code.js';
import { readTheme } from '../ui/theme.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../shared/loss-series.js').LossSeries} LossSeries */
/** @typedef {import('../ui/notices.js').Notices} Notices */
/** @typedef {import('../settings/origin.js').FlowOrigin} FlowOrigin */
/** @typedef {{ complete: boolean, length: number, particles: number, origin: FlowOrigin | null, frame: (index: number) => Float32Array, timeAt: (progress: number) => number }} Flow */
/**
 * The pictures of the particles, as far as they are saved here.
 * @typedef {object} Pictures
 * @property {() => import('./film.js').Filmed} filmed of the flows shown now
 * @property {(ratio: number) => HTMLCanvasElement[]} copies what they show now, at a sharpness
 * @property {() => void} touch draws them anew
 * @property {Flow | null} flow
 * @property {Flow | null} second
 */
/** @typedef {{ playing: boolean, progress: number, restart: () => void, shareOf: (seconds: number) => number }} Playback */

/** The sharpness of a saved picture: its pixels for each CSS pixel. */
const RATIO = 2;
const filming = later(() => import('./film.js'));
const slides = later(() => import('./slide-picture.js'));
const NOT_READY = 'The flow isn’t ready yet. Try again when it has finished.';

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
      slide: () => this.#slide(),
      film: () => this.#record(),
      losses: () => this.#lossesCsv(),
    };
    const pick = async (/** @type {string} */ item) => {
      notices.dismiss('export');
      try {
        await acts[item]?.();
      } catch (error) {
        notices.show('export', 'warning', /** @type {Error} */ (error).message);
      }
    };
    new Menu(root, pick, () => this.#offer(root));
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
    const flow = this.#whole;
    for (const [name, format] of [
      ['samples-csv', 'CSV'],
      ['samples-file', 'CSV in your file’s units'],
      ['samples-npy', 'npy, for NumPy'],
    ]) {
      const [words] = item(name).childNodes;
      words.textContent = this.#state.forward ? 'Noised data ' : 'Samples ';
      item(name).disabled = !flow;
      hint(item(name)).textContent = flow ? `${format}: ${pointsHint(flow)}` : 'not ready yet';
    }
    item('samples-file').hidden = item('samples-file').disabled = !flow || !frameOfFlow(flow);
    const { model } = this.#state;
    item('weights').disabled = !model;
    hint(item('weights')).textContent = model ? `safetensors: ${model.source}` : 'none yet';
  }

  /** The flow of the first picture, if it has come to its end and is of what the menu says. */
  get #whole() {
    const { flow } = this.#pictures;
    if (!flow?.complete || !flow.origin) return null;
    const forward = flow.origin.plan.direction !== 'reverse';
    return forward === this.#state.forward ? { ...ended(flow), origin: flow.origin } : null;
  }

  /** The weights at hand. */
  weights() {
    const { model } = this.#state;
    if (!model) throw new Error('There are no weights to save yet: train first.');
    const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (model.bytes);
    download(WEIGHTS_FILE, bytes, 'application/octet-stream');
  }

  /** The flow whose end is saved. */
  #ended() {
    const flow = this.#whole;
    if (!flow) throw new Error(NOT_READY);
    return flow;
  }

  #samplesCsv() {
    const flow = this.#ended();
    const text = toCsv(pointsColumns(flow), pointRows(flow.last));
    download(`${pointsFile(flow)}.csv`, text, 'text/csv');
  }

  #samplesInFileUnits() {
    const flow = this.#ended();
    const frame = frameOfFlow(flow);
    if (!frame) throw new Error('The data of this flow are not from a file.');
    const columns = pointsColumns(flow, 'units of your file');
    const text = toCsv(columns, rowsInFileUnits(flow.last, frame));
    download(`${pointsFile(flow)}-file-units.csv`, text, 'text/csv');
  }

  #samplesNpy() {
    const flow = this.#ended();
    const bytes = toNpy(flow.last, [flow.last.length / 2, 2]);
    download(`${pointsFile(flow)}.npy`, bytes, 'application/octet-stream');
  }

  #lossesCsv() {
    const losses = this.#losses();
    if (losses.step === 0) throw new Error('There are no losses to save yet: train first.');
    const text = toCsv(['step', 'loss', 'mean'], losses.rows());
    download('nano-diffusion-loss.csv', text, 'text/csv');
  }

  /**
   * What is said of a picture: the name of the page, then what it shows.
   * @param {Flow | null} flow
   * @param {Flow | null} second
   * @param {number} progress
   */
  #words(flow, second, progress) {
    const t = flow && flow.length > 0 ? flow.timeAt(progress).toFixed(3) : '–';
    const origins = [flow, second].flatMap((each) => each?.origin ?? []);
    const [first] = origins;
    if (!first) return ['Nano diffusion'];
    const [one, other] = origins.map(processInWords);
    const what = other === undefined ? one : `left ${one}, right ${other}`;
    const { known } = dataNames(first.config.data.kind);
    // “Exact score” is said of the process.
    const whose = origins.filter(isLearned).slice(0, 1).map(scoreInWords);
    return ['Nano diffusion', `t = ${t}`, known, what, ...whose, `seed ${first.config.seed}`];
  }

  /**
   * The same as a line under a picture.
   * @param {Flow | null} flow
   * @param {Flow | null} second
   * @param {number} progress
   */
  #line(flow, second, progress) {
    return this.#words(flow, second, progress).join('  ·  ');
  }

  async #picture() {
    const pictures = this.#pictures.copies(RATIO);
    const picture = new CaptionedPicture(pictures, RATIO, readTheme());
    const { flow, second } = this.#pictures;
    picture.draw(pictures, this.#line(flow, second, this.#playback.progress));
    download('nano-diffusion.png', await pngOf(picture.canvas), 'image/png');
  }

  async #slide() {
    const { sideOf, slideOf } = await slides();
    const { flow, second } = this.#pictures;
    const [{ width }, ...others] = this.#pictures.copies(1);
    const pictures = this.#pictures.copies(sideOf(1 + others.length) / width);
    const words = this.#words(flow, second, this.#playback.progress);
    const slide = slideOf(pictures, words, readTheme());
    download('nano-diffusion-slide.png', await pngOf(slide), 'image/png');
  }

  /** Plays the flow once from its start, and films it. */
  async #record() {
    const { filmOnce, recordingProblem } = await filming();
    const problem = recordingProblem();
    if (problem) throw new Error(problem);
    const { flow, second } = this.#pictures;
    if (!flow?.complete || second?.complete === false) throw new Error(NOT_READY);
    this.#film?.abort();
    const film = (this.#film = new AbortController());
    const playback = this.#playback;
    const wasPlaying = playback.playing;
    const words = 'Recording one pass of the flow. Pause to stop recording.';
    const cancel = { label: 'Cancel', run: () => film.abort() };
    this.#notices.show('export', 'info', words, cancel);
    try {
      const found = await filmOnce(this.#pictures.filmed(), {
        words: (progress) => this.#line(flow, second, progress),
        shareOf: (seconds) => playback.shareOf(seconds),
        goesOn: () => playback.playing,
        restart: () => {
          playback.playing = true;
          playback.restart();
          this.#pictures.touch();
        },
        signal: film.signal,
      });
      if (found) download(`nano-diffusion.${found.extension}`, found.blob, found.blob.type);
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

/** Of a whole flow what its end is told by. @param {Flow} flow */
function ended(flow) {
  return {
    particles: flow.particles,
    last: flow.frame(flow.length - 1),
    timeAt: (/** @type {number} */ progress) => flow.timeAt(progress),
  };
}
