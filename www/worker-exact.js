// The worker that knows the right answer: exact scores, loss floor, likelihoods, and how the
// samplers compare. Knows no DOM. Long jobs work in slices, so that short questions are answered
// meanwhile; a newer job of the same name ends an older one.

import init, {
  Evaluator,
  Exact,
  Likelihood,
  Sampler,
  lossFloor,
  networkOutput,
} from './pkg/nano_diffusion.js';
import { breathe } from './pacing.js';
import { serve, tell, transfer } from './rpc.js';

/** @typedef {import('./pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./pkg/nano_diffusion.js').DataFit} DataFit */
/** @typedef {typeof handlers} ExactMethods */
/** @typedef {Config['sample']['method']} Method */
/** @typedef {{ method: Method, exact: boolean, evaluations: number, measure: string, error: number }} QualityPoint */

/** Work this long before looking for messages (milliseconds). */
const SLICE = 12;
/** Evaluations of the score that the fixed-step samplers are tried with. */
const BUDGETS = [6, 12, 25, 50, 100, 200, 400];
/** The longest step the core takes. */
const LONGEST = 1;
/** Tolerances that the adaptive sampler is tried with. */
const TOLERANCES = [0.1, 0.03, 0.01, 3e-3, 1e-3, 1e-4];

/** The job of each name that is to go on. @type {Record<string, number>} */
const current = {};
/** The weights read last. @type {{ weights: Uint8Array, exact: Exact } | null} */
let read = null;

const handlers = {
  /** @param {Config} config @param {number} times */
  floor(config, times) {
    return lossFloor(config, times);
  },
  /**
   * How far a network is above the floor, at `times` times and on the whole.
   * @param {Uint8Array} weights
   * @param {number} times
   * @param {number} points samples at each time
   * @param {number} seed
   */
  excess(weights, times, points, seed) {
    return exactOf(weights).excess(times, points, seed);
  },
  /** What the network gives, unread, at rows (x, y, t). @param {Uint8Array} weights @param {Float32Array} rows */
  outputs(weights, rows) {
    return networkOutput(weights, rows);
  },
  /**
   * The learned and the exact score on a grid, each times B(t).
   * @param {Uint8Array} weights
   * @param {number} t
   * @param {number} cells
   * @param {number} side
   */
  field(weights, t, cells, side) {
    const values = exactOf(weights).field(t, cells, side);
    return transfer(values, [values.buffer]);
  },
  /**
   * NLL and KL on fresh data, and log p on a grid. Tells its progress; null if cancelled.
   * @param {number} id
   * @param {Uint8Array} weights
   * @param {{ points: number, cells: number, side: number, steps: number, seed: number }} options
   */
  async likelihood(id, weights, { points, cells, side, steps, seed }) {
    current.likelihood = id;
    const runs = [
      Likelihood.onData(weights, points, steps, seed),
      Likelihood.onGrid(weights, cells, side, steps),
    ];
    try {
      const work = points + cells * cells;
      const shares = [points / work, (cells * cells) / work];
      for (const [i, run] of runs.entries()) {
        while (!run.finished) {
          run.step();
          tell('progress', {
            job: 'likelihood',
            id,
            share: i * shares[0] + shares[i] * run.progress,
          });
          await breathe();
          if (current.likelihood !== id) return null;
        }
      }
      /** @type {{ fit: DataFit, learned: Float32Array, exact: Float32Array }} */
      const result = { fit: runs[0].fit(), learned: runs[1].logP(), exact: runs[1].exactLogP() };
      return transfer(result, [result.learned.buffer, result.exact.buffer]);
    } finally {
      for (const run of runs) run.free();
    }
  },
  /**
   * The samplers' quality at several prices, each with the learned and the exact score. Tells
   * each point as it is found; resolves with what true samples give, or null if cancelled.
   * @param {number} id
   * @param {Uint8Array} weights
   * @param {Config} config
   */
  async quality(id, weights, config) {
    current.quality = id;
    const evaluator = new Evaluator(config);
    try {
      const trials = plan(config);
      let band = NaN;
      for (const [i, { sample, exact }] of trials.entries()) {
        const trial = { ...config, sample: { ...config.sample, ...sample } };
        const found = await run(() => current.quality === id, weights, trial, exact);
        if (!found) return null;
        const { metrics } = evaluator.evaluate(found.points);
        // A distance of the first quantity that these data are judged by.
        const [distance] = metrics;
        band = distance.bandMedian;
        /** @type {QualityPoint} */
        const point = {
          method: sample.method,
          exact,
          evaluations: found.evaluations,
          measure: distance.label,
          error: distance.value,
        };
        tell('progress', { job: 'quality', id, share: (i + 1) / trials.length, point });
      }
      return band;
    } finally {
      evaluator.free();
    }
  },
  /** Ends a job. @param {'likelihood' | 'quality'} job */
  cancel(job) {
    current[job] = 0;
  },
};

serve(handlers, init());

/**
 * A network beside the exact score: read once, as a score field is asked for at each time of a flow.
 * @param {Uint8Array} weights each message brings a copy of its own
 */
function exactOf(weights) {
  const same =
    read?.weights.length === weights.length && read.weights.every((v, i) => v === weights[i]);
  if (!read || !same) {
    const exact = new Exact(weights);
    read?.exact.free();
    read = { weights, exact };
  }
  return read.exact;
}

/**
 * What to try, the cheap first.
 * @param {Config} config
 */
function plan({ schedule: { tEnd } }) {
  /** @type {{ cost: number, exact: boolean, sample: Partial<Config['sample']> & { method: Method } }[]} */
  const trials = [];
  for (const exact of [false, true]) {
    for (const cost of BUDGETS) {
      const dt = Math.min(LONGEST, tEnd / cost);
      trials.push({ cost, exact, sample: { method: 'sde', dt } });
      trials.push({ cost, exact, sample: { method: 'euler', dt } });
      // Two evaluations a step, but one for the last.
      trials.push({ cost, exact, sample: { method: 'heun', dt: Math.min(LONGEST, 2 * dt) } });
    }
    TOLERANCES.forEach((tolerance, i) =>
      trials.push({ cost: 20 * (i + 1), exact, sample: { method: 'adaptive', tolerance } }),
    );
  }
  return trials.sort((a, b) => a.cost - b.cost);
}

/**
 * One sampler from start to end, or null if it is no longer wanted.
 * @param {() => boolean} wanted
 * @param {Uint8Array} weights
 * @param {Config} config
 * @param {boolean} exact
 */
async function run(wanted, weights, config, exact) {
  const sampler = new Sampler(weights, config, exact);
  try {
    let sliceStart = performance.now();
    while (!sampler.finished) {
      sampler.step();
      if (performance.now() - sliceStart > SLICE) {
        await breathe();
        if (!wanted()) return null;
        sliceStart = performance.now();
      }
    }
    return { points: sampler.positions(), evaluations: sampler.evaluations };
  } finally {
    sampler.free();
  }
}
