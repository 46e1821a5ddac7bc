// The board of a class: every line that the page writes is read back, whatever stands around it; doubles
// and garbage are named and left out; garbage never throws; counts, means and medians are right.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSign, readLines, signOf, writeLine } from '../../../www/exercises/answer-line.js';
import { barOf, countsOf, readBoard } from '../../../www/exercises/board.js';
import { EXERCISES } from '../../../www/exercises/exercise-list.js';
import { predictionOf } from '../../../www/exercises/exercise.js';

/** Numbers in [0, 1) that are the same in each run: a linear congruence. @param {number} seed */
function numbers(seed) {
  let state = seed;
  return () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32;
}

/** @param {() => number} next */
const signBy = (next) => signOf(Uint8Array.from({ length: 8 }, () => 256 * next()));

/** @param {import('../../../www/exercises/exercise.js').Asked} asked @param {number} share */
const valueAt = (asked, share) =>
  asked.kind === 'choice'
    ? 1 + Math.floor(share * asked.options.length)
    : asked.min + share ** 4 * (asked.max - asked.min);

test('every line that the page writes is read back, with whatever a chat puts around it', () => {
  const next = numbers(1);
  const around = [
    (/** @type {string} */ line) => line,
    (/** @type {string} */ line) => `Anna (10:32): ${line}`,
    (/** @type {string} */ line) => `> “${line}”, I think.`,
    (/** @type {string} */ line) => `  ${line.replaceAll('-', '–')}\t`,
    (/** @type {string} */ line) => line[0].toUpperCase() + line.slice(1),
    (/** @type {string} */ line) => `*${line.replaceAll('-', '‑')}*`,
  ];
  for (let i = 0; i < 3000; i++) {
    const { key, asked } = EXERCISES[Math.floor(next() * EXERCISES.length)];
    const value = predictionOf(asked, valueAt(asked, next()));
    assert.ok(value !== null);
    const answer = { key, value, sign: signBy(next) };
    const line = around[i % around.length](writeLine(answer));
    assert.deepEqual(readLines(line), [answer], line);
    const { predictions, left } = readBoard(line, EXERCISES);
    assert.deepEqual([...predictions], [[key, [value]]], line);
    assert.deepEqual(left, []);
  }
});

test('garbage never throws, and a line that lost a letter is no answer', () => {
  const next = numbers(2);
  const letters = 'nano-decide 0123456789.–\u0000\r\n\t“”😀';
  for (let i = 0; i < 2000; i++) {
    const text = Array.from(
      { length: 80 * next() },
      () => letters[Math.floor(next() * letters.length)],
    ).join('');
    const { predictions, left } = readBoard(text, EXERCISES);
    const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
    assert.ok([...predictions.values()].flat().length + left.length >= lines.length);
  }
  const line = writeLine({ key: 'decide', value: 0.42, sign: 'k3f9ab' });
  for (let end = 1; end < line.length; end++) assert.deepEqual(readLines(line.slice(0, end)), []);
  for (let start = 1; start < line.length; start++) {
    assert.deepEqual(readLines(line.slice(start)), []);
  }
  assert.deepEqual(readLines(`${line}x`), []);
  // A long text takes no longer than its length.
  assert.equal(readBoard('nano-'.repeat(200_000), EXERCISES).left.length, 1);
});

test('doubles, unknown exercises and impossible predictions are named and left out, in any order', () => {
  const lines = [
    'Ben: nano-decide-0.5-aaaaaa',
    'nano-steps-3-aaaaaa nano-decide-0.1-bbbbbb',
    'hello',
    'nano-decide-0.5-aaaaaa',
    'nano-decide-1.5-cccccc',
    'nano-steps-4-cccccc',
    'nano-steps-1.5-dddddd',
    'nano-wings-1-cccccc',
    '',
  ];
  const why = {
    hello: 'not an answer',
    'decide 0.5': 'the same learner again',
    'decide 1.5': 'out of range',
    'steps 4': 'out of range',
    'steps 1.5': 'out of range',
    'wings 1': 'no such exercise',
  };
  for (const text of [lines.join('\n'), [...lines].reverse().join('\r\n')]) {
    const { predictions, left } = readBoard(text, EXERCISES);
    assert.deepEqual([...(predictions.get('decide') ?? [])].sort(), [0.1, 0.5]);
    assert.deepEqual(predictions.get('steps'), [3]);
    assert.equal(predictions.size, 2);
    assert.deepEqual(Object.fromEntries(left.map(({ text, why }) => [text, why])), why);
  }
});

test('counts, mean and median', () => {
  const asked = {
    kind: /** @type {const} */ ('number'),
    name: 't',
    unit: '',
    apart: '',
    min: 0,
    max: 1,
    digits: 2,
    close: 0.1,
  };
  const { bars, mean, median } = countsOf(asked, [0, 0.1, 0.3, 1, 0.6]);
  assert.deepEqual(
    bars.map(({ count }) => count),
    [1, 1, 0, 1, 0, 0, 1, 0, 0, 1],
  );
  assert.equal(bars[3].label, '0.3 – 0.4');
  assert.equal(mean, 0.4);
  assert.equal(median, 0.3);
  assert.equal(countsOf(asked, [0.2, 0.8]).median, 0.5);
  const choice = { kind: /** @type {const} */ ('choice'), name: 'path', options: ['a', 'b'] };
  const chosen = countsOf(choice, [2, 2, 1]);
  assert.deepEqual(chosen.bars, [
    { label: 'a', count: 1 },
    { label: 'b', count: 2 },
  ]);
  assert.ok(Number.isNaN(chosen.mean));
  // Whatever can be predicted has a bar.
  const next = numbers(3);
  for (let i = 0; i < 500; i++) {
    for (const { asked } of EXERCISES) {
      const bar = barOf(asked, valueAt(asked, next()));
      assert.ok(bar >= 0 && bar < countsOf(asked, [valueAt(asked, 0)]).bars.length);
    }
  }
});

test('a sign is one that can be told from damage', () => {
  assert.ok(isSign(signOf(new Uint8Array(8))));
  for (const wrong of ['', null, 'abc', 'ABCDEF', 'abcdefg']) assert.ok(!isSign(wrong));
});
