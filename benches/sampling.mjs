// The reverse SDE here and in PyTorch, each on one core: particles are independent, so both share
// them among cores as well as each other.

import { runInPage } from '../tools/browsers/engines.mjs';
import { HELD, SITE, inTorch } from './contenders.mjs';
import { QUIET, Watch } from './machine.mjs';
import { markdown, percent, timed } from './table.mjs';

/** @typedef {import('./table.mjs').Timing} Timing */

/** What the table of sampling is of. */
export const WHOLE_WORDS =
  '100,000 samples × 200 steps on one core, seconds (of three parts of a twentieth each)';

/** The post judges 100,000 samples of 200 steps: a fifth of the particles, a quarter of the steps. */
const PARTICLES = 20_000;
const STEPS = 50;
/** What a run is a part of, in particle steps. */
export const WHOLE = (100_000 * 200) / (PARTICLES * STEPS);

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
      config.sample.particles = particles;
      config.sample.dt = 1 / steps;
      const run = () => {
        const before = performance.now();
        const sampler = core.Sampler.reverse(weights, config, 'learned');
        while (!sampler.finished) sampler.step();
        sampler.free();
        return (performance.now() - before) / 1000;
      };
      run();
      return [run(), run(), run()].sort((a, b) => a - b);
    },
    { particles: PARTICLES, steps: STEPS, arithmetic },
    { patience: 400_000 },
  );
  return times && whole(times);
}

/**
 * Seconds of the whole in PyTorch on one core.
 * @param {string} python @param {Record<string, string>} held
 */
export async function torchSampling(python, held) {
  const { quartiles, median } = await inTorch(
    python,
    './torch_sample.py',
    [PARTICLES, STEPS, 1],
    held,
  );
  return whole([quartiles[0], median, quartiles[1]]);
}

/** @param {number[]} times of a part, sorted @returns {Timing} */
function whole([low, median, high]) {
  return { median: WHOLE * median, quartiles: [WHOLE * low, WHOLE * high] };
}

/**
 * Here and in PyTorch, as a table.
 * @param {import('../tools/browsers/engines.mjs').Engine} chromium @param {string | null} python
 */
export async function samplingTable(chromium, python) {
  const watch = new Watch();
  /** @type {Record<string, Timing | null>} */
  const rows = {};
  for (const arithmetic of /** @type {const} */ (['portable', 'fused'])) {
    rows[`Chromium, ${arithmetic}`] = await ourSampling(chromium, arithmetic);
  }
  for (const [how, held] of Object.entries(python ? HELD : {})) {
    rows[`PyTorch ${how}`] = await torchSampling(/** @type {string} */ (python), held);
  }
  const others = watch.end();
  const cells = Object.entries(rows).map(([name, timing]) => [name, timed(timing)]);
  const note = others > QUIET ? `\nOthers had ${percent(others)} of the machine.` : '';
  return { rows, table: markdown(['one core', 'median (range)'], cells) + note };
}
