// The training card: its buttons, progress and figures.

import { formatCount, formatDuration } from '../shared/format.js';
import { partsOf, setText } from '../ui/dom.js';

/** @typedef {import('./training-client.js').TrainingClient} TrainingClient */

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
      stale: part('stale'),
    };
    this.#elements.main.onclick = onMain;
    this.#elements.restart.onclick = onRestart;
  }

  /**
   * @param {object} figures each NaN if there is none
   * @param {number} figures.loss running mean
   * @param {number} figures.floor the loss of a perfect network
   * @param {number} figures.excess how far the network's is above it
   * @param {string[]} stale labels of the settings that wait for a new run
   * @param {string | null} source where the weights shown come from, if not from the run at hand
   */
  draw({ loss, floor, excess }, stale, source) {
    const e = this.#elements;
    const { state, step, total, rate } = this.#training;
    setText(e.main, BUTTON[state]);
    e.main.disabled = state === 'starting';
    e.main.classList.toggle('running', state === 'running');
    const midway = state === 'running' || state === 'paused';
    e.restart.hidden = !midway;
    // Till a run's first weights are there, the old ones are still shown; no need to say so.
    const elsewhere = source && !this.#training.active ? ` The flow comes from ${source}.` : '';
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
    for (const [element, value] of /** @type {const} */ ([
      [e.loss, loss],
      [e.floor, floor],
      [e.excess, excess],
    ])) {
      setText(element, Number.isNaN(value) ? '–' : value.toFixed(4));
    }
    const act = midway ? 'Restart' : 'Train';
    setText(e.stale, stale.length > 0 ? `${act} to apply: ${stale.join(', ')}.` : '');
  }
}
