import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Watchdog } from '../../../www/training/watchdog.js';

test('silence is told once, and only where signs are to be expected', () => {
  mock.timers.enable({ apis: ['setInterval'] });
  const page = { visibilityState: 'visible' };
  Object.assign(globalThis, { document: page });
  let expected = true;
  /** @type {(number | null)[]} */
  const told = [];
  const dog = new Watchdog({ expects: () => expected, onSilence: (seconds) => told.push(seconds) });
  const wait = (/** @type {number} */ seconds) => mock.timers.tick(1000 * seconds);
  try {
    wait(19);
    dog.sign();
    wait(19);
    assert.deepEqual(told, []);
    dog.reset();
    wait(40);
    assert.deepEqual(told, [20]);
    // A sign after all: steps may take that long, and more patience is due.
    dog.sign();
    wait(100);
    assert.deepEqual(told, [20, null]);
    dog.reset();
    for (const hide of [() => (page.visibilityState = 'hidden'), () => (expected = false)]) {
      wait(15);
      hide();
      wait(100);
      page.visibilityState = 'visible';
      expected = true;
      wait(15);
      assert.deepEqual(told, [20, null]);
      dog.sign();
      dog.reset();
    }
    wait(20);
    assert.deepEqual(told, [20, null, 20]);
  } finally {
    mock.timers.reset();
    Reflect.deleteProperty(globalThis, 'document');
  }
});
