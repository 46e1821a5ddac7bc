// The reverse SDE here and in PyTorch, each on one core: particles are independent, so both share
// them among cores as well as each other.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runInPage } from '../tools/browsers/engines.mjs';
import { SITE } from './contenders.mjs';

/** The post judges 100,000 samples of 200 steps: a fifth of the particles, a quarter of the steps. */
const PARTICLES = 20_000;
const STEPS = 50;
/** What a run is a part of, in particle steps. */
export const WHOLE = (100_000 * 200) / (PARTICLES * STEPS);

/**
 * Median seconds of a run in the page.
 * @param {import('../tools/browsers/engines.mjs').Engine} engine
 */
export async function ourSampling(engine) {
  return runInPage(
    engine,
    SITE,
    async ({ particles, steps }) => {
      const core = await import(/** @type {any} */ ('/www/pkg/nano_diffusion.js'));
      await core.default();
      const response = await fetch('/www/assets/pretrained.safetensors');
      const weights = new Uint8Array(await response.arrayBuffer());
      const { config } = core.describeWeights(weights);
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
      return [run(), run(), run()].sort((a, b) => a - b)[1];
    },
    { particles: PARTICLES, steps: STEPS },
    { patience: 400_000 },
  );
}

/** Seconds of a run in PyTorch. @param {string} python @param {number} threads @returns {number} */
export function torchSampling(python, threads) {
  const script = fileURLToPath(new URL('./torch_sample.py', import.meta.url));
  const args = [script, PARTICLES, STEPS, threads].map(String);
  const { stdout, stderr, status } = spawnSync(python, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`torch_sample.py: ${stderr}`);
  return JSON.parse(stdout).seconds;
}
