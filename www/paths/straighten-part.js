// Straightening the straight path: three networks, trained on pairs of noise and data that are coupled otherwise, beside
// one another.

import { build, setText } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';
import { toConfig } from '../settings/config.js';
import { dataNames } from '../settings/data-sets.js';
import { ErrorTable } from './error-table.js';
import { errorView } from './error-view.js';
import { CouplingClient } from './paths-client.js';
import { WaysCanvas } from './ways-canvas.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/explorations/paths.js').CouplingName} CouplingName */
/** @typedef {import('../workers/explorations/paths.js').Reached} Reached */
/** @typedef {import('./steps-part.js').Context} Context */

/** @type {readonly { key: CouplingName, label: string, words: string }[]} */
const COUPLINGS = [
  { key: 'independent', label: 'Independent', words: 'any noise with any data' },
  { key: 'minibatch', label: 'Paired in the batch', words: 'optimal transport, 64 at a time' },
  { key: 'reflow', label: 'Reflow', words: 'noise with where the first flow takes it' },
];
/** What each network is trained with, beside its size, activation and learning rate. */
const TRAIN = { batch: 512, steps: 3000, lrSchedule: /** @type {const} */ ('cosine') };
/** Euler’s steps that are tried. */
const STEPS = [1, 2, 4, 8, 16, 32];
/** Samples behind an error; lines of a picture, and their steps. */
const SAMPLES = 4000;
const LINES = 160;
const FINE = 40;

export class StraightenPart {
  #state;
  #report;
  #chart;
  #table = new ErrorTable('pairs', COUPLINGS, ['loss', 'S', 'detour'], STEPS.length);
  #pictures;
  #card;
  #button = build('button', { type: 'button', textContent: 'Train the three networks' });
  #progress = build('progress', { hidden: true, max: 1, value: 0 });
  #status = build('p', { className: 'note' });
  #answer = build('p', { className: 'prose answer' });
  /** What trains just now. @type {CouplingClient | null} */
  #client = null;
  /** What the figures are of. */
  #found = '';
  #listener = () => markEarlier(this.#card, this.#found !== '' && this.#found !== this.#key());

  /** @param {HTMLElement} place @param {Context} context */
  constructor(place, { state, report }) {
    this.#state = state;
    this.#report = report;
    for (const said of [this.#status, this.#answer]) said.setAttribute('role', 'status');
    this.#progress.setAttribute('aria-label', 'Progress of the three networks');
    this.#button.onclick = () => (this.#client ? this.#stop() : void this.#run());
    const pictures = COUPLINGS.map(({ key, label, words }) => {
      const canvas = build('canvas');
      canvas.dataset.ways = key;
      const caption = build('figcaption', {}, [label, build('small', {}, [words])]);
      return { key, label, canvas, figure: build('figure', {}, [caption, canvas]) };
    });
    const { root, chart } = errorView(
      COUPLINGS.map(({ label }) => label),
      this.#table,
      'Total variation between samples and data after so many of Euler’s steps, even in t. In the pictures, grey: noise; coloured: samples.',
    );
    this.#chart = chart;
    this.#table.columns(STEPS.map(String));
    this.#card = build('div', { className: 'card straighten' }, [
      build('h3', {}, ['Straightening the straight path']),
      build('p', { className: 'prose' }, [
        'Flow matching draws straight lines between noise and data, but where lines cross, the learned velocity is their mean, and the flow bends. Which noise goes with which data is a choice. Pair them in each batch so that lines are short, or train a second network on where the first one’s flow ends (reflow): fewer lines cross, and a few steps suffice. Only independent pairs give a score, so there is no exact answer for the other two: they are judged by their samples.',
      ]),
      build('div', { className: 'paths-train' }, [this.#button, this.#progress]),
      this.#status,
      build(
        'div',
        { className: 'paths-ways' },
        pictures.map(({ figure }) => figure),
      ),
      root,
      this.#answer,
    ]);
    place.append(this.#card);
    this.#pictures = pictures.map(({ key, label, canvas }) => {
      const picture = new WaysCanvas(canvas);
      picture.show(null, `${label}: not trained yet`);
      return { key, label, picture };
    });
    state.addEventListener('settings', this.#listener);
  }

  /** What the networks depend on. */
  #key() {
    const { data, network, seed, train } = toConfig(this.#state.settings);
    const { layers, width, activation } = network;
    return JSON.stringify([data, layers, width, activation, train.learningRate, seed]);
  }

  /** @returns {Config} */
  #config() {
    const config = toConfig(this.#state.settings);
    return {
      ...config,
      schedule: { ...config.schedule, path: 'straight', tEnd: 1 },
      train: { ...config.train, ...TRAIN },
      sample: { ...config.sample, particles: SAMPLES },
    };
  }

  async #run() {
    const [config, key] = [this.#config(), this.#key()];
    let done = 0;
    /** @type {Map<CouplingName, Reached[]>} */
    const found = new Map();
    /** @type {Map<CouplingName, number>} */
    const losses = new Map();
    /** @type {CouplingName} */
    let now = 'independent';
    const client = (this.#client = new CouplingClient(({ share, loss }) => {
      this.#progress.value = (done + share) / COUPLINGS.length;
      losses.set(now, loss);
      this.#table.figures(now, [loss.toPrecision(2)]);
    }));
    const current = () => this.#client === client;
    this.#begin(key);
    try {
      for (const { key: coupling, label } of COUPLINGS) {
        now = coupling;
        setText(this.#status, `${label}: training …`);
        await client.train(config, coupling);
        const ways = await client.ways(coupling, LINES, FINE);
        if (!current()) return;
        const words = `${label}: the ways of ${LINES} particles from noise to data`;
        this.#pictures
          .find((each) => each.key === coupling)
          ?.picture.show({ ways, particles: LINES, steps: FINE }, words);
        const { bend, detour } = await client.straightness(coupling);
        const figures = [(losses.get(coupling) ?? NaN).toPrecision(2), bend.toPrecision(2)];
        this.#table.figures(coupling, [...figures, `${(100 * detour).toFixed(1)} %`]);
        /** @type {Reached[]} */
        const points = [];
        found.set(coupling, points);
        for (const steps of STEPS) {
          const reached = await client.reached(config, coupling, steps);
          if (!reached || !current()) return;
          points.push(reached);
          this.#table.errors(coupling, points);
          this.#chart.show(
            COUPLINGS.map(({ key, label }) => ({ label, points: found.get(key) ?? [] })),
          );
        }
        done++;
      }
      const { network } = config;
      setText(
        this.#status,
        `${network.layers} × ${network.width} networks on ${dataNames(config.data.kind).known}, ${TRAIN.steps.toLocaleString('en')} steps of ${TRAIN.batch} each, seed ${config.seed}.`,
      );
      setText(this.#answer, answerOf(found));
      this.#card.dataset.found = key;
    } catch (error) {
      if (!current()) return;
      setText(this.#status, '');
      this.#report(error);
    } finally {
      if (current()) this.#end();
      client.close();
    }
  }

  /** @param {string} key */
  #begin(key) {
    this.#found = key;
    markEarlier(this.#card, false);
    delete this.#card.dataset.found;
    this.#button.textContent = 'Stop';
    this.#progress.hidden = false;
    this.#progress.value = 0;
    setText(this.#answer, '');
    for (const { key, label, picture } of this.#pictures) {
      this.#table.figures(key, []);
      this.#table.errors(key, []);
      picture.show(null, `${label}: not trained yet`);
    }
    this.#chart.show(COUPLINGS.map(({ label }) => ({ label, points: [] })));
  }

  #end() {
    this.#client = null;
    this.#button.textContent = 'Train the three networks';
    this.#progress.hidden = true;
  }

  #stop() {
    const client = this.#client;
    this.#end();
    client?.close();
    setText(this.#status, 'Stopped.');
  }

  rebuild() {
    this.#chart.rebuild();
    for (const { picture } of this.#pictures) picture.rebuild();
  }

  close() {
    this.#state.removeEventListener('settings', this.#listener);
    this.#client?.close();
    this.#client = null;
  }
}

/** @param {ReadonlyMap<CouplingName, readonly Reached[]>} found */
function answerOf(found) {
  const of = (/** @type {CouplingName} */ coupling, /** @type {number} */ steps) =>
    found
      .get(coupling)
      ?.find(({ nfe }) => nfe === steps)
      ?.error.toFixed(2);
  const list = (/** @type {number} */ steps) =>
    `${of('independent', steps)} with independent pairs, ${of('minibatch', steps)} with pairs from the batch, ${of('reflow', steps)} after the reflow`;
  return `In two steps: ${list(2)}. In 32 steps: ${list(32)}. A reflow learns the first network’s samples, with their errors.`;
}
