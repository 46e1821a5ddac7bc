// The same losses to the last bit natively (tests/native/losses.rs) and in every engine that is here,
// whoever computes the shards of a step, and whether they are handed over in messages or in memory.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { engines, openEngine, skipped } from '../../../tools/browsers/engines.mjs';

// The sources, whose modules can be imported one by one; in dist/ they are bundled.
const SITE = fileURLToPath(new URL('../../..', import.meta.url));
const FIXTURE = new URL('../../fixtures/losses.json', import.meta.url);
/** @type {Record<string, { config: any, losses: number[] }>} */
const runs = JSON.parse(readFileSync(FIXTURE, 'utf8'));

/**
 * In the page: the losses of a run, how many workers it had at most, and how many steps were not made
 * by one alone.
 * @param {{ config: any, workers: number, steps: number }} asked
 */
async function train({ config, workers, steps }) {
  const { WorkerClient } = await import(/** @type {any} */ ('/www/shared/rpc.js'));
  /** @type {number[]} */
  const losses = [];
  let used = 0;
  let together = 0;
  const worker = new URL('/www/worker-train.js', location.href);
  /** @type {any} */
  let client;
  await new Promise((resolve, reject) => {
    client = new WorkerClient(worker, {
      fused: config.network.arithmetic === 'fused',
      on: {
        failed: (/** @type {any} */ { fault }) => reject(new Error(fault.message)),
        progress(/** @type {any} */ data) {
          losses.push(...data.losses);
          used = Math.max(used, data.workers);
          if (data.workers > 1) together += data.losses.length;
          if (losses.length >= steps) resolve(undefined);
        },
      },
      onCrash: reject,
    });
    client.call('start', config, workers).catch(reject);
  });
  // Most runs are longer than what is asked of them: nobody is to compute the rest.
  client.terminate();
  return { losses: losses.slice(0, steps), used, together };
}

/** In the page: null where it does not fuse; else sums of what some fused runs give. */
async function fusedSums(/** @type {{ [run: string]: any }} */ configs) {
  const { canFuse } = await import(/** @type {any} */ ('/www/arithmetic/fused-probe.js'));
  if (!canFuse()) return null;
  const core = await import(/** @type {any} */ ('/www/pkg/nano_diffusion.js'));
  await core.default({ module_or_path: '/www/pkg/nano_diffusion_fused.wasm' });
  return Object.fromEntries(
    Object.entries(configs).map(([run, config]) => {
      const trainer = new core.Trainer(config);
      let hash = 0x811c9dc5;
      for (const { buffer } of [trainer.run(10), trainer.params()]) {
        for (const byte of new Uint8Array(buffer)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
      }
      return [run, hash.toString(16).padStart(8, '0')];
    }),
  );
}

/** @param {any} config */
const fused = (config) => ({ ...config, network: { ...config.network, arithmetic: 'fused' } });

for (const engine of engines()) {
  const options = { skip: skipped(engine) };
  describe(engine.name, () => {
    /** A browser without shared memory and one with it, from when a test needs it. Each run has workers
     * of its own. @type {Map<boolean, Awaited<ReturnType<typeof openEngine>>>} */
    const sessions = new Map();
    after(() => Promise.all([...sessions.values()].map((session) => session.close())));
    /** @param {boolean} isolated */
    async function open(isolated) {
      const session = sessions.get(isolated) ?? (await openEngine(engine, SITE, { isolated }));
      sessions.set(isolated, session);
      assert.equal(await session.run(async () => crossOriginIsolated, null), isolated);
      return session;
    }

    test('the losses are the native ones, bit for bit', options, async () => {
      assert.ok(existsSync(`${SITE}/www/pkg`));
      const session = await open(false);
      for (const [name, { config, losses }] of Object.entries(runs)) {
        const found = await session.run(train, { config, workers: 1, steps: losses.length });
        assert.deepEqual(found.losses, losses.map(Math.fround), name);
      }
    });

    test('one, two and eight workers give the same bits', options, async () => {
      const { config } = runs.shards;
      // Long enough for helpers to be in it for most of the run.
      const steps = 1000;
      const asked = { config: { ...config, train: { ...config.train, steps } }, steps };
      /** @type {number[] | undefined} */
      let expected;
      for (const isolated of [false, true]) {
        const session = await open(isolated);
        if (!expected) {
          const alone = await session.run(train, { ...asked, workers: 1 });
          assert.equal(alone.used, 1);
          expected = alone.losses;
        }
        for (const workers of [2, 8]) {
          const shared = await session.run(train, { ...asked, workers });
          assert.ok(shared.used > 1 && shared.used <= workers, `${shared.used} of ${workers}`);
          assert.ok(shared.together >= 100, `${shared.together} steps together`);
          assert.deepEqual(shared.losses, expected, `${workers} workers, isolated: ${isolated}`);
        }
      }
    });

    test('fused runs are the native ones, whoever computes', options, async () => {
      /** @type {Record<string, string>} */
      const expected = JSON.parse(readFileSync(new URL('fused.json', FIXTURE), 'utf8'));
      const configs = Object.keys(expected).map((run) => [run, fused(runs[run].config)]);
      const session = await open(true);
      const found = await session.run(fusedSums, Object.fromEntries(configs));
      // WebKitGTK has no relaxed SIMD yet.
      assert.deepEqual(found, engine.name === 'WebKit' ? null : expected);
      if (!found) return;
      const { config } = runs.shards;
      const steps = 500;
      const asked = { config: fused({ ...config, train: { ...config.train, steps } }), steps };
      const alone = await session.run(train, { ...asked, workers: 1 });
      for (const workers of [2, 8]) {
        const shared = await session.run(train, { ...asked, workers });
        assert.ok(shared.used > 1, `${shared.used}`);
        assert.deepEqual(shared.losses, alone.losses, `${workers} workers`);
      }
    });
  });
}
