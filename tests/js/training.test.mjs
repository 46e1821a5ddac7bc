// The page's side of a training run, with a worker that answers nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TrainingClient } from '../../www/training/training-client.js';

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
