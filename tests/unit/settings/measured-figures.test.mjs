import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppState } from '../../../www/settings/app-state.js';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';

const { schedule } = toConfig(defaults());

/** @param {{ id: number, step: number }} [run] @returns {import('../../../www/settings/app-state.js').AskedModel} */
const model = (run) =>
  /** @type {any} */ ({ bytes: new Uint8Array(), source: 'somewhere', run, schedule });

test('no figure outlives the weights that it was measured of, but for those of a later step of their run', () => {
  const state = new AppState(defaults());
  assert.equal(state.measured('kl'), null);
  const shipped = model();
  state.useWeights(shipped);
  state.figures.kl = { mean: 0.1, stdError: 0.01, model: shipped };
  assert.equal(state.measured('kl')?.mean, 0.1);
  assert.equal(state.measured('excess'), null);
  state.useWeights(model());
  assert.equal(state.measured('kl'), null, 'other weights');

  const early = model({ id: 3, step: 100 });
  state.figures.kl = { mean: 0.2, stdError: 0.01, model: early };
  state.useWeights(model({ id: 3, step: 300 }));
  assert.equal(state.measured('kl')?.model, early);
  state.useWeights(model({ id: 4, step: 300 }));
  assert.equal(state.measured('kl'), null, 'another run');
  state.useWeights(model({ id: 3, step: 50 }));
  assert.equal(state.measured('kl'), null, 'the run went back');
  state.useWeights(shipped);
  assert.equal(state.measured('kl'), null, 'the shipped weights again');
});

test('a late answer about earlier weights does not take the place of one about those at hand', () => {
  const state = new AppState(defaults());
  /** @param {ReturnType<typeof model>} weights */
  const used = (weights) => {
    state.useWeights(weights);
    return /** @type {ReturnType<typeof model>} */ (state.model);
  };
  const [shipped, last] = [used(model()), used(model({ id: 1, step: 40 }))];
  const estimate = { mean: 0.1, stdError: 0.01 };
  assert.ok(
    state.takeFigure('excess', { ...estimate, mean: 0.3 }, shipped),
    'nothing else is known',
  );
  assert.ok(state.takeFigure('excess', estimate, last));
  assert.ok(!state.takeFigure('excess', { ...estimate, mean: 0.5 }, shipped));
  assert.ok(!state.takeFigure('excess', null, shipped));
  assert.equal(state.measured('excess')?.mean, 0.1);
  assert.ok(state.takeFigure('excess', { ...estimate, mean: 0.2 }, last), 'measured again');
  assert.equal(state.measured('excess')?.mean, 0.2);
});
