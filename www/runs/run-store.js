// The runs of this visit: what they were trained with, how they went, what they reached. Pure
// state, kept as text between two loads of the page.

import { RUN_SETTINGS } from './run-differences.js';
import { namePoints } from '../settings/points-codec.js';
import { applies } from '../settings/schema.js';
import { toCsv } from '../shared/csv.js';
import { FIGURES, MeasuredSeries } from '../shared/measured-series.js';
import { thin } from '../shared/thin.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {import('../shared/loss-series.js').LossSeries} LossSeries */
/** @typedef {import('../shared/measured-series.js').Estimate} Estimate */
/** @typedef {import('../shared/measured-series.js').Estimates} Estimates */
/** @typedef {import('../shared/measured-series.js').Figure} Figure */
/** @typedef {import('../shared/run-series.js').RunSeries} RunSeries */
/** @typedef {import('../shared/thin.js').Curve} Curve */
/**
 * @typedef {object} RunRecord
 * @property {number} id
 * @property {string} name
 * @property {Partial<Settings>} values the settings of training that it was started with
 * @property {number} colour an index into the colours of runs
 * @property {boolean} shown in the loss chart
 * @property {'running' | 'paused' | 'finished' | 'stopped'} state
 * @property {number} step
 * @property {number} total
 * @property {number} seconds of training, pauses left out
 * @property {number | null} loss running mean
 * @property {Curve} losses running means
 * @property {Curve} excesses
 * @property {Curve} kls KL(data ‖ model), in nats
 * @property {Curve} trainings losses on a finite training set
 * @property {Curve} heldOuts losses on fresh data, beside them
 * @property {Curve} copies shares of samples
 * @property {Curve} chances shares of fresh data that would count as copies
 */

/** Where a record has the curve of a figure. */
const CURVES = /** @type {const} */ ({
  excess: 'excesses',
  kl: 'kls',
  training: 'trainings',
  heldOut: 'heldOuts',
  copies: 'copies',
  chance: 'chances',
});
/** @typedef {typeof CURVES[Figure]} CurveName */

/** Colours that runs have; more runs share them. */
export const COLOURS = 6;
/** Runs kept; the oldest are forgotten. */
const MAX_RUNS = 40;
/** Points kept of a curve. */
const MAX_POINTS = 240;
const MAX_NAME = 40;
/** Of the text that is kept: another version is not read. */
const VERSION = 1;

export class RunStore {
  /** In the order they were started. @type {RunRecord[]} */
  runs = [];
  #next = 1;

  /** A run begins. @param {Settings} values @returns {RunRecord} */
  begin(values) {
    this.runs = this.runs.filter(({ step, state }) => step > 0 || state === 'finished');
    for (const run of this.runs) {
      if (run.state === 'running' || run.state === 'paused') run.state = 'stopped';
    }
    const id = this.#next++;
    const kept = Object.fromEntries(RUN_SETTINGS.map(({ key }) => [key, values[key]]));
    /** @type {RunRecord} */
    const run = {
      id,
      name: `Run ${id}`,
      values: kept,
      colour: this.#freeColour(),
      shown: false,
      state: 'running',
      step: 0,
      total: Number(values.steps),
      seconds: 0,
      loss: null,
      losses: { steps: [], values: [] },
      ...noCurves(),
    };
    this.runs.push(run);
    if (this.runs.length > MAX_RUNS) this.runs.shift();
    return run;
  }

  #freeColour() {
    const used = new Array(COLOURS).fill(0);
    for (const { colour } of this.runs) used[colour]++;
    return used.indexOf(Math.min(...used));
  }

  /** @param {number | undefined} id */
  find(id) {
    return this.runs.find((run) => run.id === id) ?? null;
  }

  /** Where it is. @param {RunRecord} run @param {LossSeries} series */
  setProgress(run, series) {
    run.step = series.step;
    run.loss = Number.isNaN(series.mean) ? null : series.mean;
  }

  /** Its running mean so far, and where it is. @param {RunRecord} run @param {LossSeries} series */
  setLosses(run, series) {
    this.setProgress(run, series);
    run.losses = { steps: [...series.steps], values: [...series.smooth] };
    thin(run.losses, MAX_POINTS);
  }

  /** All that it is seen by, as it goes on from an earlier step. @param {RunRecord} run @param {RunSeries} series */
  setSeries(run, { losses, figures }) {
    this.setLosses(run, losses);
    for (const figure of FIGURES) {
      run[CURVES[figure]] = figures[figure].state;
      thin(run[CURVES[figure]], MAX_POINTS);
    }
  }

  /**
   * @param {RunRecord} run
   * @param {number} step
   * @param {Estimates} estimates
   */
  addFigures(run, step, estimates) {
    for (const figure of FIGURES) {
      const estimate = estimates[figure];
      if (!estimate) continue;
      const series = MeasuredSeries.from(run[CURVES[figure]]);
      series.push(step, estimate);
      run[CURVES[figure]] = series.state;
      thin(run[CURVES[figure]], MAX_POINTS);
    }
  }

  /** @param {RunRecord} run @param {string} name an empty one brings the first back */
  rename(run, name) {
    run.name = name.trim().slice(0, MAX_NAME) || `Run ${run.id}`;
  }

  /** @param {RunRecord} run */
  remove(run) {
    this.runs = this.runs.filter((each) => each !== run);
  }

  /** The runs to be laid over the chart. */
  get shown() {
    return this.runs.filter(({ shown }) => shown);
  }

  csv() {
    const names = ['name', 'state', 'steps_done', 'mean_loss', 'excess_loss'];
    names.push('kl_nats', 'kl_standard_error', 'training_set_loss', 'held_out_loss');
    names.push('copies', 'copies_by_chance', 'seconds');
    const rows = this.runs.map((run) => [
      run.name,
      run.state,
      run.step,
      run.loss,
      reached(run, 'excess')?.mean ?? null,
      reached(run, 'kl')?.mean ?? null,
      reached(run, 'kl')?.stdError ?? null,
      ...REMEMBERED.map((figure) => reached(run, figure)?.mean ?? null),
      Number(run.seconds.toFixed(3)),
      ...RUN_SETTINGS.map((setting) => cell(setting, run.values)),
    ]);
    return toCsv([...names, ...RUN_SETTINGS.map(({ key }) => key)], rows);
  }

  /** Everything, as text: a set of points once, whatever the number of its runs. */
  serialise() {
    const points = [...new Set(this.runs.map(({ values }) => values.points ?? ''))];
    const runs = this.runs.map((run) => {
      const values = { ...run.values, points: points.indexOf(run.values.points ?? '') };
      return { ...run, values };
    });
    return JSON.stringify({ version: VERSION, next: this.#next, runs, points });
  }

  /** Takes over what was kept; what makes no sense is left out. @param {string | null} text */
  restore(text) {
    try {
      const { version, next, runs, points } = JSON.parse(text ?? 'null') ?? {};
      if (version !== VERSION || !Array.isArray(runs)) return;
      this.runs = runs.filter(isRun);
      for (const run of this.runs) {
        if (run.state !== 'finished') run.state = 'stopped';
        // Older texts lack some.
        for (const [name, none] of Object.entries(noCurves())) {
          run[/** @type {CurveName} */ (name)] ??= none;
        }
        run.values.earlierRates ??= '';
        // A number stands for one of the sets; older texts have the points themselves.
        const { points: own } = run.values;
        if (typeof own === 'number') run.values.points = String(points?.[own] ?? '');
      }
      this.#next = Math.max(Number(next) || 1, ...this.runs.map(({ id }) => id + 1));
    } catch {
      // Not ours: the visit begins without runs.
    }
  }
}

/** What runs with a finite training set have besides. */
const REMEMBERED = /** @type {const} */ (['training', 'heldOut', 'copies', 'chance']);

/** @returns {Record<CurveName, Curve>} */
const noCurves = () =>
  /** @type {Record<CurveName, Curve>} */ (
    Object.fromEntries(Object.values(CURVES).map((name) => [name, new MeasuredSeries().state]))
  );

/** Whether it learns from a finite training set. @param {RunRecord} run */
export const remembers = ({ values }) => Number(values.trainingPoints ?? 0) > 0;

/** What was measured of it last. @param {RunRecord} run @param {Figure} figure @returns {Estimate | null} */
export function reached(run, figure) {
  const { values, errors = [] } = run[CURVES[figure]];
  const mean = values.at(-1);
  return mean === undefined ? null : { mean, stdError: errors.at(-1) ?? NaN };
}

/**
 * What the table for spreadsheets says of a setting: of points, their name.
 * @param {import('../settings/schema.js').SettingDefinition} setting
 * @param {Partial<Settings>} values
 */
function cell({ key, kind }, values) {
  const value = values[key] ?? null;
  if (kind !== 'points' || value === null || value === '') return value;
  return applies(key, values) ? namePoints(String(value)) : '';
}

/** @param {any} run */
function isRun(run) {
  const curve = (/** @type {any} */ c) => Array.isArray(c?.steps) && Array.isArray(c?.values);
  return (
    Number.isInteger(run?.id) &&
    typeof run.name === 'string' &&
    typeof run.values === 'object' &&
    run.values !== null &&
    Number.isInteger(run.colour) &&
    run.colour >= 0 &&
    run.colour < COLOURS &&
    [run.step, run.total, run.seconds].every(Number.isFinite) &&
    (run.loss === null || Number.isFinite(run.loss)) &&
    [run.losses, run.excesses].every(curve) &&
    Object.values(CURVES).every((name) => curve(run[name] ?? run.losses))
  );
}
