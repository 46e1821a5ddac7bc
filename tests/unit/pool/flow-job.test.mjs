// One flow by several workers: who makes which part, and what becomes of it where one is late or lost.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { FlowJob } from '../../../www/pool/flow-job.js';
import { Pool } from '../../../www/pool/pool.js';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';
import { WorkerClient } from '../../../www/shared/rpc.js';

const navigator = { hardwareConcurrency: 2 };
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });

const FRAMES = 4;
const PARTICLES = 1024;

/** Makes frames when told: the points of a part all say its number and the frame's. */
class FakeWorker {
  ended = false;
  loaded = false;
  /** What it makes, by part. @type {Map<number, { call: number, id: number, count: number, next: number }>} */
  making = new Map();
  /** @type {number[]} */
  left = [];
  /** @type {(event: { data: object }) => void} */
  onmessage = () => {};
  /** @type {number[]} */
  #loading = [];
  constructor() {
    made.push(this);
  }
  /** @param {{ id: number, method: string, args: any[] }} call */
  postMessage({ id, method, args }) {
    if (method === 'memory') {
      this.#loading.push(id);
      if (this.loaded) this.load();
    } else if (method === 'flow') {
      this.making.set(args[1], { call: id, id: args[0], count: args[6], next: 0 });
    } else {
      if (method === 'leave') {
        this.left.push(args[1]);
        const left = this.making.get(args[1]);
        if (left) this.onmessage({ data: { id: left.call, result: null } });
        this.making.delete(args[1]);
      }
      this.onmessage({ data: { id, result: null } });
    }
  }
  load() {
    this.loaded = true;
    for (const id of this.#loading.splice(0)) this.onmessage({ data: { id, result: 1 } });
  }
  /** Makes the next frames of a part. @param {number} part @param {number} [frames] */
  step(part, frames = FRAMES) {
    const it = this.making.get(part);
    assert.ok(it, `part ${part}`);
    const tell = (/** @type {string} */ event, /** @type {object} */ data) =>
      this.onmessage({ data: { event, data: { id: it.id, part, ...data } } });
    for (; frames > 0 && it.next < FRAMES; frames--, it.next++) {
      if (it.next === 0) tell('start', { from: 1, to: 0 });
      const points = new Float32Array(2 * it.count).fill(10 * part + it.next);
      tell('frame', { index: it.next, t: 1 - it.next / (FRAMES - 1), points });
    }
    if (it.next === FRAMES) this.onmessage({ data: { id: it.call, result: 3 } });
  }
  terminate() {
    this.ended = true;
  }
}
globalThis.Worker = /** @type {any} */ (FakeWorker);

/** @type {FakeWorker[]} */
let made = [];
/** @type {Pool} */
let pool;
/** @type {WorkerClient<any, any>} */
let own;
/** First and last number of each frame that was whole. @type {number[][]} */
let frames = [];
/** @type {FlowJob} */
let job;

beforeEach(() => {
  [made, frames] = [[], []];
  pool = new Pool();
  own = new WorkerClient(new URL('file:///own.js'), {
    on: { start: (e) => job.start(e), frame: (e) => job.frame(e) },
  });
});

function begin(coupled = false) {
  const config = toConfig({ ...defaults(), particles: PARTICLES });
  const plan = { direction: /** @type {const} */ ('reverse'), exact: true };
  const asked = { plan, config, weights: Uint8Array.of(1), coupled };
  job = new FlowJob(pool, own, asked, {
    onStart: (from, to) => assert.deepEqual([from, to], [1, 0]),
    onFrame: (_, points) => frames.push([points[0], /** @type {number} */ (points.at(-1))]),
  });
  return job.run();
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
const ALL = [
  [0, 10],
  [1, 11],
  [2, 12],
  [3, 13],
];

/** A first flow, in which the helper comes to be there. */
async function warm() {
  const end = begin();
  made[1].load();
  await turn();
  made[0].step(0);
  made[1].step(1);
  await end;
  frames = [];
}

test('all parts begin where there is a worker; a helper takes its part over when it is loaded', async () => {
  const end = begin();
  assert.deepEqual([...made[0].making.keys()], [0, 1]);
  made[0].step(0, 2);
  made[0].step(1, 2);
  assert.deepEqual(frames, ALL.slice(0, 2), 'it grows before the helper is there');
  made[1].load();
  await turn();
  assert.deepEqual(made[0].left, [1]);
  made[1].step(1);
  assert.deepEqual(frames, ALL.slice(0, 2), 'what was there does not come again');
  made[0].step(0);
  assert.deepEqual(frames, ALL);
  const found = await end;
  assert.equal(found?.nfe, 3);
  assert.equal(found?.points.length, 2 * PARTICLES);
});

test('a helper that is ready begins at once, and one that dies has its part made again', async () => {
  await warm();
  const end = begin();
  assert.deepEqual([...made[0].making.keys()].at(-1), 0);
  made[0].step(0);
  made[1].step(1, 3);
  assert.deepEqual(frames, ALL.slice(0, 3));
  made[1].onmessage({ data: { dead: true, error: 'out of memory' } });
  await turn();
  made[0].step(1);
  assert.ok(await end);
  assert.deepEqual(frames, ALL);
});

test('given up, all who make it are told, and nothing more is shown of it', async () => {
  await warm();
  const end = begin();
  made[0].step(0, 1);
  made[1].step(1, 1);
  const [before, helper] = [frames.length, made[1]];
  const { id } = job;
  job.cancel();
  assert.equal(await end, null);
  assert.deepEqual([made[0].left.at(-1), helper.left.at(-1)], [0, 1]);
  job.frame({ id, part: 0, index: 1, t: 0.5, points: new Float32Array(PARTICLES) });
  assert.equal(frames.length, before);
});

test('what fails, fails; a dead worker of one’s own too', async () => {
  await warm();
  const end = begin();
  const { call } = /** @type {any} */ (made[0].making.get(0));
  const error = { name: 'Error', message: 'diverged', setting: 'dt' };
  made[0].onmessage({ data: { id: call, error } });
  await assert.rejects(end, /diverged/);
  assert.deepEqual(made[1].left.at(-1), 1, 'the others are told');
});

test('one worker makes it all where particles are coupled, and while a run trains', async () => {
  for (const coupled of [true, false]) {
    pool.resting = !coupled;
    const end = begin(coupled);
    assert.equal(made.length, 1);
    made[0].step(0);
    assert.equal((await end)?.points.length, 2 * PARTICLES);
  }
});

test('helpers that nobody asks for are ended', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  await warm();
  assert.equal(made[1].ended, false);
  mock.timers.tick(60_000);
  assert.equal(made[1].ended, true);
  mock.timers.reset();
  const end = begin();
  assert.equal(made.length, 3, 'another comes when it is wanted');
  made[0].step(0);
  made[0].step(1);
  assert.ok(await end);
});

test('while a run trains none stays: neither those at nothing, nor those done with what they were at', async () => {
  await warm();
  pool.resting = true;
  assert.equal(made[1].ended, true, 'at nothing');
  pool.resting = false;
  const end = begin();
  made[2].load();
  await turn();
  pool.resting = true;
  assert.equal(made[2].ended, false, 'at a part');
  made[0].step(0);
  made[2].step(1);
  assert.ok(await end);
  assert.equal(made[2].ended, true, 'done with it');
});

test('work that gets no helper does not keep those of others', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  await warm();
  mock.timers.tick(1500);
  const end = begin(true);
  mock.timers.tick(1500);
  assert.equal(made[1].ended, true);
  mock.timers.reset();
  made[0].step(0);
  assert.ok(await end);
});
