// When a change starts a run by itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppState } from '../../../www/settings/app-state.js';
import { defaults } from '../../../www/settings/schema.js';
import { trainOnChange, yields } from '../../../www/training/train-on-change.js';

test('a run of the visitor’s that is long, paused or not known to be short is left alone', () => {
  const run = (/** @type {Partial<Parameters<typeof yields>[0]>} */ change) => ({
    state: /** @type {const} */ ('running'),
    total: 5000,
    rate: 1000,
    ...change,
  });
  assert.ok(yields(run({}), false), '5 s');
  assert.ok(!yields(run({ total: 20_000 }), false), '20 s');
  assert.ok(!yields(run({ state: 'starting', rate: NaN }), false));
  assert.ok(!yields(run({ state: 'paused' }), false));
  for (const state of /** @type {const} */ (['idle', 'finished', 'failed'])) {
    assert.ok(yields(run({ state, total: 20_000, rate: NaN }), false), state);
  }
  // What a change began, a change may end.
  for (const state of /** @type {const} */ (['running', 'starting', 'paused'])) {
    assert.ok(yields(run({ state, total: 100_000, rate: NaN }), true), state);
  }
});

test('with the switch on, a change that waits for a run starts one once it rests', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const state = new AppState(defaults());
  state.trainedWith = state.settings;
  let started = 0;
  let may = true;
  trainOnChange(state, { may: () => may, start: () => started++ });
  const rest = () => t.mock.timers.tick(1000);

  state.set({ layers: 4 });
  rest();
  assert.equal(started, 0, 'off');
  state.set({ trainOnChange: 'on' });
  rest();
  assert.equal(started, 1, 'what waits is a change too');
  state.trainedWith = state.settings;

  for (const width of [32, 33, 34]) {
    state.set({ width });
    t.mock.timers.tick(200);
  }
  assert.equal(started, 1, 'the slider moves');
  rest();
  assert.equal(started, 2);
  state.trainedWith = state.settings;

  // These act at once, without a run; and what is set back needs none.
  state.set({ betaMax: 5, learningRate: 1e-3, particles: 500 });
  state.set({ dataset: 'moons' });
  state.set({ dataset: 'ring' });
  rest();
  assert.equal(started, 2);

  may = false;
  state.set({ activation: 'relu' });
  rest();
  assert.equal(started, 2, 'a long run goes on');
});
