import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExcessSeries } from '../../../www/shared/excess-series.js';

test('a series goes on from its state as if nothing had been', () => {
  const whole = new ExcessSeries();
  for (let i = 1; i <= 400; i++) whole.push(7 * i, 1 / i);
  const again = ExcessSeries.from(structuredClone(whole.state));
  assert.deepEqual(again.state, whole.state);
  for (let i = 401; i <= 900; i++) for (const series of [whole, again]) series.push(7 * i, 1 / i);
  assert.deepEqual(again.state, whole.state);
});

test('a long series is thinned evenly, its last point always kept', () => {
  const series = new ExcessSeries();
  for (let i = 1; i <= 10_000; i++) {
    series.push(i, i);
    assert.equal(series.steps.at(-1), i);
    assert.ok(series.steps.length <= 400);
  }
  assert.deepEqual(series.values, series.steps);
  assert.equal(series.steps.length, 400);
  const gaps = series.steps.slice(1).map((step, i) => step - series.steps[i]);
  assert.ok(Math.max(...gaps) <= 4 * (10_000 / 400), `${gaps}`);
});

test('a measurement of a step before the last is left out', () => {
  const series = new ExcessSeries();
  for (const step of [10, 5, 10, 20]) series.push(step, step / 10);
  assert.deepEqual(series.state, { steps: [10, 20], values: [1, 2] });
});

test('of a state that makes no sense, or was never kept, nothing is taken', () => {
  for (const state of [null, undefined, 3, {}, { steps: 'x', values: [1] }, { steps: [1] }]) {
    assert.deepEqual(ExcessSeries.from(state).state, { steps: [], values: [] });
  }
  const odd = { steps: [1, 2.5, 3, 4, 'x', 6], values: [1, 1, NaN, 'y', 1, 2] };
  assert.deepEqual(ExcessSeries.from(odd).state, { steps: [1, 6], values: [1, 2] });
});
