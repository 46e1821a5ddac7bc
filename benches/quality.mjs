// Time to quality: seconds of training until samples and loss are as good as the post's network
// after its full run in PyTorch (radius TV 0.073, excess loss 0.0017).

import { SITE } from './contenders.mjs';
import { runInPage } from '../tools/browsers/engines.mjs';

/** @typedef {import('../tools/browsers/engines.mjs').Engine} Engine */

export const GOAL = { excess: 0.0017, radiusTv: 0.073 };

/**
 * Trains the Fast preset in the page with all workers, keeps weights on the way, and judges them
 * afterwards, so that judging costs the training no time.
 * @param {Engine} engine
 */
export async function timeToQuality(engine) {
  return runInPage(engine, SITE, train, GOAL, { patience: 600_000 });
}

/**
 * In the page.
 * @param {{ excess: number, radiusTv: number }} goal
 */
async function train(goal) {
  const { WorkerClient } = await import(/** @type {any} */ ('/www/shared/rpc.js'));
  const core = await import(/** @type {any} */ ('/www/pkg/nano_diffusion.js'));
  await core.default();
  const { config } = core.presets()[0];
  /** @type {{ seconds: number, step: number, bytes: Uint8Array }[]} */
  const kept = [];
  await new Promise((resolve, reject) => {
    const client = new WorkerClient(new URL('/www/worker-train.js', location.href), {
      on: {
        failed: (/** @type {any} */ { fault }) => reject(new Error(fault.message)),
        finished: () => keep().then(resolve, reject),
      },
      onCrash: reject,
    });
    const start = performance.now();
    const keep = async () => {
      const { step, bytes } = await client.call('weights');
      kept.push({ seconds: (performance.now() - start) / 1000, step, bytes });
    };
    const timer = setInterval(() => keep().catch(() => clearInterval(timer)), 250);
    client.call('start', config).catch(reject);
  });

  const excess = (/** @type {Uint8Array} */ bytes) => {
    const exact = new core.Exact(bytes, config.schedule);
    const { total } = exact.excessOf(exact.excess(40, 500, 1, 0, 1));
    exact.free();
    return total.mean;
  };
  config.sample.particles = 20_000;
  const evaluator = new core.Evaluator(config);
  const radiusTv = (/** @type {Uint8Array} */ bytes) => {
    const sampler = core.Sampler.reverse(bytes, config, 'learned');
    while (!sampler.finished) sampler.step();
    const { metrics } = evaluator.evaluate(sampler.positions());
    return metrics.find((/** @type {any} */ metric) => metric.key === 'radiusTv').value;
  };

  // From the end backwards, to the last that is not yet good.
  kept.sort((a, b) => a.step - b.step);
  const curve = [];
  for (const { seconds, step, bytes } of kept.reverse()) {
    const found = { seconds, step, excess: excess(bytes), radiusTv: radiusTv(bytes) };
    curve.unshift(found);
    if (found.excess > goal.excess || found.radiusTv > goal.radiusTv) break;
  }
  const good = curve.filter((c) => c.excess <= goal.excess && c.radiusTv <= goal.radiusTv);
  return { reached: good[0] ?? null, end: curve[curve.length - 1], steps: config.train.steps };
}
