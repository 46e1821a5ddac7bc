// The scale of the likelihood maps: from what they show.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeOf } from '../../../www/exact/map-scale.js';

/** log p of a Gaussian of a width, on a grid of a side. @param {number} width @param {number} side */
function gaussian(width, side, cells = 56) {
  const at = (/** @type {number} */ i) => side * ((2 * i + 1) / cells - 1);
  return Float32Array.from({ length: cells * cells }, (_, i) => {
    const [x, y] = [at(i % cells), at(Math.floor(i / cells))];
    return -(x * x + y * y) / (2 * width * width) - Math.log(2 * Math.PI * width * width);
  });
}

test('the scale reaches the top of both maps, and holds nearly all of their mass', () => {
  for (const [width, side] of [
    [0.02, 0.1],
    [0.2, 1],
    [1, 4],
    [3, 12],
  ]) {
    const exact = gaussian(width, side);
    const learned = gaussian(1.3 * width, side);
    const [low, high] = rangeOf(exact, learned);
    const top = Math.max(...exact, ...learned);
    assert.ok(high >= top && high < top + 1, `${high} for ${top}`);
    assert.ok(high - low >= 8 && high - low <= 30, `${low} to ${high}`);
    for (const map of [exact, learned]) {
      const mass = (/** @type {number[]} */ values) => values.reduce((s, v) => s + Math.exp(v), 0);
      assert.ok(mass([...map].filter((v) => v >= low)) > 0.998 * mass([...map]));
    }
    assert.deepEqual(rangeOf(learned, exact), [low, high]);
  }
});

test('places that a network holds all but impossible do not stretch it without end; nothing breaks it', () => {
  const exact = gaussian(0.2, 1);
  const far = exact.map((v) => v - 400);
  const [low, high] = rangeOf(exact, far);
  assert.ok(high - low <= 30);
  const none = new Float32Array(9).fill(-Infinity);
  assert.deepEqual(
    rangeOf(
      none,
      none.map(() => NaN),
    ),
    [-8, 0],
  );
  assert.deepEqual(rangeOf(exact, none), rangeOf(exact, exact));
});
