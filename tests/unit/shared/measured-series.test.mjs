import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MeasuredSeries, RunFigures } from '../../../www/shared/measured-series.js';

/** @param {number} mean @param {number} [stdError] */
const estimate = (mean, stdError = mean / 10) => ({ mean, stdError });

test('a series goes on from its state as if nothing had been', () => {
  const whole = new MeasuredSeries();
  for (let i = 1; i <= 400; i++) whole.push(7 * i, estimate(1 / i));
  const again = MeasuredSeries.from(structuredClone(whole.state));
  assert.deepEqual(again.state, whole.state);
  for (let i = 401; i <= 900; i++) {
    for (const series of [whole, again]) series.push(7 * i, estimate(1 / i));
  }
  assert.deepEqual(again.state, whole.state);
});

test('a long series is thinned evenly, its last point always kept', () => {
  const series = new MeasuredSeries();
  for (let i = 1; i <= 10_000; i++) {
    series.push(i, estimate(i, 2 * i));
    assert.equal(series.steps.at(-1), i);
    assert.ok(series.steps.length <= 400);
  }
  assert.deepEqual(series.values, series.steps);
  assert.deepEqual(
    series.errors,
    series.steps.map((step) => 2 * step),
  );
  assert.equal(series.steps.length, 400);
  const gaps = series.steps.slice(1).map((step, i) => step - series.steps[i]);
  assert.ok(Math.max(...gaps) <= 4 * (10_000 / 400), `${gaps}`);
});

test('a measurement of a step before the last is left out', () => {
  const series = new MeasuredSeries();
  for (const step of [10, 5, 10, 20]) series.push(step, estimate(step / 10, 1));
  assert.deepEqual(series.state, { steps: [10, 20], values: [1, 2], errors: [1, 1] });
});

test('of one step the surer measurement stays', () => {
  const series = new MeasuredSeries();
  assert.equal(series.last, null);
  series.push(10, estimate(3, 0.5));
  assert.ok(series.push(10, estimate(2, 0.1)), 'with more care');
  assert.ok(!series.push(10, estimate(4, 0.5)), 'with less');
  assert.deepEqual(series.last, { mean: 2, stdError: 0.1 });
  assert.deepEqual(series.steps, [10]);
});

test('of a state that makes no sense, or was never kept, nothing is taken', () => {
  const empty = new MeasuredSeries().state;
  for (const state of [null, undefined, 3, {}, { steps: 'x', values: [1] }, { steps: [1] }]) {
    assert.deepEqual(MeasuredSeries.from(state).state, empty);
  }
  const odd = { steps: [1, 2.5, 3, 4, 'x', 6], values: [1, 1, NaN, 'y', 1, 2], errors: [1, 1] };
  const taken = { steps: [1, 6], values: [1, 2], errors: [1, NaN] };
  assert.deepEqual(MeasuredSeries.from(odd).state, taken);
});

test('runs that were kept before errors, or before KL, was measured are gone on with', () => {
  const old = RunFigures.from({ excess: { steps: [100, 200], values: [0.2, 0.1] } });
  assert.deepEqual(old.excess.last, { mean: 0.1, stdError: NaN });
  assert.deepEqual(old.kl.steps, []);
  assert.ok(old.excess.push(200, estimate(0.11)), 'one of the same step, with its error');
  assert.deepEqual(RunFigures.from(undefined).state, new RunFigures().state);
});

test('figures of the same weights are taken together, kept, and gone on with', () => {
  const figures = new RunFigures();
  assert.equal(figures.push(100, { training: estimate(0.3), heldOut: estimate(0.4) }), true);
  assert.equal(figures.push(100, { training: estimate(0.5) }), false, 'no surer than before');
  assert.equal(figures.push(200, { training: estimate(0.2), copies: estimate(0.9) }), true);
  const again = RunFigures.from(JSON.parse(JSON.stringify(figures.state)));
  assert.deepEqual(again.state, figures.state);
  assert.deepEqual(again.training.values, [0.3, 0.2]);
  assert.deepEqual(again.heldOut.steps, [100]);
  assert.deepEqual(again.copies.last, estimate(0.9));
  assert.equal(again.chance.last, null);
});
