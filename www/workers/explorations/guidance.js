// The worker that guides: classes of the data, their tilted densities, and samples under the guided
// score. Knows no DOM. A question that a newer one has overtaken is answered by null.

import { Guidance, slicedDistance } from '../../core.js';
import { yieldToMessages } from '../event-loop.js';
import { loadWholeCore } from '../load-core.js';
import { serve, transfer } from '../../shared/rpc.js';
import { whole } from '../../shared/slim-config.js';

/** @typedef {import('../../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../../shared/slim-config.js').SlimConfig} SlimConfig */
/** @typedef {typeof handlers} GuidanceMethods */
/** Towards which class, how much, and for which t. @typedef {{ id: number, group: number, w: number, from: number, to: number, dt: number }} Asked */
/** How samples are made, and whether they are held against the tilted density. @typedef {{ ode: boolean, corrections: number, compare: boolean }} Way */
/** Along the direction of the class’s mean, and across it. @typedef {{ mean: [number, number], std: [number, number] }} Moments */

/** Work this long before looking for messages (milliseconds). */
const SLICE = 25;
/** Moments are sums over so many cells for one of the picture along each side: a quarter of the ring has
 * edges. */
const FINER = 4;

/** The newest question. */
let newest = 0;
/** What was asked about last. @type {{ key: string, guidance: Guidance } | null} */
let read = null;
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
};

serve(handlers, loadWholeCore());

/** @param {Config} config @param {Asked} asked @param {Way} way @returns {Promise<Float32Array | null>} */
async function run(config, { id, group, w, from, to, dt }, { ode, corrections }) {
  const guidance = guidanceOf(config, group);
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
