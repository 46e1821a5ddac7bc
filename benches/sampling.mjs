// The reverse SDE here and in PyTorch: on one core, and on all of them, here by the page's own pool of
// helpers, frames and all.

import { runInPage } from '../tools/browsers/engines.mjs';
import { HELD, SITE, inTorch } from './contenders.mjs';
import { CORES, QUIET, Watch } from './machine.mjs';
import { digits, markdown, percent, timed } from './table.mjs';

/** @typedef {import('./table.mjs').Timing} Timing */

/** What the table of sampling is of. */
export const WHOLE_WORDS =
  '100,000 samples × 200 steps of the reverse SDE, seconds (of three parts each: a twentieth on one core, ' +
  'a fifth on all)';

/** The post judges 100,000 samples of 200 steps: a fifth of the particles, and on one core a quarter of the steps. */
const PARTICLES = 20_000;
const STEPS = { one: 50, all: 200 };
/** What a run is a part of, in particle steps. @param {number} steps */
const wholeOf = (steps) => (100_000 * 200) / (PARTICLES * steps);

/**
 * Seconds of the whole in the page, from those of a part.
 * @param {import('../tools/browsers/engines.mjs').Engine} engine
 * @param {'portable' | 'fused'} arithmetic of the network
 * @returns {Promise<Timing | null>} null: not in this engine
 */
export async function ourSampling(engine, arithmetic) {
  const times = await runInPage(
    engine,
    SITE,
    async ({ particles, steps, arithmetic }) => {
      const core = await import(/** @type {any} */ ('/www/pkg/nano_diffusion.js'));
      const fused = arithmetic === 'fused';
      if (fused) {
        const { canFuse } = await import(/** @type {any} */ ('/www/arithmetic/fused-probe.js'));
        if (!canFuse()) return null;
      }
      await core.default(
        fused ? { module_or_path: '/www/pkg/nano_diffusion_fused.wasm' } : undefined,
      );
      const response = await fetch('/www/assets/pretrained.safetensors');
      let weights = new Uint8Array(await response.arrayBuffer());
      const { config } = core.describeWeights(weights);
      if (fused) {
        config.network.arithmetic = 'fused';
        weights = core.withConfig(weights, config);
      }
      // Not what the weights come with: that is another sampler, of fewer steps.
      Object.assign(config.sample, { particles, method: 'sde', dt: 1 / steps });
      const run = () => {
        const before = performance.now();
        const sampler = core.Sampler.reverse(weights, config, 'learned');
        while (!sampler.finished) sampler.step();
        const seconds = (performance.now() - before) / 1000;
        if (sampler.nfe !== steps) throw new Error(`${sampler.nfe} steps instead of ${steps}`);
        sampler.free();
        return seconds;
      };
      run();
      return [run(), run(), run()].sort((a, b) => a - b);
    },
    { particles: PARTICLES, steps: STEPS.one, arithmetic },
    { patience: 400_000 },
  );
  return times && whole(times, STEPS.one);
}

/**
 * The same by all workers of the page's pool, as the page does it: with the frames that it plays.
 * @param {import('../tools/browsers/engines.mjs').Engine} engine
 * @param {'portable' | 'fused'} arithmetic of the network
 * @returns {Promise<Timing | null>} null: not in this engine
 */
export async function pooledSampling(engine, arithmetic) {
  const times = await runInPage(
    engine,
    SITE,
    async ({ particles, steps, arithmetic }) => {
      const at = (/** @type {string} */ path) => import(/** @type {any} */ (`/www/${path}`));
      const [core, { FlowJob }, { pool }, { WorkerClient }, { samplingWorkerUrl }] =
        await Promise.all(
          [
            'pkg/nano_diffusion.js',
            'pool/flow-job.js',
            'pool/pool.js',
            'shared/rpc.js',
            'urls.js',
          ].map(at),
        );
      const fused = arithmetic === 'fused';
      if (fused && !(await at('arithmetic/fused-probe.js')).canFuse()) return null;
      await core.default();
      const response = await fetch('/www/assets/pretrained.safetensors');
      let weights = new Uint8Array(await response.arrayBuffer());
      const { config } = core.describeWeights(weights);
      config.network.arithmetic = arithmetic;
      weights = core.withConfig(weights, config);
      Object.assign(config.sample, { particles, method: 'sde', dt: 1 / steps });
      /** @type {any} */
      let job = null;
      const own = new WorkerClient(samplingWorkerUrl(), {
        fused,
        on: {
          start: (/** @type {any} */ e) => job.start(e),
          frame: (/** @type {any} */ e) => job.frame(e),
        },
      });
      const run = async () => {
        const before = performance.now();
        const plan = { direction: 'reverse', exact: false };
        const asked = { plan, config, weights, coupled: false };
        job = new FlowJob(pool, own, asked, { onStart() {}, onFrame() {} });
        const { nfe } = await job.run();
        if (nfe !== steps) throw new Error(`${nfe} steps instead of ${steps}`);
        return (performance.now() - before) / 1000;
      };
      // Helpers come while the first goes on.
      await run();
      return [await run(), await run(), await run()].sort((a, b) => a - b);
    },
    { particles: PARTICLES, steps: STEPS.all, arithmetic },
    { patience: 400_000 },
  );
  return times && whole(times, STEPS.all);
}

/**
 * Seconds of the whole in PyTorch.
 * @param {string} python @param {Record<string, string>} held @param {number} [threads]
 */
export async function torchSampling(python, held, threads = 1) {
  const { quartiles, median } = await inTorch(
    python,
    './torch_sample.py',
    [PARTICLES, STEPS.one, threads],
    held,
  );
  return whole([quartiles[0], median, quartiles[1]], STEPS.one);
}

/** @param {number[]} times of a part, sorted @param {number} steps of it @returns {Timing} */
function whole([low, median, high], steps) {
  const times = wholeOf(steps);
  return { median: times * median, quartiles: [times * low, times * high] };
}

/**
 * Here and in PyTorch, as a table; and the ratio of the best on all cores, which is given on a quiet
 * machine alone.
 * @param {import('../tools/browsers/engines.mjs').Engine} chromium @param {string | null} python
 */
export async function samplingTable(chromium, python) {
  const watch = new Watch();
  /** @type {Record<string, { one: Timing | null, all: Timing | null }>} */
  const rows = {};
  for (const arithmetic of /** @type {const} */ (['portable', 'fused'])) {
    const one = await ourSampling(chromium, arithmetic);
    rows[`Chromium, ${arithmetic}`] = { one, all: await pooledSampling(chromium, arithmetic) };
  }
  for (const [how, held] of Object.entries(python ? HELD : {})) {
    const torch = /** @type {string} */ (python);
    const one = await torchSampling(torch, held);
    rows[`PyTorch ${how}`] = { one, all: await torchSampling(torch, held, CORES) };
  }
  const others = watch.end();
  const cells = Object.entries(rows).map(([name, { one, all }]) => [name, timed(one), timed(all)]);
  const best = (/** @type {string} */ who) =>
    Math.min(
      ...Object.entries(rows).flatMap(([name, { all }]) =>
        name.startsWith(who) && all ? [all.median] : [],
      ),
    );
  const note =
    others > QUIET
      ? `\nOthers had ${percent(others)} of the machine.`
      : `\nBest on all cores, Chromium / PyTorch: ${digits(best('Chromium') / best('PyTorch'))}`;
  const head = ['median (range)', 'one core', `all ${CORES}`];
  return { rows, table: markdown(head, cells) + note };
}
