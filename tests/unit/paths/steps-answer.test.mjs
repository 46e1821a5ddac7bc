// What the comparison of paths says of its numbers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../../../www/paths/steps-answer.js';

/** @typedef {import('../../../www/workers/explorations/paths.js').Reached} Reached */

const KEYS = /** @type {const} */ (['linear', 'cosine', 'subVp', 'varianceExploding', 'straight']);
/** @param {number[]} nfes @param {number[]} errors @returns {Reached[]} */
const line = (nfes, errors) =>
  errors.map((error, i) => ({ nfe: nfes[i], error, floor: 0.05, measure: 'radiusTv' }));

test('the best and the worst at eight evaluations, and who has arrived', () => {
  const nfes = [4, 8, 16];
  const found = new Map(
    KEYS.map((key, i) => [key, line(nfes, [0.9, 0.2 + 0.1 * i, i === 1 ? 0.06 : 0.4])]),
  );
  const words = answerOf(found);
  assert.match(
    words,
    /^After 8 evaluations the linear-β path has the least error, 0\.20, and the straight path the largest, 0\.60\./,
  );
  assert.match(words, /true ones: cosine path: 16; the others need more\.$/);
});

test('of Heun’s steps, whose evaluations are odd; none has arrived', () => {
  const found = new Map(KEYS.map((key, i) => [key, line([3, 7, 15], [0.9, 0.5 - 0.1 * i, 0.4])]));
  assert.match(answerOf(found), /^After 7 evaluations the straight path .* None of them is/);
});

test('nothing is said before all paths were tried', () => {
  const found = new Map(KEYS.map((key, i) => [key, line([4, 8], i === 4 ? [0.9] : [0.9, 0.5])]));
  assert.equal(answerOf(found), '');
  assert.equal(answerOf(new Map()), '');
});
