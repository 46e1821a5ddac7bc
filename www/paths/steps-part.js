// How many steps does each path need? The error of flows of few steps on every path, how straight they are, and
// what converting the network to it costs.

import { markEarlier } from '../ui/earlier.js';
import { build, setText } from '../ui/dom.js';
import { toConfig } from '../settings/config.js';
import { METRIC_WORDS } from '../shared/metric-words.js';
import { PATHS } from '../shared/schedules.js';
import { settled } from '../shared/settle.js';
import { ErrorTable } from './error-table.js';
import { errorView } from './error-view.js';
import { PathsClient } from './paths-client.js';
import { answerOf } from './steps-answer.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../shared/schedules.js').PathKey} PathKey */
/** @typedef {import('../workers/explorations/paths.js').Reached} Reached */
/** @typedef {{ state: AppState, row: (key: string) => HTMLElement, report: (error: unknown) => void }} Context */

/** Steps that are tried: of Heun’s, at two evaluations each but the last. */
const STEPS = { euler: [1, 2, 4, 8, 16, 32], heun: [1, 2, 4, 8, 16] };
/** Samples behind an error, and particles behind a straightness. */
const SAMPLES = 4000;
const FOLLOWED = 500;
/** Settings rest so long before they are followed (milliseconds). */
const REST = 150;

export class StepsPart {
  #state;
  #report;
  #client = new PathsClient();
  #chart;
  #table = new ErrorTable('path', PATHS, ['S', 'detour', 'converted'], STEPS.euler.length);
  #card;
  #status = build('p', { className: 'note' });
  #answer = build('p', { className: 'prose answer' });
  /** What was found of each path last, and what it is of.
   * @type {Map<PathKey, { of: string, network: Uint8Array | undefined, figures: (string | undefined)[] }>} */
  #known = new Map();
  #open = true;
  #wasTraining = false;
  #id = 0;
  #asked = '';
  #follow = settled(() => void this.#look(), REST);
  #listener = () => {
    markEarlier(this.#card, this.#asked !== this.#key());
    this.#follow();
  };

  /** @param {HTMLElement} place @param {Context} context */
  constructor(place, { state, row, report }) {
    this.#state = state;
    this.#report = report;
    for (const said of [this.#status, this.#answer]) said.setAttribute('role', 'status');
    const { root, chart } = errorView(
      PATHS.map(({ label }) => label),
      this.#table,
      'Total variation between samples and data after so many evaluations of the score. S: mean square deviation of the velocity from a straight line at constant speed, as a share; it depends on how time runs. Detour: how much longer the ways are than straight lines. Converted: the largest error in ε when the network is converted to the path and back.',
    );
    this.#chart = chart;
    this.#card = build('div', { className: 'card' }, [
      build('h3', {}, ['How many steps does each path need?']),
      build('div', { className: 'paths-rows' }, ['stepTimes', 'stepRule', 'stepScore'].map(row)),
      this.#status,
      root,
      this.#answer,
    ]);
    place.append(this.#card);
    state.addEventListener('settings', this.#listener);
    state.addEventListener('weights', this.#listener);
    void this.#look();
  }

  /** Whose score it is: the network’s, where there is one. */
  #model() {
    return this.#state.settings.stepScore === 'learned' ? this.#state.model : null;
  }

  /** What the answer depends on. While a run goes on, its weights are looked at when it ends. */
  #key() {
    const { stepTimes, stepRule, stepScore } = this.#state.settings;
    const { data, schedule, seed } = toConfig(this.#state.settings);
    const { path: _, ...others } = schedule;
    const { model } = this.#state;
    const weights = model && `${model.run?.id} ${model.run?.step} ${model.source}`;
    return JSON.stringify([stepTimes, stepRule, stepScore, data, others, seed, weights]);
  }

  async #look() {
    const key = this.#key();
    if (!this.#open || key === this.#asked || this.#state.training) return;
    this.#asked = key;
    const id = ++this.#id;
    const current = () => this.#open && id === this.#id;
    const { stepTimes, stepRule } = this.#state.settings;
    const model = this.#model();
    const heun = stepRule === 'heun';
    const all = STEPS[heun ? 'heun' : 'euler'];
    /** @type {Map<PathKey, Reached[]>} */
    const found = new Map(PATHS.map(({ key }) => [key, []]));
    const show = () =>
      this.#chart.show(PATHS.map(({ key, label }) => ({ label, points: found.get(key) ?? [] })));
    this.#table.columns(all.map((steps) => String(heun ? 2 * steps - 1 : steps)));
    for (const { key } of PATHS) {
      this.#table.errors(key, []);
      this.#table.figures(key, []);
    }
    show();
    markEarlier(this.#card, false);
    setText(this.#answer, '');
    delete this.#card.dataset.found;
    try {
      for (const steps of all) {
        for (const { key } of PATHS) {
          const few = { times: /** @type {any} */ (stepTimes), heun, steps };
          const config = this.#config(key, SAMPLES);
          const reached = await this.#client.reached(id, model?.bytes ?? null, config, few);
          if (!reached || !current()) return;
          found.get(key)?.push(reached);
          this.#table.errors(key, found.get(key) ?? []);
          this.#say(reached);
          show();
        }
      }
      setText(this.#answer, answerOf(found));
      for (const { key: path } of PATHS) {
        const figures = await this.#figuresOf(path, model);
        if (!current()) return;
        this.#table.figures(path, figures);
      }
      this.#card.dataset.found = key;
    } catch (error) {
      if (!current()) return;
      this.#asked = '';
      this.#report(error);
    }
  }

  /**
   * S, detour, and what converting the network costs, of a path. They do not depend on the few steps, and are kept for
   * others.
   * @param {PathKey} path
   * @param {import('../settings/app-state.js').AskedModel | null} model whose score it is; null: the exact one
   */
  async #figuresOf(path, model) {
    const config = this.#config(path, FOLLOWED);
    const { model: network } = this.#state;
    const of = JSON.stringify([Boolean(model), config.data, config.schedule, config.seed]);
    const known = this.#known.get(path);
    if (known?.of === of && known.network === network?.bytes) return known.figures;
    const { bend, detour } = await this.#client.straightness(model?.bytes ?? null, config);
    const error = network && (await this.#client.conversion(network.bytes, config));
    const words = error === null ? undefined : error === 0 ? '0' : error.toExponential(0);
    const figures = [bend.toPrecision(2), `${(100 * detour).toFixed(1)} %`, words];
    this.#known.set(path, { of, network: network?.bytes, figures });
    return figures;
  }

  /** The settings on another path; of a network, with the data that it was trained on. @param {PathKey} path @param {number} particles @returns {Config} */
  #config(path, particles) {
    const config = toConfig(this.#state.settings);
    const { schedule, sample } = config;
    return {
      ...config,
      data: this.#model()?.config.data ?? config.data,
      schedule: { ...schedule, path },
      sample: { ...sample, particles },
    };
  }

  /** @param {Reached} reached */
  #say({ measure, floor }) {
    const { stepScore } = this.#state.settings;
    const model = this.#model();
    const whose = model
      ? `the network’s score (${model.source}), converted to each path`
      : stepScore === 'learned'
        ? 'the exact score, as there are no weights yet'
        : 'the exact score';
    const { label } = METRIC_WORDS[measure];
    setText(
      this.#status,
      `${label[0].toUpperCase()}${label.slice(1)} of ${SAMPLES.toLocaleString('en')} samples by ${whose}; true samples have ${floor.toFixed(3)}.`,
    );
  }

  /** After each picture of the page: a run that has ended is looked at. */
  draw() {
    this.#table.choose(this.#state.settings.path);
    const { training } = this.#state;
    if (this.#wasTraining && !training) this.#listener();
    this.#wasTraining = training;
  }

  rebuild() {
    this.#chart.rebuild();
  }

  close() {
    this.#open = false;
    this.#state.removeEventListener('settings', this.#listener);
    this.#state.removeEventListener('weights', this.#listener);
    this.#client.close();
  }
}
