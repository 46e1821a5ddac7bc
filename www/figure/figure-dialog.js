// The dialog with the post's figure: it follows the flow that the page shows, moves its time, and
// saves what it shows. What it draws names what it is of; when the page asks for something else, it
// dims until that is there.

import { toCsv } from '../shared/csv.js';
import { LatestRequest } from '../shared/latest-request.js';
import { build, setText } from '../ui/dom.js';
import { makeDialog } from '../ui/dialog.js';
import { download, pngOf } from '../ui/download.js';
import { markEarlier } from '../ui/earlier.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import { readTheme } from '../ui/theme.js';
import { COLUMNS, figureRows, toNpz } from './figure-arrays.js';
import { FigureData } from './figure-data.js';
import { layOut } from './figure-layout.js';
import { pictureOf } from './figure-picture.js';
import { printWith } from './figure-print.js';
import { drawFigure } from './figure-view.js';

/** @typedef {import('./figure-data.js').Flow} Flow */
/** @typedef {import('./figure-data.js').Counts} Counts */
/** @typedef {{ t: number, flows: { origin: import('../settings/origin.js').FlowOrigin, evaluation: Flow['evaluation'], cloud: () => Float32Array }[] }} Moment */
/** @typedef {{ t: number, flows: Flow[], clouds: Float32Array[] }} Question */
/**
 * @typedef {object} Hooks
 * @property {() => Moment | null} moment what the page shows now
 * @property {(flows: Flow[]) => boolean} isNow whether flows are what the page asks for
 * @property {(i: number, config: Flow['config'], points: Float32Array, t: number) => Promise<Counts>} count
 * @property {number} side the histograms over the plane are of [-side, side]²
 * @property {() => 'angle' | 'folded'} angle
 * @property {{ playing: boolean, progress: number, toggle: () => void, seek: (progress: number) => void }} playback
 * @property {() => void} touch the time was moved
 * @property {(error: unknown) => void} report
 * @property {HTMLElement} paper what is printed
 */

/** The sharpness of the saved picture: its pixels for each CSS pixel. */
const RATIO = 2;
/** Steps of the slider. */
const STEPS = 1000;

export class FigureDialog {
  #hooks;
  #canvas = build('canvas', { id: 'figure' });
  #words = build('p', { id: 'figure-words', className: 'note' });
  #note = build('p', { id: 'figure-note', className: 'note' });
  #distances = build('ul', { id: 'figure-distances' });
  #play = build('button', { type: 'button', id: 'figure-play' });
  #time = build('input', { type: 'range', id: 'figure-time', min: '0', max: String(STEPS) });
  #saves = ['png', 'csv', 'npz'].map((kind) =>
    build('button', { type: 'button', id: `figure-${kind}`, disabled: true }),
  );
  #dialog;
  #request;
  /** @type {FigureData | null} */
  #figure = null;
  /** What was asked for last: the same is not counted twice. @type {unknown[]} */
  #asked = [];

  /** @param {Hooks} hooks */
  constructor(hooks) {
    this.#hooks = hooks;
    const { playback, touch } = hooks;
    this.#canvas.setAttribute('role', 'img');
    this.#time.setAttribute('aria-label', 'Time of the flow');
    this.#play.onclick = () => {
      playback.toggle();
      touch();
    };
    this.#time.oninput = () => {
      playback.playing = false;
      playback.seek(Number(this.#time.value) / STEPS);
      touch();
    };
    const acts = [() => this.#savePicture(), () => this.#saveTable(), () => this.#saveArrays()];
    const titles = [
      'A picture, twice as sharp, with title and settings',
      'A table with a row for each bin',
      'NumPy’s arrays: one .npy for each histogram and its edges, in an .npz',
    ];
    this.#saves.forEach((button, i) => {
      button.textContent = ['PNG', 'CSV', 'NumPy'][i];
      button.title = titles[i];
      button.onclick = acts[i];
    });
    this.#dialog = makeDialog('Data and samples', [
      this.#words,
      build('div', { className: 'figure-bar' }, [
        this.#play,
        this.#time,
        build('span', { className: 'figure-saves', role: 'group' }, this.#saves),
      ]),
      this.#canvas,
      this.#distances,
      this.#note,
    ]);
    this.#dialog.querySelector('[role="group"]')?.setAttribute('aria-label', 'Save the figure');
    this.#dialog.id = 'figure-dialog';
    this.#request = new LatestRequest(
      (/** @type {Question} */ { t, flows, clouds }) =>
        Promise.all(flows.map(({ config }, i) => hooks.count(i, config, clouds[i], t))),
      (counts, { t, flows }) => {
        this.#figure = new FigureData({ t, flows, counts, side: hooks.side, angle: hooks.angle() });
        for (const button of this.#saves) button.disabled = false;
        this.#show();
      },
      hooks.report,
    );
    new ResizeObserver(() => this.#draw()).observe(this.#dialog);
    onPixelRatio(() => this.#draw());
    printWith(hooks.paper, () => (this.#isNow ? this.#picture() : null));
  }

  /** Whether the figure, which says of what t it is, is of what the page asks for. */
  get #isNow() {
    return this.#figure !== null && this.#hooks.isNow(this.#figure.flows);
  }

  #picture() {
    return this.#figure && pictureOf(this.#figure, readTheme(), RATIO);
  }

  open() {
    this.#dialog.showModal();
    this.#play.focus({ preventScroll: true });
    this.follow();
  }

  /** After each picture of the page. */
  follow() {
    if (!this.#dialog.open) return;
    const { playback, moment } = this.#hooks;
    setText(this.#play, playback.playing ? 'Pause' : 'Play');
    this.#time.value = String(Math.round(playback.progress * STEPS));
    this.#time.style.setProperty('--share', `${100 * playback.progress}%`);
    const now = moment();
    this.#time.setAttribute('aria-valuetext', now ? `t = ${now.t.toFixed(3)}` : 'no flow yet');
    this.#mark();
    if (!now) return;
    const flows = now.flows.map(({ origin, evaluation }) => ({ ...origin, evaluation }));
    const asked = [now.t, ...now.flows.flatMap(({ origin, evaluation }) => [origin, evaluation])];
    if (asked.length !== this.#asked.length || asked.some((one, i) => one !== this.#asked[i])) {
      this.#asked = asked;
      const clouds = now.flows.map(({ cloud }) => cloud());
      void this.#request.request({ t: now.t, flows, clouds });
    }
  }

  /** Draws anew, in the colours of now, or with another form of the angle. */
  rebuild() {
    this.#asked = [];
    this.#draw();
    this.follow();
  }

  /** Says whether what is shown is of what the page asks for. */
  #mark() {
    const now = this.#isNow;
    markEarlier(this.#dialog, this.#figure !== null && !now);
    if (!this.#figure) return;
    setText(this.#words, (now ? '' : 'Earlier: ') + this.#figure.words);
  }

  #show() {
    const figure = this.#figure;
    if (!figure) return;
    this.#mark();
    const { distances, forward, rows } = figure;
    const lines = distances.length > 0 ? ['At t = 0:', ...distances] : [];
    this.#distances.replaceChildren(...lines.map((words) => build('li', { textContent: words })));
    this.#distances.hidden = lines.length === 0;
    const outside = rows.map((row) => (100 * (1 - figure.inside(row))).toFixed(1));
    const { side } = this.#hooks;
    const notes = [
      forward ? 'No samples here: data on their way to noise.' : '',
      'Dashed: the data.',
      lines.length > 0 ? '✓: no larger than for 95 % of sets of true samples.' : '',
      `Outside of the plane’s [−${side}, ${side}]²: ${rows.map(({ name }, i) => `${outside[i]} % of ${name.toLowerCase()}`).join(', ')}.`,
    ];
    setText(this.#note, notes.filter(Boolean).join(' '));
    this.#canvas.setAttribute('aria-label', figure.description);
    this.#draw();
  }

  #draw() {
    const figure = this.#figure;
    const width = this.#canvas.clientWidth;
    if (!figure || !this.#dialog.open || width === 0) return;
    const theme = readTheme();
    const others = this.#dialog.scrollHeight - this.#canvas.clientHeight;
    const height = innerHeight - others - 2.6 * theme.tick;
    const layout = layOut({ width, height, letters: theme.tick }, figure.rows.length);
    const ratio = Math.min(devicePixelRatio || 1, RATIO);
    this.#canvas.style.height = `${layout.height}px`;
    this.#canvas.width = Math.round(layout.width * ratio);
    this.#canvas.height = Math.round(layout.height * ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    context.scale(ratio, ratio);
    drawFigure(context, layout, figure, theme);
  }

  async #savePicture() {
    const picture = this.#picture();
    if (!picture) return;
    try {
      download('nano-diffusion-figure.png', await pngOf(picture), 'image/png');
    } catch (error) {
      setText(this.#note, /** @type {Error} */ (error).message);
    }
  }

  #saveTable() {
    if (!this.#figure) return;
    const text = toCsv(COLUMNS, figureRows(this.#figure));
    download('nano-diffusion-figure.csv', text, 'text/csv');
  }

  #saveArrays() {
    if (!this.#figure) return;
    download('nano-diffusion-figure.npz', toNpz(this.#figure), 'application/zip');
  }
}
