// The worker that knows the right answer: exact scores, loss floor, likelihoods, and how the
// samplers compare. Knows no DOM. Long jobs work in slices, so that short questions are answered
// meanwhile; a newer job of the same name ends an older one.

import {
  Exact,
  Likelihood,
  Sampler,
  floorValues,
  likelihoodFit,
  lossFloor,
  networkOutput,
  withConfig,
} from '../core.js';
import { evaluatorFor } from './evaluator.js';
import { flowHandlers } from './flow.js';
import { loadCore } from './load-core.js';
import { held, isTrap, serve, transfer } from '../shared/rpc.js';
import { sameSchedule } from '../shared/schedules.js';
import { whole } from '../shared/slim-config.js';
import { Turn, wake } from './turns.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {Config['schedule']} Schedule */
/** @typedef {import('../pkg/nano_diffusion.js').DataFit} DataFit */
/** @typedef {import('../pkg/nano_diffusion.js').Metric} Metric */
/** @typedef {import('../shared/slim-config.js').SlimConfig} SlimConfig */
/** @typedef {typeof handlers} ExactMethods */
/** @typedef {import('./flow.js').FlowEvents} ExactEvents */
/** @typedef {Config['sample']['method']} Method */
/** @typedef {{ method: Method, exact: boolean, nfe: number, measure: Metric['key'], error: number }} SweepPoint */

/** The long ones. @typedef {'fit' | 'likelihood' | 'sweep'} Job */

/** The job of each name that is to go on. @type {Record<Job, number>} */
const current = { fit: 0, likelihood: 0, sweep: 0 };
/** The weights read last, the β(t) they are asked under, and which data are beside them.
 * @type {{ weights: number, schedule: Schedule, data: string, exact: Exact } | null} */
let read = null;

/** Weights and points are asked about by the ids under which they were given; weights, under a β(t). */
const handlers = {
  ...flowHandlers,
  /**
   * What a part of the floors has to say: all parts, in their order, are what {@link handlers.floorOf} takes.
   * @param {SlimConfig} config
   * @param {number} times
   * @param {number} part
   * @param {number} parts
   */
  floor(config, times, part, parts) {
    return handOver(floorValues(whole(config), times, part, parts));
  },
  /** @param {SlimConfig} config @param {number} times @param {Float64Array[]} parts */
  floorOf(config, times, parts) {
    return lossFloor(whole(config), times, joined(parts));
  },
  /**
   * How far a network is above the floor, at some of `times` times: those of a part.
   * @param {number} weights
   * @param {Schedule} schedule
   * @param {{ times: number, points: number, seed: number }} asked points: samples at each time
   * @param {number} part
   * @param {number} parts
   */
  excess(weights, schedule, { times, points, seed }, part, parts) {
    return handOver(exactOf(weights, schedule).excess(times, points, seed, part, parts));
  },
  /** And on the whole. @param {number} weights @param {Schedule} schedule @param {Float64Array[]} parts */
  excessOf(weights, schedule, parts) {
    return exactOf(weights, schedule).excessOf(joined(parts));
  },
  /**
   * Where in time the KL comes from, in nats: the cells of a part.
   * @param {number} weights
   * @param {Schedule} schedule
   * @param {{ cells: number, points: number, seed: number }} asked points: samples in each of the cells
   * @param {number} part
   * @param {number} parts
   */
  klByTime(weights, schedule, { cells, points, seed }, part, parts) {
    return handOver(exactOf(weights, schedule).klByTime(cells, points, seed, part, parts));
  },
  /** And on the whole. @param {number} weights @param {Schedule} schedule @param {Float64Array[]} parts */
  klByTimeOf(weights, schedule, parts) {
    return exactOf(weights, schedule).klByTimeOf(joined(parts));
  },
  /** What the network gives, unread, at rows (x, y, t). @param {number} weights @param {Float32Array} rows */
  outputs(weights, rows) {
    return networkOutput(held(weights), rows);
  },
  /**
   * The learned and the exact score on a grid, each times B(t).
   * @param {number} weights
   * @param {Schedule} schedule
   * @param {SlimConfig | null} other settings with other data than the weights were trained on, where
   * the exact score is to be that of those
   * @param {number} t
   * @param {number} cells
   * @param {number} side
   */
  field(weights, schedule, other, t, cells, side) {
    const values = exactOf(weights, schedule, other).field(t, cells, side);
    return transfer(values, [values.buffer]);
  },
  /**
   * What a part of `points` fresh points have to say of NLL and KL; with it, where the model's own are.
   * Null if cancelled.
   * @param {'fit' | 'likelihood'} job
   * @param {number} id of the measurement it is a part of
   * @param {number} weights
   * @param {{ schedule: Schedule, points: number, fineness: number, seed: number, part: number, parts: number }} options
   */
  async fit(job, id, weights, { schedule, points, fineness, seed, part, parts }) {
    const run = Likelihood.onData(held(weights), schedule, points, fineness, seed, part, parts);
    try {
      if (!(await finish(run, job, id))) return null;
      const found = { rows: run.rows(), model: run.modelPoints() };
      return transfer(found, [found.rows.buffer, found.model.buffer]);
    } finally {
      run.free();
    }
  },
  /** NLL and KL. @param {Float64Array[]} parts what each part had to say, in their order */
  fitOf(parts) {
    return likelihoodFit(joined(parts));
  },
  /** The square that shows data and model. @param {number} weights @param {Float64Array[]} parts the model’s points */
  windowOf(weights, parts) {
    return Likelihood.window(held(weights), joined(parts));
  },
  /**
   * log p on some rows of a grid: those of a part. Null if cancelled.
   * @param {number} id of the likelihood it is a part of
   * @param {number} weights
   * @param {{ schedule: Schedule, cells: number, window: Float64Array, fineness: number, part: number, parts: number }} options
   */
  async map(id, weights, { schedule, cells, window, fineness, part, parts }) {
    const run = Likelihood.onGrid(held(weights), schedule, cells, window, fineness, part, parts);
    try {
      if (!(await finish(run, 'likelihood', id))) return null;
      const found = { learned: run.logP(), exact: run.exactLogP() };
      return transfer(found, [found.learned.buffer, found.exact.buffer]);
    } finally {
      run.free();
    }
  },
  /**
   * One sampler from start to end: how good it is, and what true samples give; null if cancelled.
   * @param {number} id of the comparison it is a part of
   * @param {number} weights
   * @param {SlimConfig} slimConfig
   * @param {boolean} exact
   */
  async trial(id, weights, slimConfig, exact) {
    current.sweep = id;
    const config = whole(slimConfig);
    const found = await run(() => current.sweep === id, held(weights), config, exact);
    if (!found) return null;
    // A distance of the first quantity that these data are judged by.
    const [distance] = evaluatorFor(config).evaluate(found.points).metrics;
    /** @type {SweepPoint} */
    const point = {
      method: config.sample.method,
      exact,
      nfe: found.nfe,
      measure: distance.key,
      error: distance.value,
    };
    return { point, band: distance.bandMedian };
  },
  /** Ends a job, unless a newer one has. @param {Job} job @param {number} [id] any, if none is named */
  cancel(job, id = current[job]) {
    if (current[job] === id) current[job] = 0;
    wake();
  },
};

serve(handlers, loadCore());

/**
 * A network beside the exact score: read once, as a score field is asked for at each time of a trajectory.
 * @param {number} weights
 * @param {Schedule} schedule
 * @param {SlimConfig | null} [other] the exact score is of these data, not of those trained on
 */
function exactOf(weights, schedule, other = null) {
  const data = JSON.stringify(other?.data ?? null);
  if (read?.weights !== weights || read.data !== data || !sameSchedule(read.schedule, schedule)) {
    const bytes = other ? withConfig(held(weights), whole(other)) : held(weights);
    const exact = new Exact(bytes, schedule);
    read?.exact.free();
    read = { weights, schedule, data, exact };
  }
  return read.exact;
}

/** @param {Float64Array} values */
const handOver = (values) => transfer(values, [values.buffer]);

/** @param {Float64Array[]} parts */
function joined(parts) {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

/**
 * All steps of a part of a job, unless it is no longer wanted: then false.
 * @param {Likelihood} run
 * @param {'fit' | 'likelihood'} job
 * @param {number} id
 */
async function finish(run, job, id) {
  current[job] = id;
  const wanted = () => current[job] === id;
  const turn = new Turn(job);
  try {
    while (!run.finished) {
      run.step();
      if (!turn.over) continue;
      await turn.next(wanted);
      if (!wanted()) return false;
    }
    return true;
  } finally {
    turn.end();
  }
}

/**
 * One sampler from start to end, or null if it is no longer wanted.
 * @param {() => boolean} wanted
 * @param {Uint8Array} weights
 * @param {Config} config
 * @param {boolean} exact
 */
async function run(wanted, weights, config, exact) {
  /** @type {Sampler | null} */
  let sampler = Sampler.reverse(weights, config, exact ? 'exact' : 'learned');
  const turn = new Turn('sweep');
  try {
    while (!sampler.finished) {
      sampler.step();
      if (turn.over) {
        await turn.next(wanted);
        if (!wanted()) return null;
      }
    }
    return { points: sampler.positions(), nfe: sampler.nfe };
  } catch (error) {
    // What trapped is in use for ever.
    if (isTrap(error)) sampler = null;
    throw error;
  } finally {
    turn.end();
    sampler?.free();
  }
}
