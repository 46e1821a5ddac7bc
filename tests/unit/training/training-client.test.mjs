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
