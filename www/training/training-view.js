// The training card: its buttons, progress and figures.

import { formatCount, formatDuration, formatEstimate, formatFigure } from '../shared/format.js';
import { reschedulingWords, scheduleInWords } from '../shared/schedules.js';
import { partsOf, setText } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';

/** @typedef {import('./training-client.js').TrainingClient} TrainingClient */
/** @typedef {import('../settings/app-state.js').AskedModel} AskedModel */
/** @typedef {import('../settings/app-state.js').Measured} Measured */

/** @type {Record<import('./training-client.js').State, string>} */
const BUTTON = {
  idle: 'Train',
  starting: 'Starting …',
  running: 'Pause',
  paused: 'Resume',
  finished: 'Train again',
  failed: 'Train again',
};

/** @type {Record<import('./training-client.js').State, string>} */
const WORDS = {
  idle: 'Not training.',
  starting: 'Starting from random weights …',
  running: 'Training.',
  paused: 'Paused.',
  finished: 'Trained.',
  failed: 'Stopped by an error.',
};

export class TrainingView {
  #elements;
  #training;

  /**
   * @param {HTMLElement} root the card of training
   * @param {TrainingClient} training
   * @param {{ onMain: () => void, onRestart: () => void }} hooks
   */
  constructor(root, training, { onMain, onRestart }) {
    const part = partsOf(root);
    this.#training = training;
    this.#elements = {
      main: /** @type {HTMLButtonElement} */ (part('train')),
      restart: part('restart-training'),
      progress: /** @type {HTMLProgressElement} */ (part('progress')),
      status: part('training-status'),
      step: part('step'),
      rate: part('rate'),
      left: part('left'),
      loss: part('loss'),
      floor: part('floor'),
      excess: part('excess'),
      kl: part('kl'),
      stale: part('stale'),
      asked: part('asked'),
      askedWarning: part('asked-warning'),
    };
    this.#elements.main.onclick = onMain;
    this.#elements.restart.onclick = onRestart;
  }

  /**
   * @param {object} figures each NaN or null if there is none
   * @param {number} figures.loss running mean
   * @param {number} figures.floor the loss of a perfect network
   * @param {Measured | null} figures.excess how far the network's is above it
   * @param {Measured | null} figures.kl what the network's density lacks
   * @param {{ loss: string, quality: string }} earlier what the loss is of, or excess and KL, where that
   * is not the settings at hand; else empty
   * @param {{ settings: string[], held: boolean }} stale labels of the settings that wait for a new run,
   * and whether that would begin by itself, but for the run going on
   * @param {AskedModel | null} model the weights at hand
   * @param {boolean} learned whether a flow comes from them
   */
  draw({ loss, floor, excess, kl }, earlier, stale, model, learned) {
    const e = this.#elements;
    const { state, step, total, rate } = this.#training;
    setText(e.main, BUTTON[state]);
    e.main.disabled = state === 'starting';
    e.main.classList.toggle('running', state === 'running');
    const midway = state === 'running' || state === 'paused';
    e.restart.hidden = !midway;
    // Till a run's first weights are there, the old ones are still shown; no need to say so.
    const old = learned && model && !model.run && !this.#training.active;
    const elsewhere = old ? ` The flow comes from ${model.source}.` : '';
    setText(e.status, WORDS[state] + elsewhere);
    e.progress.max = Math.max(1, total);
    e.progress.value = step;
    const begun = total > 0;
    setText(e.step, begun ? `${formatCount(step)} / ${formatCount(total)}` : '–');
    setText(
      e.rate,
      Number.isNaN(rate) ? '–' : `${rate < 10 ? rate.toFixed(1) : formatCount(rate)}/s`,
    );
    setText(e.left, midway && rate > 0 ? formatDuration((total - step) / rate) : '–');
    for (const [element, value, digits] of /** @type {const} */ ([
      [e.loss, loss, 4],
      [e.floor, floor, 4],
      [e.excess, excess?.mean ?? NaN, 5],
    ])) {
      setText(element, formatFigure(value, digits));
    }
    setText(e.kl, kl ? `${formatEstimate(kl)} nats` : '–');
    const of = kl ? `Of ${kl.model.source}, under ${scheduleInWords(kl.model.schedule)}` : '';
    mark(e.loss, earlier.loss);
    mark(e.excess, earlier.quality);
    mark(e.kl, earlier.quality, of);
    const asked = model ? reschedulingWords(model) : { note: '', warning: '' };
    setText(e.asked, asked.note);
    setText(e.askedWarning, asked.warning);
    const act = midway ? 'Restart' : 'Train';
    const held = stale.held ? ' Train on change does not replace your own run.' : '';
    const waiting = stale.settings.join(', ');
    setText(e.stale, waiting ? `${act} to apply: ${waiting}.${held}` : '');
  }
}

/**
 * Dims a figure that is of something earlier, and says of what.
 * @param {HTMLElement} figure
 * @param {string} earlier
 * @param {string} [title] what it says otherwise
 */
function mark(figure, earlier, title = '') {
  markEarlier(figure, earlier !== '');
  const words = earlier || title;
  if (figure.title !== words) figure.title = words;
}
