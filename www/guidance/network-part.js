// The network that learns the scores of all classes: how it came along, and what it is off by.

import { formatCount } from '../shared/format.js';
import { build, setText } from '../ui/dom.js';
import { TrainingChart } from './training-chart.js';

/** @typedef {import('../workers/explorations/guidance.js').Look} Look */

/** @param {string} kind @param {string} text */
const key = (kind, text) => build('span', { className: `key ${kind}` }, [text]);

export class NetworkPart {
  #place;
  /** How far training is. */
  #said = build('small');
  #progress = build('progress', { max: 1, value: 0 });
  #words = build('p', { className: 'note' });
  #error = build('p', { className: 'prose' });
  #chart;
  #card;

  /** @param {HTMLElement} place of the progress @param {HTMLElement} card */
  constructor(place, card) {
    this.#place = place;
    place.append(this.#progress, this.#said);
    this.#card = card;
    card.hidden = true;
    const chart = build('div', { className: 'chart tall' });
    this.#chart = new TrainingChart(chart);
    this.#progress.setAttribute('aria-label', 'Training');
    card.append(
      build('h3', {}, ['A network that knows classes']),
      build('div', { className: 'guidance-network' }, [
        chart,
        build('div', {}, [
          build('p', { className: 'keys' }, [
            key('samples', 'error, told the label'),
            key('data', 'error, told nothing'),
            'dashed: training loss, by the objective’s weights',
          ]),
          this.#error,
          this.#words,
          build('p', { className: 'note' }, [
            'The label is one more input for each class, 1 in its place; all are 0 where it is dropped. Told the class the network is s',
            build('sub', {}, ['c']),
            ', told nothing it is s. Its error is the mean of ½ B² |difference from the exact score|² over uniform t. Guidance exaggerates it, as it does all that differs between the two.',
          ]),
        ]),
      ]),
    );
  }

  /** @param {boolean} learned whether its scores are asked for */
  open(learned) {
    this.#card.hidden = !learned;
    if (!learned) this.#trains(1, '');
  }

  /**
   * @param {readonly Look[]} looks
   * @param {import('../pkg/nano_diffusion.js').Config} config
   */
  show(looks, { network, train }) {
    const last = looks.at(-1);
    const { steps } = train;
    this.#chart.show(looks, steps);
    const done = last?.step ?? 0;
    this.#trains(
      done / steps,
      `training: ${formatCount(done)} of ${formatCount(steps)} steps of ${formatCount(train.batch)} samples`,
    );
    setText(
      this.#words,
      `${network.layers} × ${network.width}, ${formatCount(steps)} steps of ${formatCount(train.batch)} samples: network and training are as in the settings.`,
    );
    setText(
      this.#error,
      last
        ? `Off the exact scores by ${told(last.labelled)} when told the label, and by ${told(last.unlabelled)} when told nothing.`
        : '',
    );
    Object.assign(this.#card.dataset, { steps: done, ...this.#figures(last) });
  }

  /** @param {number} share of the steps @param {string} words */
  #trains(share, words) {
    this.#progress.value = share;
    this.#place.hidden = share === 1;
    setText(this.#said, words);
  }

  /** @param {Look | undefined} look @returns {Record<string, string>} */
  #figures(look) {
    return {
      loss: String(look?.loss ?? ''),
      labelled: String(look?.labelled ?? ''),
      unlabelled: String(look?.unlabelled ?? ''),
    };
  }

  rebuild() {
    this.#chart.rebuild();
  }
}

/** @param {number} error */
const told = (error) => error.toPrecision(2);
