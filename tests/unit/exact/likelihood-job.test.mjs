// How a likelihood is shared out among workers, and what becomes of it where one is lost or it is given up.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { LikelihoodJob } from '../../../www/exact/likelihood-job.js';
import { Pool } from '../../../www/pool/pool.js';
import { WorkerClient } from '../../../www/shared/rpc.js';

/** @typedef {WorkerClient<import('../../../www/workers/exact.js').ExactMethods, any>} Client */

const OPTIONS = {
  schedule: { path: /** @type {const} */ ('linear'), betaMin: 0.1, betaMax: 20, tEnd: 1 },
  points: 1600,
  cells: 20,
  fineness: 6,
  seed: 1,
};
const navigator = { hardwareConcurrency: 3 };
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });

/** @type {FakeWorker[]} */
let made = [];
/** Dies at its first part of this method: a helper. @type {string | null} */
let dying = null;
/** Called at each part. @type {(method: string) => void} */
let onPart = () => {};

/** Each part of the points, and each of the map, says its number. */
class FakeWorker {
  /** @type {[string, number][]} */
  parts = [];
  /** @type {any[][]} */
  cancelled = [];
  /** @type {(event: { data: object }) => void} */
  onmessage = () => {};
  constructor() {
    made.push(this);
  }
  /** @param {{ id: number, method: string, args: any[] }} call */
  postMessage({ id, method, args }) {
    const answer = (/** @type {unknown} */ result) =>
      setTimeout(() => this.onmessage({ data: { id, result } }));
    if (method !== 'fit' && method !== 'map') {
      if (method === 'cancel') this.cancelled.push(args);
      const numbers = (/** @type {Float64Array[]} */ all) => all.map(([number]) => number);
      if (method === 'fitOf') answer(numbers(args[0]));
      else answer(method === 'windowOf' ? numbers(args[1]) : null);
      return;
    }
    if (method === dying && made.indexOf(this) > 0) {
      dying = null;
      setTimeout(() => this.onmessage({ data: { dead: true, error: 'out of memory' } }), 20);
      return;
    }
    const { part } = args.at(-1);
    this.parts.push([method, part]);
    onPart(method);
    const [rows, model] = [Float64Array.of(part), Float64Array.of(part + 100)];
    const [learned, exact] = [Float32Array.of(part), Float32Array.of(-part)];
    answer(method === 'fit' ? { rows, model } : { learned, exact });
  }
  terminate() {}
}
globalThis.Worker = /** @type {any} */ (FakeWorker);

/** @type {Pool} */
let pool;
/** @type {LikelihoodJob} */
let job;
/** @type {number[]} */
let shares = [];
beforeEach(() => {
  [made, dying, onPart, shares] = [[], null, () => {}, []];
  pool = new Pool();
  /** @type {Client} */
  const own = new WorkerClient(new URL('file:///own.js'), {});
  job = new LikelihoodJob(7, own, pool);
});

const run = () => job.run(Uint8Array.of(1), OPTIONS, ({ share }) => void shares.push(share));
const count = (/** @type {number} */ n, from = 0) => Array.from({ length: n }, (_, i) => from + i);
const EXPECTED = {
  fit: count(16),
  window: count(16, 100),
  learned: Float32Array.from(count(14)),
  exact: Float32Array.from(count(14), (part) => -part),
};

test('all cores make it; parts come together in their order, and the bar runs to its end', async () => {
  assert.deepEqual(await run(), EXPECTED);
  assert.equal(made.length, 3);
  assert.ok(made.every(({ parts }) => parts.length > 0));
  assert.equal(made.flatMap(({ parts }) => parts).length, 30, 'each once');
  assert.deepEqual(
    shares,
    [...shares].sort((a, b) => a - b),
  );
  assert.ok(Math.abs(/** @type {number} */ (shares.at(-1)) - 1) < 1e-9);
});

test('while a run trains one worker makes it', async () => {
  pool.resting = true;
  assert.deepEqual(await run(), EXPECTED);
  assert.equal(made.length, 1);
});

for (const method of ['fit', 'map']) {
  test(`a helper that is lost at a part of “${method}” has it made again`, async () => {
    dying = method;
    assert.deepEqual(await run(), EXPECTED);
    assert.equal(dying, null);
  });

  test(`given up at “${method}” it begins no further part, and all who are at it are told`, async () => {
    let [after, seen] = [0, 0];
    onPart = (now) => {
      if (seen > 0) after++;
      if (now !== method || ++seen > 1) return;
      job.cancel();
    };
    assert.equal(await run(), null);
    assert.equal(after, 0);
    for (const { parts, cancelled } of made) {
      if (parts.length > 0) assert.deepEqual(cancelled, [['likelihood', 7]]);
    }
  });
}
