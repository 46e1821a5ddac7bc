import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LINK_POINTS, encodePoints } from '../../../www/settings/points-codec.js';
import { readHash, writeHash } from '../../../www/settings/url-hash.js';
import { SCHEMA, clamp, defaults, unsaid } from '../../../www/settings/schema.js';

test('the defaults make an empty link', () => {
  assert.equal(writeHash(defaults()), '');
  assert.deepEqual(readHash(''), { values: defaults(), problems: [] });
  assert.deepEqual(readHash('#'), { values: defaults(), problems: [] });
});

test('every setting survives the link', () => {
  for (const setting of SCHEMA) {
    if (setting.kind === 'points') continue; // below
    const others =
      setting.kind === 'number'
        ? [setting.min, setting.max]
        : setting.options.map((option) => option.value);
    for (const value of others) {
      /** @type {import('../../../www/settings/schema.js').Settings} */
      const values = { ...defaults(), [setting.key]: value };
      assert.deepEqual(readHash(`#${writeHash(values)}`), { values, problems: [] });
    }
  }
});

test('a link that says nothing is a first visit’s, one with the silent settings is none', () => {
  const hash = writeHash(unsaid());
  assert.notEqual(hash, '');
  assert.deepEqual(readHash(hash), { values: unsaid(), problems: [] });
});

test('points are in the link while they are the data, and few', () => {
  const points = (/** @type {number} */ n) => encodePoints(new Float32Array(2 * n).fill(0.5));
  const own = { ...defaults(), dataset: 'own', points: points(LINK_POINTS) };
  const hash = writeHash(own);
  assert.ok(hash.length < 1600, `${hash.length}`);
  assert.deepEqual(readHash(hash), { values: own, problems: [] });
  for (const values of [
    { ...own, points: points(LINK_POINTS + 1) },
    { ...own, dataset: 'ring' },
  ]) {
    const read = readHash(writeHash(values));
    assert.deepEqual(read, { values: { ...values, points: '' }, problems: [] });
  }
  const { values, problems } = readHash('#dataset=own&points=AAA*');
  assert.equal(values.points, '');
  assert.match(problems[0], /Points/);
});

test('what a link gets wrong is named and set right', () => {
  const { values, problems } = readHash('#layers=1000&betaMax=x&colour=red&seed=7');
  assert.deepEqual(values, { ...unsaid(), layers: 10, seed: 7 });
  assert.equal(problems.length, 3);
  assert.match(problems[0], /Layers.*1000.*10/);
  assert.match(problems[1], /β max.*number/);
  assert.match(problems[2], /colour/);
});

test('a broken link does not drown the page in messages', () => {
  const hash = Array.from({ length: 300 }, (_, i) => `k${i}=1`).join('&');
  assert.equal(readHash(hash).problems.length, 5);
  assert.equal(readHash('a'.repeat(100_000)).problems.length, 1);
});

test('no text at all gives a value that is not allowed', () => {
  // A small linear congruential generator: the same texts on every run.
  let state = 1;
  const next = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pieces = [
    '&',
    '=',
    '#',
    '%',
    '%zz',
    '-',
    '1e9',
    '0x10',
    'NaN',
    '.',
    ' ',
    '\u0000',
    '∞',
    '😀',
  ];
  const words = [...SCHEMA.map(({ key }) => key), ...pieces, '7', '0.5', '__proto__', 'toString'];
  for (let i = 0; i < 10_000; i++) {
    let hash = '#';
    for (let n = next(12); n > 0; n--) hash += words[next(words.length)];
    const { values } = readHash(hash);
    for (const setting of SCHEMA) {
      assert.equal(clamp(setting, values[setting.key], NaN).problem, null, hash);
    }
    assert.deepEqual(Object.keys(values).sort(), SCHEMA.map(({ key }) => key).sort());
  }
});
