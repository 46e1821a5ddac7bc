// The training worker's helpers: they come in, break, are replaced or done without, and end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { engines, runInPage } from '../../../tools/browsers/engines.mjs';

// The sources, whose modules can be imported one by one; in dist/ they are bundled.
const SITE = fileURLToPath(new URL('../../..', import.meta.url));
const HELPER = '/www/worker-shard.js';
const chromium = engines()[0];
const STEPS = 1500;

/** Added to a helper: it answers the question of who is there. */
const PRESENT = `
  const roll = new BroadcastChannel('roll');
  roll.onmessage = ({ data }) => data === 'call' && roll.postMessage('here');`;
/** Added to a helper: it breaks after a while, in the middle of a step. */
const BREAKS = `
  setTimeout(() => { self.onmessage = () => { throw new Error('broken'); }; }, 150);`;
/** Added to a helper: from some moment on it only says that it can't. */
const ERRS = `
  setTimeout(() => { self.onmessage = ({ data: { id } }) => self.postMessage({ id, error: { message: 'no' } }); }, 150);`;
/** Added to a helper: after some answers it is lost in an endless loop, neither answers nor fails. */
const HANGS = `
  let asked = 0;
  const answer = self.onmessage;
  self.onmessage = (event) => {
    if (event.data.method === 'compute' && ++asked > 20) for (;;);
    return answer(event);
  };`;

/** In a helper, in the place where it joins in at the board: it makes some shards, and then … */
const AT_BOARD = 'place.board.help(place.me, worker, IDLE)';
const atBoard = (/** @type {string} */ fault) => `{
  let made = 0;
  const { me, board } = place;
  const real = worker;
  const compute = (params, step, shard) => {
    if (++made > 20) ${fault};
    return real.compute(params, step, shard);
  };
  board.help(me, { compute, gradient: () => real.gradient() }, IDLE);
}`;

/**
 * In the page: trains until all steps are made. Gives the losses, how many workers each report
 * names, and how many helpers answered a roll call during the run and after it.
 * @param {{ workers: number, steps: number, pauses?: number }} asked
 */
async function train({ workers, steps, pauses = 0 }) {
  const { WorkerClient } = await import(/** @type {any} */ ('/www/shared/rpc.js'));
  const core = await import(/** @type {any} */ ('/www/pkg/nano_diffusion.js'));
  await core.default();
  const { config } = core.presets()[0];
  Object.assign(config.network, { layers: 3, width: 16 });
  Object.assign(config.train, { batch: 4100, steps });
  const roll = new BroadcastChannel('roll');
  let here = 0;
  roll.onmessage = ({ data }) => void (data === 'here' && here++);
  const call = async () => {
    here = 0;
    roll.postMessage('call');
    await new Promise((done) => setTimeout(done, 400));
    return here;
  };

  /** @type {number[]} */
  const losses = [];
  /** @type {number[]} */
  const used = [];
  /** @type {Promise<number> | null} */
  let during = null;
  await new Promise((resolve, reject) => {
    const client = new WorkerClient(new URL('/www/worker-train.js', location.href), {
      on: {
        failed: (/** @type {any} */ { fault }) => reject(new Error(fault.message)),
        finished: () => resolve(undefined),
        progress(/** @type {any} */ data) {
          losses.push(...data.losses);
          used.push(data.workers);
          if (data.workers > 1) during ??= call();
          if (data.step !== losses.length) reject(new Error(`${data.step}, ${losses.length}`));
        },
      },
      onCrash: reject,
    });
    // Many times, so that some fall between asking the helpers and their answers.
    const meddle = async () => {
      let [made, vain] = [0, 0];
      for (let left = pauses; left > 0 && losses.length < steps;) {
        await new Promise((done) => setTimeout(done, 7));
        vain = losses.length > made ? 0 : vain + 1;
        made = losses.length;
        // On a busy machine a step takes longer, and now and then one has to come to its end.
        if (vain > 10) continue;
        left--;
        await client.call('pause');
        await client.call('resume');
      }
    };
    client.call('start', config, workers).catch(reject);
    if (pauses) meddle().catch(reject);
  });
  return { losses, used: Math.max(...used), during: await during, after: await call() };
}

/** @type {number[]} */
let expected = [];
/** The losses of twice as many steps without helpers, once some test asked for them. @type {number[] | null} */
let expectedOfTwice = null;

test('helpers come in while training, and end with the run', async () => {
  const replace = { [HELPER]: (/** @type {string} */ text) => text + PRESENT };
  const alone = await runInPage(chromium, SITE, train, { workers: 1, steps: STEPS }, { replace });
  expected = alone.losses;
  assert.equal(expected.length, STEPS);
  assert.deepEqual([alone.used, alone.during, alone.after], [1, null, 0]);

  const shared = await runInPage(chromium, SITE, train, { workers: 2, steps: STEPS }, { replace });
  assert.deepEqual([shared.used, shared.during, shared.after], [2, 1, 0]);
  assert.deepEqual(shared.losses, expected);
});

test('pausing in the middle of a shared step changes nothing', async () => {
  // At a board messages are seldom handled within a step.
  for (const [isolated, pauses] of /** @type {const} */ ([
    [false, 400],
    [true, 20],
  ])) {
    const asked = { workers: 2, steps: STEPS, pauses };
    const { losses, used } = await runInPage(chromium, SITE, train, asked, { isolated });
    assert.equal(used, 2);
    assert.deepEqual(losses, expected);
  }
});

for (const [how, code] of Object.entries({ dies: BREAKS, fails: ERRS, hangs: HANGS })) {
  test(`a helper that ${how} is replaced, and its shards are made again`, async () => {
    let loads = 0;
    const replace = {
      [HELPER]: (/** @type {string} */ text) => (loads++ < 2 ? text + code : text),
    };
    const asked = { workers: 2, steps: 2 * STEPS };
    const { losses, used } = await runInPage(chromium, SITE, train, asked, { replace });
    assert.equal(loads, 3);
    assert.equal(used, 2);
    assert.equal(losses.length, 2 * STEPS);
    expectedOfTwice ??= (await runInPage(chromium, SITE, train, { ...asked, workers: 1 })).losses;
    assert.deepEqual(losses, expectedOfTwice);
  });
}

test('at a board, a helper that hangs and one that traps are replaced, and their shards made again', async () => {
  const faults = ['for (;;)', "throw new WebAssembly.RuntimeError('unreachable')"];
  const count = faults.length;
  const replace = {
    '/www/workers/shard.js'(/** @type {string} */ text) {
      const fault = faults.shift();
      assert.ok(text.includes(AT_BOARD));
      return fault ? text.replace(AT_BOARD, atBoard(fault)) : text;
    },
  };
  const asked = { workers: 2, steps: 2 * STEPS };
  const options = { replace, isolated: true };
  const { losses, used } = await runInPage(chromium, SITE, train, asked, options);
  assert.equal(faults.length, 0, `${count} helpers with a fault`);
  assert.equal(used, 2);
  expectedOfTwice ??= (await runInPage(chromium, SITE, train, { ...asked, workers: 1 })).losses;
  assert.deepEqual(losses, expectedOfTwice);
});

test('without helpers the run goes on alone', async () => {
  let loads = 0;
  const replace = { [HELPER]: () => (loads++, null) };
  const asked = { workers: 3, steps: STEPS };
  const { losses, used } = await runInPage(chromium, SITE, train, asked, { replace });
  // Two, and three replacements: no more.
  assert.equal(loads, 5);
  assert.equal(used, 1);
  assert.deepEqual(losses, expected);
});
