// Steps shared over memory, between threads as between a browser's workers, with the real core.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { BoardSteps } from '../../../www/workers/board-steps.js';
import { ShardBoard } from '../../../www/workers/shard-board.js';
import { core } from '../support/core.mjs';

/** A helper: makes shards of a run with the real core; some have a fault. */
const HELPER = `
  const { workerData: { root, buffer, shards, me, config, fault }, parentPort } = require('node:worker_threads');
  (async () => {
    const { ShardBoard } = await import(root + 'www/workers/shard-board.js');
    const { core } = await import(root + 'tests/unit/support/core.mjs');
    const real = new core.ShardWorker(config);
    let made = 0;
    const worker = {
      compute(params, step, shard) {
        if (++made === 3 && fault === 'fails') throw new Error('no');
        if (made === 3 && fault === 'hangs') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        return real.compute(params, step, shard);
      },
      gradient: () => real.gradient(),
    };
    parentPort.postMessage('here');
    const board = new ShardBoard(buffer, shards);
    for (;;) {
      try {
        board.help(me, worker, 60_000);
        break;
      } catch (error) {
        parentPort.postMessage('failed');
      }
    }
    parentPort.postMessage(made);
  })();
`;
const ROOT = new URL('../../../', import.meta.url).href;
const isolated = /** @type {any} */ (globalThis);
isolated.crossOriginIsolated = true;
/** @type {Worker[]} */
const started = [];
after(async () => {
  delete isolated.crossOriginIsolated;
  await Promise.all(started.map((one) => one.terminate()));
});

const { config } = core.presets()[0];
Object.assign(config.network, { layers: 3, width: 16 });
Object.assign(config.train, { batch: 2100, steps: 100_000 });
/** Steps that are compared. */
const STEPS = 60;

/** The losses of a run alone. */
const expected = (() => {
  const trainer = new core.Trainer(config);
  return [...trainer.run(STEPS)];
})();

/** @param {any} [watch] */
function boardFor(watch) {
  const trainer = new core.Trainer(config);
  const computeShard = trainer.computeShard.bind(trainer);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  trainer.computeShard = (shard) => {
    // On a busy machine helpers would get nothing.
    Atomics.wait(clock, 0, 0, 0.2);
    computeShard(shard);
  };
  const step = { shards: trainer.shards, length: trainer.params().length };
  const kept = { isKept: () => true, patience: () => 20, parts: 5, onTook() {}, onLost() {} };
  const steps = BoardSteps.make(step, { ...kept, ...watch });
  assert.ok(steps);
  return { trainer, steps };
}

/** @param {BoardSteps} steps @param {(string | null)[]} faults of the helpers */
async function gather(steps, faults) {
  const helpers = faults.map((fault, i) => {
    const { buffer, shards } = steps.board;
    return new Worker(HELPER, {
      eval: true,
      workerData: { root: ROOT, buffer, shards, me: i + 1, config, fault },
    });
  });
  started.push(...helpers);
  await Promise.all(helpers.map((one) => new Promise((here) => one.once('message', here))));
  return helpers;
}

const breathe = () => new Promise((done) => setImmediate(() => done(undefined)));

/**
 * As many steps as are compared, or as long as it is to go on: a helper may come late.
 * @param {BoardSteps} steps
 * @param {import('../../../www/pkg/nano_diffusion.js').Trainer} trainer
 * @param {() => boolean} [more]
 */
async function train(steps, trainer, more = () => false) {
  const losses = [];
  while (losses.length < STEPS || more()) {
    await breathe();
    losses.push(steps.make(trainer) ?? (await steps.finish(trainer, () => true, breathe)));
  }
  return losses;
}

for (const workers of [1, 2, 8]) {
  test(`${workers} at a board: the same bits`, async () => {
    const { trainer, steps } = boardFor();
    const helpers = await gather(steps, Array(workers - 1).fill(null));
    const made = helpers.map((one) => new Promise((done) => one.once('message', done)));
    const takers = () => Array.from({ length: trainer.shards }, (_, i) => steps.board.takerOf(i));
    const losses = await train(
      steps,
      trainer,
      () => workers > 1 && takers().every((taker) => taker === 0),
    );
    assert.deepEqual(losses.slice(0, STEPS), expected);
    steps.leave();
    const total = (await Promise.all(made)).reduce((sum, each) => sum + each, 0);
    assert.equal(total > 0, workers > 1, `helpers made ${total} shards`);
  });
}

test('a shard that a helper can’t make is made by the trainer', async () => {
  const { trainer, steps } = boardFor();
  const [failing] = await gather(steps, ['fails']);
  let failed = false;
  failing.on('message', () => (failed = true));
  const losses = await train(steps, trainer, () => !failed);
  assert.deepEqual(losses.slice(0, STEPS), expected);
  steps.leave();
});

test('a shard that a helper keeps is made by the trainer when the board is given up', async () => {
  let kept = true;
  /** @type {number[]} */
  const lost = [];
  const { trainer, steps } = boardFor({
    isKept: () => kept,
    onLost(/** @type {number} */ taker) {
      lost.push(taker);
      kept = false;
      steps.leave();
    },
  });
  await gather(steps, ['hangs']);
  const losses = await train(steps, trainer, () => kept);
  assert.deepEqual(lost, [1]);
  assert.deepEqual(losses.slice(0, STEPS), expected);
});

test('while a shard of a step that was given up is out, no other step is offered', async () => {
  const { trainer, steps } = boardFor();
  await gather(steps, ['hangs']);
  while (steps.make(trainer) !== null);
  assert.equal(await steps.finish(trainer, () => false, breathe), null);
  assert.equal(steps.isFree, false);
  steps.leave();
});

test('who slept through a round takes nothing of another', () => {
  const board = ShardBoard.make(2, 3);
  assert.ok(board);
  const params = new Float32Array([1, 2, 3]);
  assert.equal(board.take(board.round, 1), -1, 'before the first');
  board.offer(0, params);
  const old = board.round;
  assert.deepEqual([board.take(old, 1), board.take(old, 0), board.take(old, 1)], [0, 1, -1]);
  assert.deepEqual([board.takerOf(0), board.takerOf(1)], [1, 0]);
  board.offer(1, params);
  assert.equal(board.take(old, 1), -1);
  assert.equal(board.wait(0, 0), 'out');
  assert.equal(board.take(board.round, 1), 0);
});

test('no board where memory can’t be shared, and none that is too large', () => {
  assert.equal(ShardBoard.make(8, 2_000_000), null);
  isolated.crossOriginIsolated = false;
  assert.equal(ShardBoard.make(2, 3), null);
  isolated.crossOriginIsolated = true;
});
