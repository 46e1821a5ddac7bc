// What the Export menu saves: weights, samples, picture, film, losses. Wires the page's parts to
// the writers of the formats.

import { pointRows, toCsv } from '../shared/csv.js';
import { download } from '../ui/download.js';
import { Menu } from '../ui/menu.js';
import { toNpy } from './npy.js';
import { Plate, pngOf } from './captioned-picture.js';
import { WEIGHTS_FILE } from './pytorch-code.js';
import { record, recordingProblem } from './recording.js';
import { readTheme } from '../ui/theme.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../ui/notices.js').Notices} Notices */

/** The sharpness of a saved picture: its pixels for each CSS pixel. */
const RATIO = 2;
/** The end of a film is held this long (milliseconds). */
const HOLD = 1000;

export class Exports {
  #state;
  #stage;
  #playback;
  #notices;
  #losses;
  #film = /** @type {AbortController | null} */ (null);

  /**
   * @param {HTMLDetailsElement} menu
   * @param {AppState} state
   * @param {object} parts
   * @param {import('../sampling/sampling-view.js').SamplingView} parts.stage
   * @param {import('../sampling/playback.js').Playback} parts.playback
   * @param {Notices} parts.notices
   * @param {() => import('../shared/loss-series.js').LossSeries} parts.losses of the run at hand
   */
  constructor(menu, state, { stage, playback, notices, losses }) {
    this.#state = state;
    this.#stage = stage;
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
    new Menu(menu, async (item) => {
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
    const flow = this.#stage.flow;
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
    const flow = this.#stage.flow;
    const t = flow && flow.length > 0 ? flow.timeAt(this.#playback.place).toFixed(3) : '–';
    const [first, second] = this.#state.captions;
    const what = second === null ? this.#state.caption : `left ${first}, right ${second}`;
    const whose = this.#state.forward ? [] : [this.#state.model?.source ?? 'no weights'];
    return ['Nano diffusion', `t = ${t}`, what, ...whose, `seed ${this.#state.settings.seed}`].join(
      '  ·  ',
    );
  }

  async #picture() {
    const pictures = this.#stage.copies(RATIO);
    const plate = new Plate(pictures, RATIO, readTheme());
    plate.draw(pictures, this.#words());
    download('nano-diffusion.png', await pngOf(plate.canvas), 'image/png');
  }

  /** Plays the flow once from its start, and films it. */
  async #record() {
    const problem = recordingProblem();
    if (problem) throw new Error(problem);
    this.#film?.abort();
    const film = (this.#film = new AbortController());
    const [first] = this.#stage.live;
    const plate = new Plate(this.#stage.live, first.width / first.clientWidth, readTheme());
    const playback = this.#playback;
    const wasPlaying = playback.playing;
    playback.playing = true;
    playback.restart();
    this.#stage.touch();
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
        plate.canvas,
        () => {
          plate.draw(this.#stage.live, this.#words());
          if (playback.place >= 1 && Number.isNaN(ended)) ended = performance.now();
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
        this.#stage.touch();
      }
    }
  }
}
