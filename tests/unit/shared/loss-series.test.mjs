import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LossSeries } from '../../../www/shared/loss-series.js';

test('a short run is kept as it is', () => {
  const series = new LossSeries();
  series.push(Float32Array.of(1, 0.5));
  series.push(Float32Array.of(0.25));
  assert.deepEqual(series.steps, [1, 2, 3]);
  assert.deepEqual(series.raw, [1, 0.5, 0.25]);
  assert.equal(series.step, 3);
});

test('a long run is thinned by means, without losing its end or its sum', () => {
  const series = new LossSeries();
  const n = 100_000;
  series.push(Float32Array.from({ length: n }, (_, i) => i));
  assert.ok(series.steps.length <= 1500);
  assert.ok(series.steps.length >= 700);
  const width = series.steps[0];
  for (let i = 1; i < series.steps.length; i++) {
    assert.equal(series.steps[i] - series.steps[i - 1], width);
  }
  // A point is the mean of the losses behind it: here the middle of their steps.
  series.raw.forEach((mean, i) =>
    assert.ok(Math.abs(mean - (series.steps[i] - (width + 1) / 2)) < 1e-6),
  );
  assert.ok(n - (series.steps.at(-1) ?? 0) < width);
});

test('the running mean settles where the losses are', () => {
  const series = new LossSeries();
  assert.ok(Number.isNaN(series.mean));
  series.push(Float32Array.of(1));
  assert.equal(series.mean, 1);
  series.push(new Float32Array(1000).fill(0.25));
  assert.ok(Math.abs(series.mean - 0.25) < 1e-3);
});

test('a series goes on from its state as if nothing had been', () => {
  const losses = (/** @type {number} */ n) =>
    Float32Array.from({ length: n }, (_, i) => 1 / (1 + i));
  const whole = new LossSeries();
  whole.push(losses(4001));
  const again = LossSeries.from(structuredClone(whole.state));
  whole.push(losses(5000));
  again.push(losses(5000));
  assert.deepEqual(again.state, whole.state);
  assert.deepEqual([...again.rows()], [...whole.rows()]);
  assert.equal(again.step, 9001);
});

test('a state that makes no sense gives an empty series', () => {
  const good = new LossSeries().state;
  for (const state of [
    null,
    3,
    {},
    { ...good, figures: [1] },
    { ...good, raw: [1] },
    { ...good, steps: 'x' },
    { ...good, all: new Float32Array(1) },
    { ...good, all: undefined },
  ]) {
    assert.deepEqual(LossSeries.from(state).state, good);
  }
});
