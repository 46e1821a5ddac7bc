// Memorise or generalise: a network that is trained on finitely many points, held against both scores
// that it may learn. Losses over the run, copies among the samples, the three fields, distances by t,
// and a sweep over many runs.

import { formatCount, formatFigure } from '../shared/format.js';
import { toConfig } from '../settings/config.js';
import { dataNames } from '../settings/data-sets.js';
import { isMeasuredNow, measuredInWords } from '../settings/origin.js';
import { build, setText } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';
import { CopiesCanvas, sideOf } from './copies-canvas.js';
import { DistanceChart } from './distance-chart.js';
import { FieldsCanvas } from './fields-canvas.js';
import { layout } from './layout.js';
import { LossesChart } from './losses-chart.js';
import { MemoriseClient, SAMPLES } from './memorise-client.js';
import { CARE, copiesOf, lossesOf } from './memory-of.js';
import { SweepPart } from './sweep-part.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/app-state.js').AskedModel} AskedModel */
/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {import('./memorise-client.js').Subject} Subject */
/** @typedef {import('./memorise-client.js').ScoreName} ScoreName */
/** @typedef {Awaited<ReturnType<MemoriseClient['truths']>>} Truths */
/** What there is to look at: a network and the configuration whose truths it is held against; `model`
 * where the network was trained on that training set. @typedef {Subject & { model: AskedModel | null, key: string }} Looked */

/** While training, so many times as long as a look takes passes before the next one (milliseconds). */
const PAUSE = 3;
const LEAST_PAUSE = 400;
/** Cells along each side of a field. */
const CELLS = 36;
const BY = { learned: 'the network', exact: 'the exact score', empirical: 'the empirical score' };

class MemorisePanel {
  #context;
  #state;
  #client = new MemoriseClient();
  #parts;
  #losses;
  #distances;
  #copies;
  #fields;
  #sweep;
  #open = true;
  #busy = false;
  /** Whether a run went on, when last drawn. */
  #trains = false;
  #timer = 0;
  /** What was looked at last, and with which settings of the view. */
  #seen = '';
  /** @type {{ key: string, truths: Truths } | null} */
  #truths = null;
  /** @type {Looked | null} */
  #shown = null;
  #listener = () => this.#follow();

  /** @param {HTMLElement} root @param {import('./layout.js').Context} context */
  constructor(root, context) {
    this.#context = context;
    this.#state = context.state;
    this.#parts = layout(root, context, (settings) => this.#try(settings));
    const { chart, lossesReadout, copies, fields, distances, distancesReadout, sweep } =
      this.#parts;
    this.#losses = new LossesChart(chart, lossesReadout);
    this.#distances = new DistanceChart(distances, distancesReadout);
    this.#copies = new CopiesCanvas(copies);
    this.#fields = new FieldsCanvas(fields);
    this.#sweep = new SweepPart(sweep, () => toConfig(this.#state.settings), context.report);
    for (const kind of ['settings', 'weights']) this.#state.addEventListener(kind, this.#listener);
    this.#follow();
  }

  /** @param {Partial<Settings>} settings */
  #try(settings) {
    this.#state.set(settings);
    if ('steps' in settings) this.#context.train();
  }

  /** @returns {Looked | null} null where there is no finite training set to look at */
  #looked() {
    const { model, settings } = this.#state;
    if (!model) return null;
    const asked = toConfig(settings);
    const own = model.config.train.trainingPoints > 0;
    if (!own && asked.train.trainingPoints === 0) return null;
    const config = own
      ? { ...model.config, schedule: model.schedule, sample: asked.sample }
      : asked;
    const { data, schedule, seed, train } = config;
    const key = JSON.stringify([data, schedule, seed, train.trainingPoints]);
    return { bytes: model.bytes, config, model: own ? model : null, key };
  }

  /** Looks at what there is, unless that was seen or is being looked at. */
  #follow() {
    if (!this.#open) return;
    this.#say();
    clearTimeout(this.#timer);
    if (!this.#busy) void this.#look();
  }

  async #look() {
    const looked = this.#looked();
    const { copiesBy, fieldsT } = this.#state.settings;
    const care = this.#state.training ? 'quick' : 'thorough';
    const score = /** @type {ScoreName} */ (
      looked?.model ? copiesBy : copiesBy === 'exact' ? 'exact' : 'empirical'
    );
    const view = [score, fieldsT, care].join();
    const seen = `${looked?.key}/${idOf(looked?.model)}/${view}`;
    if (seen === this.#seen) return;
    if (!looked) {
      this.#seen = seen;
      this.#shown = null;
      this.#clear();
      return;
    }
    this.#busy = true;
    const start = performance.now();
    try {
      if (this.#truths?.key !== looked.key) {
        this.#truths = { key: looked.key, truths: await this.#client.truths(looked) };
      }
      const { truths } = this.#truths;
      const side = sideOf(truths.points);
      const t = fieldsT * looked.config.schedule.tEnd;
      const measured = looked.model ? await this.#client.measure(looked, CARE[care]) : null;
      const samples = await this.#client.samples(looked, score);
      const values = await this.#client.field(looked, t, CELLS, side);
      if (!this.#open) return;
      this.#seen = seen;
      this.#shown = looked;
      // A run that has stopped meanwhile is looked at with more care next: only that is written down.
      const last = looked.model?.run?.step === looked.config.train.steps;
      const passing = care === 'quick' && (last || !this.#state.training);
      if (looked.model && measured && !passing) {
        const copied = score === 'learned' ? copiesOf(truths, samples) : {};
        this.#context.note(looked.model, { ...lossesOf(truths, measured), ...copied });
      }
      this.#parts.cards.dataset.seen = `${looked.model?.source ?? 'no network'}, ${care}`;
      this.#showLosses(looked, truths, measured);
      this.#distances.show(measured);
      this.#showCopies(truths, samples, score);
      const learned = Boolean(looked.model);
      this.#fields.show(
        { values, cells: CELLS, side, points: truths.points, learned },
        `Three score fields at t = ${t.toPrecision(2)}: of the training set, of the network, of the data, times B`,
      );
      this.#say();
    } catch (error) {
      if (this.#open) {
        this.#seen = seen;
        this.#context.report(error);
      }
    } finally {
      this.#busy = false;
    }
    if (!this.#open) return;
    // The weights may be others already; while training, most of the time is left to it.
    const spent = performance.now() - start;
    const pause = this.#state.training ? Math.max(LEAST_PAUSE, PAUSE * spent) : 0;
    this.#timer = window.setTimeout(() => this.#follow(), pause);
  }

  /** @param {Looked} looked @param {Truths} truths @param {import('../pkg/nano_diffusion.js').Measured | null} measured */
  #showLosses({ model, config }, truths, measured) {
    const { floors } = truths;
    const figures = this.#parts.figures;
    const run = measured && model?.run ? this.#context.figuresOf(model.run.id) : null;
    this.#losses.show(
      {
        steps: run?.training.state.steps ?? [],
        training: run?.training.state.values ?? [],
        heldOut: run?.heldOut.state.values ?? [],
      },
      floors,
      config.train.steps,
    );
    if (!measured) {
      figures.training('–', floors.training, NaN);
      figures.heldOut('–', floors.data, NaN);
      return;
    }
    const { training, heldOut } = lossesOf(truths, measured);
    figures.training(formatFigure(training.mean, 4), floors.training, training.mean);
    figures.heldOut(formatFigure(heldOut.mean, 4), floors.data, heldOut.mean);
  }

  /** @param {Truths} truths @param {{ points: Float32Array, copies: Uint8Array }} samples @param {ScoreName} score */
  #showCopies({ points, chance }, { points: samples, copies }, score) {
    const share = copies.reduce((sum, one) => sum + one, 0) / copies.length;
    this.#parts.figures.copies(share, chance, BY[score]);
    const words = `${formatCount(SAMPLES)} samples by ${BY[score]} and ${formatCount(points.length / 2)} training points: ${percent(share)} of the samples are copies, ${percent(chance)} would be by chance`;
    this.#copies.show({ training: points, samples, copies }, words);
  }

  #clear() {
    this.#losses.show({ steps: [], training: [], heldOut: [] }, null, 1);
    this.#distances.show(null);
    this.#copies.show(null, 'No training set yet');
    this.#fields.show(null, 'No training set yet');
    this.#parts.figures.clear();
  }

  /** Says what the figures are of, and what waits for a press of Train. */
  #say() {
    const { settings, model } = this.#state;
    const { trainingPoints } = settings;
    const data = dataNames(settings.dataset).known;
    const looked = this.#looked();
    const asked = toConfig(settings);
    this.#parts.mark(trainingPoints);
    let words;
    if (!looked) {
      words =
        'The network has fresh data at each step: there is nothing to memorise. Choose a number of training points.';
    } else if (!looked.model) {
      words = `${formatCount(this.#count(trainingPoints))} training points of ${data}. The network at hand was not trained on them: press Train. What the data and the training set have, is here already.`;
    } else {
      const of = looked.config.train.trainingPoints;
      const other =
        of !== trainingPoints
          ? ` Press Train for ${trainingPoints === 0 ? 'fresh data at each step' : `${formatCount(trainingPoints)} points`}.`
          : '';
      words = `${measuredInWords(looked.model, asked)}; ${formatCount(this.#count(of))} training points.${other}`;
      words = words[0].toUpperCase() + words.slice(1);
    }
    setText(this.#parts.status, words);
    const now = Boolean(looked) && (!looked?.model || isMeasuredNow(this.#state, looked.model));
    const shownNow = !this.#shown || this.#shown.bytes === model?.bytes || this.#state.training;
    markEarlier(this.#parts.cards, Boolean(looked) && !(now && shownNow));
    this.#parts.cards.dataset.points = looked ? String(looked.config.train.trainingPoints) : '';
  }

  /** Of own points there may be fewer. @param {number} asked */
  #count(asked) {
    const { data } = toConfig(this.#state.settings);
    return data.kind === 'own' ? Math.min(asked, data.points.length / 2) : asked;
  }

  draw() {
    // A run that ends leaves its last weights to be looked at with more care.
    const { training } = this.#state;
    if (this.#trains && !training) this.#follow();
    this.#trains = training;
  }

  rebuild() {
    for (const part of [this.#losses, this.#distances, this.#copies, this.#fields]) part.rebuild();
  }

  close() {
    this.#open = false;
    clearTimeout(this.#timer);
    for (const kind of ['settings', 'weights']) {
      this.#state.removeEventListener(kind, this.#listener);
    }
    this.#client.close();
    this.#sweep.stop();
  }
}

const percent = (/** @type {number} */ share) => `${Math.round(100 * share)} %`;

/** @type {WeakMap<object, number>} */
const ids = new WeakMap();
let lastId = 0;
/** @param {object | null | undefined} value */
function idOf(value) {
  if (!value) return 0;
  const id = ids.get(value) ?? ++lastId;
  ids.set(value, id);
  return id;
}

/** @param {HTMLElement} root @param {import('./layout.js').Context} context */
export function explore(root, context) {
  return new MemorisePanel(root, context);
}
