// The numbers along an axis.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTicks, tickName, turnName } from '../../../www/plots/axis-ticks.js';

test('round numbers inside the range, about as many as asked for, two at least', () => {
  assert.deepEqual(roundTicks(-2.8, 2.8, 5).map(tickName), ['−2', '0', '2']);
  assert.deepEqual(roundTicks(0, 1, 5).map(tickName), ['0', '0.2', '0.4', '0.6', '0.8', '1']);
  assert.deepEqual(roundTicks(0.57, 1.43, 1).map(tickName), ['0.6', '0.8', '1', '1.2', '1.4']);
  for (const [lo, hi] of [
    [0, 0.0031],
    [0, 1.9],
    [-3.5, 3.5],
    [0.9, 1.1],
    [0, 1234],
  ]) {
    for (const count of [0.5, 1, 3, 8]) {
      const ticks = roundTicks(lo, hi, count);
      assert.ok(ticks.length >= 2 && ticks.length <= 2 * count + 6, `${lo}…${hi}: ${ticks}`);
      assert.ok(ticks.every((v) => v >= lo - 1e-9 && v <= hi + 1e-9));
    }
  }
  assert.deepEqual(roundTicks(1, 1, 4), [1]);
});

test('angles are fractions of π', () => {
  assert.deepEqual([-Math.PI, -Math.PI / 2, 0, Math.PI / 4, Math.PI].map(turnName), [
    '−π',
    '−π/2',
    '0',
    'π/4',
    'π',
  ]);
});
