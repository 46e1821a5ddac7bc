import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { ShardPool, split, usefulWorkers } from '../../../www/workers/shard-pool.js';

test('the parts hold every shard once, and differ by one at most', () => {
  for (let shards = 1; shards <= 8; shards++) {
    for (let parts = 1; parts <= shards; parts++) {
      const found = split(shards, parts);
      assert.equal(found.length, parts);
      assert.deepEqual(
        found.flat(),
        Array.from({ length: shards }, (_, i) => i),
      );
      const lengths = found.map((part) => part.length);
      assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 1);
      // The first part is the trainer's, who has the optimiser's work besides.
      assert.equal(lengths[0], Math.min(...lengths));
    }
  }
});

test('no more workers than shorten a step', () => {
  /** @type {[number, number, number][]} */
  const cases = [
    [1, 8, 1],
    [2, 8, 2],
    [8, 1, 1],
    [8, 2, 2],
    [8, 6, 4],
    [8, 7, 4],
    [8, 64, 8],
    [4, 3, 2],
    [8, 0, 1],
  ];
  for (const [shards, cores, expected] of cases) {
    assert.equal(usefulWorkers(shards, cores), expected, `${shards} on ${cores}`);
  }
});

test('a helper that was quick and is silent is lost soon, one that never answered is waited for', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  /** @type {FakeWorker[]} */
  const made = [];
  class FakeWorker {
    ended = false;
    silent = false;
    /** @type {(event: { data: object }) => void} */
    onmessage = () => {};
    constructor() {
      made.push(this);
    }
    /** @param {{ id: number, method: string, args: any[] }} call */
    postMessage({ id, method, args }) {
      if (this.silent && method === 'compute') return;
      const result =
        method === 'compute' ? args[1].map((/** @type {number} */ shard) => ({ shard })) : null;
      queueMicrotask(() => this.onmessage({ data: { id, result } }));
    }
    terminate() {
      this.ended = true;
    }
  }
  const { Worker } = globalThis;
  globalThis.Worker = /** @type {any} */ (FakeWorker);
  const settled = () => new Promise((done) => setImmediate(done));
  const params = new Float32Array(3);
  /** @param {ShardPool} pool */
  const ask = (pool) => {
    const { own, others } = pool.ask(0, 2, params);
    assert.deepEqual(own, [0]);
    return others;
  };
  try {
    for (const { quick, kept, lost } of [
      { quick: true, kept: 1900, lost: 2300 },
      { quick: false, kept: 19_000, lost: 22_100 },
    ]) {
      made.length = 0;
      const pool = new ShardPool(/** @type {any} */ ({ network: {} }), 1);
      await settled();
      assert.equal(pool.ready, 1);
      if (quick) assert.deepEqual(await ask(pool), [{ shard: 1 }]);
      made[0].silent = true;
      const others = ask(pool);
      mock.timers.tick(kept);
      await settled();
      assert.equal(made[0].ended, false);
      mock.timers.tick(lost - kept);
      // Its shard is left to who asked, and another helper comes.
      assert.deepEqual(await others, [1]);
      assert.equal(made[0].ended, true);
      await settled();
      assert.deepEqual([made.length, pool.ready], [2, 1]);
      assert.deepEqual(await ask(pool), [{ shard: 1 }]);
      pool.close();
    }
  } finally {
    globalThis.Worker = Worker;
    mock.timers.reset();
  }
});
