// The worker that knows the right answer: exact scores, loss floor, likelihoods, and how the
// samplers compare. Knows no DOM. Long jobs work in slices, so that short questions are answered
// meanwhile; a newer job of the same name ends an older one.

import {
  Exact,
  Likelihood,
  Sampler,
  likelihoodFit,
  lossFloor,
  networkOutput,
  withConfig,
} from '../core.js';
import { evaluatorFor } from './evaluator.js';
import { flowHandlers } from './flow.js';
import { loadCore } from './load-core.js';
import { posteriorMethods } from './posterior.js';
import { emitEvent, held, isTrap, serve, transfer } from '../shared/rpc.js';
import { sameSchedule } from '../shared/schedules.js';
import { whole } from '../shared/slim-config.js';
import { Turn, wake } from './turns.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {Config['schedule']} Schedule */
/** @typedef {import('../pkg/nano_diffusion.js').DataFit} DataFit */
/** @typedef {import('../pkg/nano_diffusion.js').Metric} Metric */
/** @typedef {import('../shared/slim-config.js').SlimConfig} SlimConfig */
/** @typedef {typeof handlers} ExactMethods */
/** @typedef {import('./flow.js').FlowEvents & { progress: { id: number, share: number } }} ExactEvents of the job with that id */
/** @typedef {Config['sample']['method']} Method */
/** @typedef {{ method: Method, exact: boolean, nfe: number, measure: Metric['key'], error: number }} SweepPoint */

/** The long ones. @typedef {'fit' | 'likelihood' | 'sweep'} Job */

/** The job of each name that is to go on. @type {Record<Job, number>} */
const current = { fit: 0, likelihood: 0, sweep: 0 };
/** The weights read last, the β(t) they are asked under, and which data are beside them.
 * @type {{ weights: number, schedule: Schedule, data: string, exact: Exact } | null} */
let read = null;

/** @type {import('../shared/rpc.js').Emit<ExactEvents>} */
const emit = emitEvent;

/** Weights and points are asked about by the ids under which they were given; weights, under a β(t). */
const handlers = {
  ...flowHandlers,
  ...posteriorMethods,
  /** @param {SlimConfig} config @param {number} times */
  floor(config, times) {
    return lossFloor(whole(config), times);
  },
  /**
   * How far a network is above the floor, at `times` times and on the whole.
   * @param {number} weights
   * @param {Schedule} schedule
   * @param {number} times
   * @param {number} points samples at each time
   * @param {number} seed
   */
  excess(weights, schedule, times, points, seed) {
    return exactOf(weights, schedule).excess(times, points, seed);
  },
  /**
   * Where in time the KL comes from, in nats.
   * @param {number} weights
   * @param {Schedule} schedule
   * @param {number} cells of time
   * @param {number} points samples in each of them
   * @param {number} seed
   */
  klByTime(weights, schedule, cells, points, seed) {
    return exactOf(weights, schedule).klByTime(cells, points, seed);
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
   * NLL and KL on fresh points, and log p on a grid over where those are. Emits its progress; null if
   * cancelled.
   * @param {number} id
   * @param {number} weights
   * @param {{ schedule: Schedule, points: number, cells: number, fineness: number, seed: number }} options
   */
  async likelihood(id, weights, { schedule, points, cells, fineness, seed }) {
    current.likelihood = id;
    const work = points + cells * cells;
    const fit = Likelihood.onData(held(weights), schedule, points, fineness, seed, 0, 1);
    /** @type {Likelihood | null} */
    let map = null;
    /** @param {Likelihood} run @param {number} before what is done @param {number} share of it all */
    const finish = async (run, before, share) => {
      while (!run.finished) {
        run.step();
        emit('progress', { id, share: before + share * run.progress });
        await turn.next(wanted);
        if (!wanted()) return false;
      }
      return true;
    };
    const wanted = () => current.likelihood === id;
    const turn = new Turn('likelihood');
    try {
      if (!(await finish(fit, 0, points / work))) return null;
      const window = fit.window();
      map = Likelihood.onGrid(held(weights), schedule, cells, window, fineness);
      if (!(await finish(map, points / work, (cells * cells) / work))) return null;
      /** @type {{ fit: DataFit, window: Float64Array, learned: Float32Array, exact: Float32Array }} */
      const result = { fit: fit.fit(), window, learned: map.logP(), exact: map.exactLogP() };
      return transfer(result, [result.learned.buffer, result.exact.buffer]);
    } finally {
      turn.end();
      fit.free();
      map?.free();
    }
  },
  /**
   * What a part of `points` fresh points have to say of NLL and KL; null if cancelled.
   * @param {number} id of the measurement it is a part of
   * @param {number} weights
   * @param {{ schedule: Schedule, points: number, fineness: number, seed: number, part: number, parts: number }} options
   */
  async fit(id, weights, { schedule, points, fineness, seed, part, parts }) {
    current.fit = id;
    const run = Likelihood.onData(held(weights), schedule, points, fineness, seed, part, parts);
    const turn = new Turn('fit');
    const wanted = () => current.fit === id;
    try {
      while (!run.finished) {
        run.step();
        await turn.next(wanted);
        if (!wanted()) return null;
      }
      const rows = run.rows();
      return transfer(rows, [rows.buffer]);
    } finally {
      turn.end();
      run.free();
    }
  },
  /** NLL and KL. @param {Float64Array[]} parts what each part had to say, in their order */
  fitOf(parts) {
    const rows = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
    let place = 0;
    for (const part of parts) {
      rows.set(part, place);
      place += part.length;
    }
    return likelihoodFit(rows);
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
