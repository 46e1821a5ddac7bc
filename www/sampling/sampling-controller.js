// The pictures: which flows they show, from which weights, beside which data. Wires the clients of
// the workers, the player, and what is drawn and measured of the flows.

import { toConfig } from '../settings/config.js';
import { areFlowsNow } from '../settings/origin.js';
import { settled } from '../shared/settle.js';
import { partsOf, setText } from '../ui/dom.js';
import { setStatus } from '../ui/status-attributes.js';
import { ComparisonCard } from './comparison-card.js';
import { momentOf } from './moment.js';
import { PictureText } from './picture-text.js';
import { PlaybackSync } from './playback-sync.js';
import { Playback } from './playback.js';
import { PlayerView } from './player-view.js';
import { SIDE } from './sampling-canvas.js';
import { SamplingClient } from './sampling-client.js';
import { SamplingView } from './sampling-view.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('./playback-sync.js').FieldOf} FieldOf */

/** Points of data behind the particles. */
const DATA_POINTS = 3000;

export class SamplingController {
  playback = new Playback();
  #state;
  #hooks;
  #part;
  #player;
  #comparison;
  #sync;
  #text;
  /** One for each picture. @type {SamplingClient[]} */
  #clients;
  /** The flows that the pictures were last said to be of. @type {unknown[]} */
  #marked = [null, null];

  /**
   * @param {HTMLElement} root
   * @param {AppState} state
   * @param {object} hooks
   * @param {import('./histograms.js').Histograms} hooks.histograms
   * @param {FieldOf} hooks.fieldOf a score field, from whoever knows the exact one
   * @param {import('../ui/notices.js').Notices} hooks.notices
   * @param {{ flow: (error: unknown) => void, exact: (error: unknown) => void }} hooks.report
   */
  constructor(root, state, hooks) {
    const part = (this.#part = partsOf(root));
    this.#state = state;
    this.#hooks = hooks;
    this.#clients = [0, 1].map(
      () =>
        new SamplingClient({
          onFrame: () => this.view.touch(),
          onCrash: (error) => {
            const action = { label: 'Try again', run: () => void this.makeFlow(true) };
            const words = `The sampling worker stopped: ${error.message}`;
            hooks.notices.show('flow', 'error', words, action);
          },
        }),
    );
    const [first, second] = this.#clients;
    this.view = new SamplingView(root, [first, second], this.playback);
    this.#player = new PlayerView(root, this.playback, () => this.view.touch());
    this.#sync = new PlaybackSync(state, {
      view: this.view,
      playback: this.playback,
      histograms: hooks.histograms,
      histogramsOf: (i, config, points, t) => this.#clients[i].histograms(config, points, t),
      fieldOf: hooks.fieldOf,
      report: hooks.report,
    });
    const canvases = [part('flow'), part('second-flow')];
    this.#text = new PictureText(canvases, this.#clients, state, this.playback);
    this.#listen();
    // After the listener that makes another flow.
    this.#comparison = new ComparisonCard(part, state);
    state.onAny(() => this.#markPictures());
  }

  #listen() {
    const state = this.#state;
    const data = settled(() => this.showData());
    const flow = settled(() => this.makeFlow(true));
    state.onSettings((change) => {
      this.showSettings();
      if (change.has('field')) this.#sync.field(true);
      if (change.affects('data')) data();
      if (change.has('direction')) {
        for (const client of this.#clients) client.clear();
        this.playback.restart();
      }
      // In reverse, while training, the next flow takes the new values anyway.
      if (change.affects('flow') && (state.forward || !state.training)) flow();
    });
  }

  /** The worker of the first picture, which also knows presets, schedules, data and memory. */
  get client() {
    return this.#clients[0];
  }

  /** What the pictures show now. */
  get moment() {
    return momentOf([this.view.flow, this.view.second], this.playback.progress);
  }

  /** The post's figure of a picture's particles, over the square that the picture shows.
   * @param {number} i @param {import('../settings/app-state.js').Config} config @param {Float32Array} points @param {number} t */
  figure(i, config, points, t) {
    return this.#clients[i].figure(config, points, t, SIDE);
  }

  /** Puts the settings on the page. */
  showSettings() {
    const { forward, comparison, settings } = this.#state;
    setText(this.#part('place-start'), forward ? 'data' : 'noise');
    setText(this.#part('place-end'), forward ? 'noise' : 'data');
    this.view.setSecond(comparison !== null);
    this.playback.speed = settings.playback;
  }

  /** Moves on to the present. @param {number} now @returns {boolean} whether there is a new picture */
  frame(now) {
    if (!this.view.frame(now)) return false;
    const { flow, second } = this.view;
    if (flow !== this.#marked[0] || second !== this.#marked[1]) this.#markPictures();
    this.#player.draw(flow);
    this.#sync.follow();
    this.#text.moved();
    return true;
  }

  /** What the pictures show, and whether that is what is asked for now. */
  #markPictures() {
    const { flow, second } = this.view;
    this.#marked = [flow, second];
    const flows = [flow, ...(this.#state.comparison ? [second] : [])];
    const origins = flows.flatMap((each) => (each?.origin ? [each.origin] : []));
    const now = areFlowsNow(this.#state, origins);
    this.view.setOrigins(origins, now);
  }

  /** Draws the data behind the particles. */
  async showData() {
    try {
      this.view.setData(await this.client.data(toConfig(this.#state.settings), DATA_POINTS));
    } catch (error) {
      this.#hooks.report.flow(error);
    }
  }

  /** Makes the flows from the weights at hand. @param {boolean} live show them while they are made */
  async makeFlow(live) {
    const { model, flows: wanted } = this.#state;
    if (!model) return;
    try {
      // A second picture that is no longer wanted gives back its memory.
      for (const hidden of this.#clients.slice(wanted.length)) hidden.clear();
      const origins = wanted.map((flow) => ({ ...flow, model }));
      const found = await Promise.all(
        origins.map((origin, i) => this.#clients[i].run(origin, live)),
      );
      const ends = found.flatMap((end) => (end ? [end] : []));
      if (ends.length < wanted.length) return; // newer ones took their place
      this.#hooks.notices.dismiss('flow');
      if (this.#comparison.show(ends, origins)) {
        setStatus('flow', model.source);
      }
      setStatus('direction', wanted[0].plan.direction);
      this.#sync.histograms(true);
      this.view.touch();
    } catch (error) {
      this.#hooks.report.flow(error);
    }
  }
}
