// The page's side of a training run, with a worker that answers nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';
import { TrainingClient } from '../../../www/training/training-client.js';

for (const method of /** @type {const} */ (['pause', 'resume'])) {
  test(`a worker that dies before it answers “${method}” is told of once, and nothing rejects`, async () => {
    /** @type {any} */
    let worker;
    globalThis.Worker = /** @type {any} */ (
      class {
        constructor() {
          worker = this;
        }
        postMessage() {}
        terminate() {}
      }
    );
    /** @type {string[]} */
    const told = [];
    const training = new TrainingClient({
      onProgress() {},
      onState() {},
      onFailure: ({ message }) => told.push(message),
      onKept() {},
    });
    training.prepare();
    training.state = method === 'pause' ? 'running' : 'paused';
    const asked = training[method]();
    worker.onerror({ preventDefault() {}, message: 'out of memory' });
    await asked;
    assert.equal(training.state, 'failed');
    assert.equal(told.length, 1);
    assert.match(told[0], /out of memory/);
  });
}

test('weights come with the settings of the run that they are of', async () => {
  /** @type {any} */
  let worker;
  /** @type {{ id: number, method: string }[]} */
  const asked = [];
  globalThis.Worker = /** @type {any} */ (
    class {
      constructor() {
        worker = this;
      }
      /** @param {{ id: number, method: string }} call */
      postMessage(call) {
        asked.push(call);
      }
      terminate() {}
    }
  );
  const training = new TrainingClient({
    onProgress() {},
    onState() {},
    onFailure() {},
    onKept() {},
  });
  /** Answers what waits, in order. */
  const answer = async () => {
    for (const { id, method } of asked.splice(0)) {
      const result = method === 'weights' ? { step: 1, bytes: new Uint8Array(1) } : undefined;
      worker.onmessage({ data: { id, result } });
      // As between messages.
      await new Promise((done) => setTimeout(done));
    }
  };
  const [a, b] = [1, 2].map((seed) => toConfig({ ...defaults(), seed }));
  assert.equal(await training.weights(), null);
  const first = training.start(a);
  await answer();
  await first;
  const before = training.weights();
  const second = training.start(b);
  const after = training.weights();
  await answer();
  await second;
  assert.equal((await before)?.config, a);
  assert.equal((await after)?.config, b);
});

/** @typedef {{ id: number, method: string, args: any[] }} Call */

/** The workers that a client starts, which answer as they are told. @param {(call: Call, name: string) => unknown} answer */
function workersThat(answer) {
  /** @type {{ name: string, ended: boolean }[]} */
  const workers = [];
  globalThis.Worker = /** @type {any} */ (
    class {
      ended = false;
      /** @type {any} */ onmessage;
      /** @param {URL} _ @param {{ name: string }} options */
      constructor(_, { name }) {
        this.name = name;
        workers.push(this);
      }
      /** @param {Call} call */
      postMessage(call) {
        const data = { id: call.id, result: answer(call, this.name) };
        queueMicrotask(() => this.onmessage({ data }));
      }
      terminate() {
        this.ended = true;
      }
    }
  );
  return workers;
}

test('a run in fused arithmetic has a worker that knows it, which replaces what the other kept', async () => {
  /** @type {[string, Call][]} */
  const calls = [];
  const workers = workersThat((call, name) => {
    calls.push([name, call]);
    return call.method === 'leave' ? ['kept before'] : undefined;
  });
  const training = new TrainingClient({
    onProgress() {},
    onState() {},
    onFailure() {},
    onKept() {},
  });
  const [portable, fused] = ['portable', 'fused'].map((arithmetic) =>
    toConfig({ ...defaults(), arithmetic }),
  );
  await training.start(portable);
  await training.start(fused);
  // It can do both: no third.
  await training.start(portable);
  await training.start(fused);
  assert.deepEqual(
    workers.map(({ name, ended }) => [name, ended]),
    [
      ['', true],
      [' fused', false],
    ],
  );
  const starts = calls.filter(([, { method }]) => method === 'start').map(([name]) => name);
  assert.deepEqual(starts, ['', ' fused', ' fused', ' fused']);
  const keeps = calls.filter(([name, { method }]) => name && method === 'keep');
  assert.deepEqual(keeps.at(-1)?.[1].args, [['kept before']]);
});

test('a kept run in fused arithmetic, where there is none, is said and can start again', async () => {
  const { WebAssembly } = globalThis;
  /** @type {any} */ (globalThis).WebAssembly = {};
  const config = toConfig({ ...defaults(), arithmetic: 'fused' });
  workersThat(({ method }) => (method === 'restore' ? { needsFused: config } : undefined));
  /** @type {any[]} */
  const told = [];
  const training = new TrainingClient({
    onProgress() {},
    onState() {},
    onFailure: ({ message }, recovery) => told.push(message, recovery),
    onKept() {},
  });
  try {
    await training.restore('some', () => assert.fail('it went on'));
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }
  assert.equal(training.state, 'failed');
  assert.match(told[0], /made in fused arithmetic, .* It stays saved\./);
  assert.deepEqual(told[1], { kind: 'portable', config });
});
