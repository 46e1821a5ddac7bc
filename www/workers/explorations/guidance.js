// The worker that guides: classes of the data, their tilted densities, and samples under the guided
// score, exact or learned by a network that it trains. Knows no DOM. A question that a newer one has
// overtaken is answered by null.

import { Guidance, LabelledRun, slicedDistance } from '../../core.js';
import { yieldToMessages } from '../event-loop.js';
import { loadWholeCore } from '../load-core.js';
import { serve, transfer } from '../../shared/rpc.js';
import { whole } from '../../shared/slim-config.js';

/** @typedef {import('../../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../../shared/slim-config.js').SlimConfig} SlimConfig */
/** @typedef {typeof handlers} GuidanceMethods */
/** Towards which class, how much, and for which t. @typedef {{ id: number, group: number, w: number, from: number, to: number, dt: number }} Asked */
/** How samples are made, by which scores (exact ones, if nothing is said), and whether they are held against the tilted density. @typedef {{ ode: boolean, corrections: number, compare: boolean, learned?: boolean }} Way */
/** A network in training, seen after some step: its mean loss since it was seen before, and what its scores are off by. @typedef {{ step: number, loss: number, labelled: number, unlabelled: number }} Look */
/** Along the direction of the class’s mean, and across it. @typedef {{ mean: [number, number], std: [number, number] }} Moments */

/** Work this long before looking for messages (milliseconds). */
const SLICE = 25;
/** Moments are sums over so many cells for one of the picture along each side: a quarter of the ring has
 * edges. */
const FINER = 4;
/** A network is looked at so often while it trains, and at so many times and points. */
const LOOKS = 20;
const ERROR = { times: 25, points: 100 };

/** The newest question. */
let newest = 0;
/** What was asked about last. @type {{ key: string, guidance: Guidance } | null} */
let read = null;
/** The network that knows classes, and how it came along. @type {{ key: string, run: LabelledRun, steps: number, looks: Look[], sum: number } | null} */
let trained = null;
/** What was asked about last by its scores. @type {{ key: string, guidance: Guidance } | null} */
let readLearned = null;
/** Draws from its tilted density. @type {{ key: string, points: Float32Array } | null} */
let drawn = null;

const handlers = {
  /** The means of all classes, flat `[n, 2]`. @param {SlimConfig} config */
  means(config) {
    return Guidance.means(whole(config));
  },
  /**
   * The tilted density on [−side, side]², its moments, draws from it, and how far others are from these.
   * @param {SlimConfig} slim
   * @param {Asked} asked
   * @param {{ cells: number, side: number }} grid
   */
  tilted(slim, asked, { cells, side }) {
    newest = Math.max(newest, asked.id);
    const config = whole(slim);
    const guidance = guidanceOf(config, asked.group);
    const density = guidance.density(asked.w, cells, side);
    const moments = momentsOf(guidance.moments(asked.w, FINER * cells, side));
    const points = drawsOf(config, asked);
    const floor = slicedDistance(guidance.draws(asked.w, 2), points);
    const direction = guidance.direction();
    const result = { density, moments, points: points.slice(), floor, direction };
    return transfer(result, [density.buffer, result.points.buffer]);
  },
  /**
   * The moments alone: for a point of the curve.
   * @param {SlimConfig} config
   * @param {Asked} asked
   * @param {{ cells: number, side: number }} grid
   */
  moments(config, { group, w }, { cells, side }) {
    return momentsOf(guidanceOf(whole(config), group).moments(w, FINER * cells, side));
  },
  /**
   * Samples under the guided score, their moments, and, where it is wanted, their distance to draws from
   * the tilted density.
   * @param {SlimConfig} slim
   * @param {Asked} asked
   * @param {Way} way
   */
  async samples(slim, asked, way) {
    newest = Math.max(newest, asked.id);
    const config = whole(slim);
    const points = await run(config, asked, way);
    if (!points) return null;
    const moments = momentsOf(guidanceOf(config, asked.group).momentsOf(points));
    const distance = way.compare ? slicedDistance(drawsOf(config, asked), points) : NaN;
    return transfer({ points, moments, distance }, [points.buffer]);
  },
  /**
   * Trains the network that knows classes until it is to be looked at again; at its end, all looks are
   * there at once. What was trained before goes on, as long as the settings are those.
   * @param {SlimConfig} slim
   * @param {number} id of the question
   * @returns {Promise<{ looks: Look[], finished: boolean } | null>}
   */
  async train(slim, id) {
    newest = Math.max(newest, id);
    const config = whole(slim);
    const { steps } = config.train;
    const now = runOf(config);
    const looks = Math.min(LOOKS, steps);
    const until = Math.ceil((steps * Math.min(looks, now.looks.length + 1)) / looks);
    let start = performance.now();
    while (now.steps < until) {
      now.sum += now.run.step();
      now.steps++;
      if (performance.now() - start < SLICE) continue;
      await yieldToMessages();
      if (id < newest) return null;
      start = performance.now();
    }
    if (now.looks.length < looks) {
      const loss = now.sum / (until - (now.looks.at(-1)?.step ?? 0));
      const [labelled, unlabelled] = now.run.errors(ERROR.times, ERROR.points);
      now.looks.push({ step: until, loss, labelled, unlabelled });
      now.sum = 0;
    }
    return { looks: now.looks, finished: until === steps };
  },
};

serve(handlers, loadWholeCore());

/** @param {Config} config @param {Asked} asked @param {Way} way @returns {Promise<Float32Array | null>} */
async function run(config, { id, group, w, from, to, dt }, { ode, corrections, learned }) {
  const guidance = learned ? learnedOf(config, group) : guidanceOf(config, group);
  const sampler = guidance.sampler(w, from, to, ode, corrections, dt);
  try {
    let start = performance.now();
    while (!sampler.finished) {
      sampler.step();
      if (performance.now() - start < SLICE) continue;
      await yieldToMessages();
      if (id < newest) return null;
      start = performance.now();
    }
    return sampler.positions();
  } finally {
    sampler.free();
  }
}

/** @param {Float64Array} flat @returns {Moments} */
const momentsOf = ([along, across, stdAlong, stdAcross]) => ({
  mean: [along, across],
  std: [stdAlong, stdAcross],
});

/** @param {Config} config */
const keyOf = ({ data, schedule, seed, sample }) =>
  JSON.stringify([data, schedule, seed, sample.particles]);

/** @param {Config} config @param {number} group the number of the class */
function guidanceOf(config, group) {
  const key = `${group} ${keyOf(config)}`;
  if (read?.key !== key) {
    const guidance = new Guidance(config, group);
    read?.guidance.free();
    read = { key, guidance };
  }
  return read.guidance;
}

/** @param {Config} config @param {Asked} asked */
function drawsOf(config, { group, w }) {
  const key = `${group} ${w} ${keyOf(config)}`;
  if (drawn?.key !== key) {
    drawn = { key, points: guidanceOf(config, group).draws(w, 1) };
  }
  return drawn.points;
}

/** The network for some settings, trained as far as it is; in portable arithmetic, which is all that this core has. @param {Config} settings */
function runOf(settings) {
  const { data, schedule, seed, train } = settings;
  const network = { ...settings.network, arithmetic: /** @type {const} */ ('portable') };
  const key = JSON.stringify([data, schedule, seed, network, train]);
  if (trained?.key !== key) {
    const run = new LabelledRun({ ...settings, network });
    trained?.run.free();
    trained = { key, run, steps: 0, looks: [], sum: 0 };
  }
  return trained;
}

/** By the scores that the network has learned up to now. @param {Config} config @param {number} group */
function learnedOf(config, group) {
  const { key: ofRun, run, steps } = runOf(config);
  const key = `${steps} ${group} ${config.sample.particles} ${ofRun}`;
  if (readLearned?.key !== key) {
    const guidance = new Guidance(config, group);
    guidance.learn(group, run);
    readLearned?.guidance.free();
    readLearned = { key, guidance };
  }
  return readLearned.guidance;
}
