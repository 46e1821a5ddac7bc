// How a measurement of KL is shared out among workers.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { FitJob } from '../../../www/exact/fit-job.js';
import { Pool } from '../../../www/pool/pool.js';
import { WorkerClient } from '../../../www/shared/rpc.js';

/** @typedef {WorkerClient<import('../../../www/workers/exact.js').ExactMethods>} Client */

const OPTIONS = {
  schedule: { path: /** @type {const} */ ('linear'), betaMin: 0.1, betaMax: 20, tEnd: 1 },
  points: 80,
  parts: 8,
  fineness: 6,
  seed: 1,
};

/** How long the first part seems to take (milliseconds). */
let slow = 0;
let now = 0;
mock.method(performance, 'now', () => (now += slow));
const navigator = { hardwareConcurrency: 4 };
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });

/** @type {FakeWorker[]} */
let made = [];
/** Of the helpers, that many die at their first part. */
let dying = 0;
/** What the first worker does instead of a part. @type {(() => unknown) | null} */
let instead = null;

/** Answers for a part with its number. */
class FakeWorker {
  ended = false;
  cancelled = false;
  /** @type {number[]} */
  parts = [];
  /** @type {(event: { data: object }) => void} */
  onmessage = () => {};
  constructor() {
    made.push(this);
  }
  /** @param {{ id: number, method: string, args: any[] }} call */
  postMessage({ id, method, args }) {
    const answer = (/** @type {unknown} */ result) =>
      setTimeout(() => this.onmessage({ data: { id, result } }));
    if (method === 'fitOf') {
      answer(args[0].map((/** @type {Float64Array} */ rows) => rows[0]));
    } else if (method !== 'fit') {
      if (method === 'cancel') this.cancelled = true;
      answer(null);
    } else if (made.indexOf(this) > 0 && dying-- > 0) {
      // When the others are done with theirs.
      setTimeout(() => this.onmessage({ data: { dead: true, error: 'out of memory' } }), 50);
    } else {
      this.parts.push(args[3].part);
      const rows = this === made[0] && instead ? instead() : Float64Array.of(args[3].part);
      answer(rows && { rows });
    }
  }
  terminate() {
    this.ended = true;
  }
}
globalThis.Worker = /** @type {any} */ (FakeWorker);

/** @type {FitJob} */
let job;
/** @type {Pool} */
let pool;
beforeEach(() => begin());

function begin() {
  [slow, now, made, dying, instead] = [0, 0, [], 0, null];
  /** @type {Client} */
  const first = new WorkerClient(new URL('file:///worker.js'), {});
  pool = new Pool();
  job = new FitJob(1, first, pool);
}

const run = () => job.run(Uint8Array.of(1), OPTIONS);
const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

test('what is done soon is done by the worker that is there', async () => {
  assert.deepEqual(await run(), ALL);
  assert.equal(made.length, 1);
});

test('more is shared by all cores; the parts come together in their order', async () => {
  slow = 200;
  assert.deepEqual(await run(), ALL);
  assert.equal(made.length, 4);
  assert.ok(made.every(({ parts }) => parts.length > 0));
  assert.deepEqual(made.flatMap(({ parts }) => parts).sort(), ALL, 'each once');
  assert.deepEqual(
    made.map(({ ended }) => ended),
    [false, false, false, false],
    'the helpers stay for what comes next',
  );
});

test('the parts of helpers that are lost are made by the others', async () => {
  for (const count of [1, 3]) {
    begin();
    [slow, dying] = [200, count];
    assert.deepEqual(await run(), ALL, `${count} die`);
    assert.equal(made.length, 4);
  }
});

test('while a run trains, no helper is asked', async () => {
  slow = 200;
  pool.resting = true;
  assert.deepEqual(await run(), ALL);
  assert.equal(made.length, 1);
});

test('cancelled, it gives nothing, and all who are at it are told', async () => {
  slow = 200;
  instead = () => {
    // In the midst of the second part, with the helpers at work.
    if (made.length > 1) job.cancel();
    return Float64Array.of(0);
  };
  assert.equal(await run(), null);
  assert.ok(made.every(({ parts, cancelled }) => cancelled || parts.length === 0));
  assert.ok(made.some(({ cancelled }) => cancelled));
  begin();
  instead = () => null;
  assert.equal(await run(), null, 'a newer one has ended it');
});
