// The exercises of the list, those of the setting, and what they set.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOARD, EXERCISES } from '../../../www/exercises/exercise-list.js';
import { NOTHING, answerInWords, inWords, judge, lookOf, predictionOf, settingsOf } from '../../../www/exercises/exercise.js'; // prettier-ignore
import { toConfig } from '../../../www/settings/config.js';
import { BY_KEY, clamp, defaults, settingOf } from '../../../www/settings/schema.js';

test('the setting knows the exercises and the board', () => {
  const setting = settingOf('exercise');
  assert.ok(setting.kind === 'choice');
  const keys = [...EXERCISES.map(({ key }) => key), BOARD];
  assert.deepEqual(
    setting.options.map(({ value }) => value),
    keys,
  );
  assert.equal(new Set(keys).size, keys.length);
  // As a line for the board can hold them.
  for (const key of keys) assert.match(key, /^[a-z]+$/);
});

test('every prediction goes into the link and back; what is none is none', () => {
  const setting = settingOf('prediction');
  for (const { key, asked } of EXERCISES) {
    const [least, most] =
      asked.kind === 'number' ? [asked.min, asked.max] : [1, asked.options.length];
    for (const value of [least, most]) {
      assert.equal(predictionOf(asked, value), value);
      assert.deepEqual(clamp(setting, value, NOTHING), { value, problem: null }, key);
      assert.notEqual(inWords(asked, value), undefined);
    }
    for (const value of [NOTHING, most + 1, NaN, Infinity])
      assert.equal(predictionOf(asked, value), null);
  }
});

test('an exercise sets what its answer is of, whatever was set before', () => {
  for (const exercise of EXERCISES) {
    const look = lookOf(exercise);
    assert.notEqual(look.explore ?? 'off', 'off');
    for (const [key, value] of Object.entries(look)) {
      const setting = BY_KEY.get(key);
      assert.ok(setting, key);
      assert.deepEqual(clamp(setting, value, 'no'), { value, problem: null });
    }
    const before = {
      ...defaults(),
      dataset: 'spiral',
      betaMax: 3,
      seed: 7,
      kernelWidth: 0.5,
      tEnd: 2,
    };
    // A path is what some exercises are about: any may be shown.
    const { path, ...set } = look;
    const [seen, asked] = [{ ...before, ...set }, settingsOf(exercise)].map((values) =>
      toConfig(values),
    );
    assert.deepEqual(seen.data, asked.data, exercise.key);
    assert.deepEqual(seen.schedule, asked.schedule);
    assert.equal(seen.seed, asked.seed);
    if (exercise.key !== 'steps') assert.equal(path, 'linear');
  }
});

test('a prediction is judged as it is written', () => {
  const asked = {
    kind: /** @type {const} */ ('number'),
    name: 't',
    unit: ' %',
    apart: ' points',
    min: 0,
    max: 100,
    digits: 1,
    close: 0.2,
  };
  // 10.2 − 10 is more than 0.2 in binary.
  assert.match(judge(asked, 10.2, 10), /close/);
  assert.equal(judge(asked, 10, 34.54), 'Your prediction is too low, by 24.5 points.');
  assert.equal(judge(asked, 50, 34.54), 'Your prediction is too high, by 15.5 points.');
  assert.equal(answerInWords(asked, 34.54), '34.5 %');
  const choice = { kind: /** @type {const} */ ('choice'), name: 'path', options: ['a', 'b'] };
  assert.match(judge(choice, 1, 1), /is right/);
  assert.match(judge(choice, 1, 2), /not right/);
});
