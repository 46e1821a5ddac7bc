import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LINK_POINTS, encodePoints } from '../../../www/settings/points-codec.js';
import { encodeRates } from '../../../www/settings/rates-codec.js';
import { readHash, writeHash } from '../../../www/settings/url-hash.js';
import { SCHEMA, clamp, defaults, unsaid } from '../../../www/settings/schema.js';

/** @param {import('../../../www/settings/schema.js').Settings} values */
const right = (values) => ({ values, problems: [], lostPoints: false });

test('the defaults make an empty link', () => {
  assert.equal(writeHash(defaults()), '');
  assert.deepEqual(readHash(''), right(defaults()));
  assert.deepEqual(readHash('#'), right(defaults()));
});

test('every setting survives the link', () => {
  for (const setting of SCHEMA) {
    if (setting.kind === 'points') continue; // below
    const others =
      setting.kind === 'number'
        ? [setting.min, setting.max]
        : setting.kind === 'rates'
          ? [
              '1200-0.002',
              encodeRates([
                [1, 1e-6],
                [100_000, 0.0006000000000000001],
              ]),
            ]
          : setting.options.map((option) => option.value);
    for (const value of others) {
      /** @type {import('../../../www/settings/schema.js').Settings} */
      const values = { ...defaults(), [setting.key]: value };
      assert.deepEqual(readHash(`#${writeHash(values)}`), right(values));
    }
  }
});

test('a link that says nothing is a first visit’s, one with the silent settings is none', () => {
  const hash = writeHash(unsaid());
  assert.notEqual(hash, '');
  assert.deepEqual(readHash(hash), right(unsaid()));
});

test('points are in the link while they are the data, and few', () => {
  const points = (/** @type {number} */ n) => encodePoints(new Float32Array(2 * n).fill(0.5));
  const own = { ...defaults(), dataset: 'own', points: points(LINK_POINTS) };
  const hash = writeHash(own);
  assert.ok(hash.length < 1600, `${hash.length}`);
  assert.deepEqual(readHash(hash), right(own));
  for (const values of [
    { ...own, points: points(LINK_POINTS + 1) },
    { ...own, dataset: 'ring' },
  ]) {
    const read = readHash(writeHash(values));
    assert.deepEqual(read, right({ ...values, points: '' }));
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

/** One of today's, with points. */
const OWN = {
  ...defaults(),
  betaMax: 12.5,
  dataset: 'own',
  points: encodePoints([-1, 0, 1, 0, 0, 1, 0.3, 0.2]),
  layers: 3,
  learningRate: 0.0005,
  earlierRates: '1200-0.002',
  seed: 1234,
};
const LINK = writeHash(OWN);

test('a link that was cut off anywhere says so, or has all that it had', () => {
  for (let i = 1; i < LINK.length; i++) {
    const { values, problems } = readHash(LINK.slice(0, i));
    if (problems.length === 0) assert.deepEqual(values, OWN, LINK.slice(0, i));
    else assert.match(problems[0], /cut off.*Ask for the whole link/);
  }
  const inPoints = readHash(LINK.slice(0, LINK.indexOf('points=') + 19));
  assert.match(inPoints.problems[0], /cut off within its points/);
  assert.equal(inPoints.values.points, '', 'three of four points are other data');
  assert.ok(inPoints.lostPoints);
});

test('what mails and chats do to a link is undone', () => {
  const half = LINK.length >> 1;
  const broken = `${LINK.slice(0, half)}\r\n ${LINK.slice(half)}`;
  for (const text of [
    `${LINK}.`,
    `${LINK}).`,
    `<${LINK}>`,
    `“${LINK}”`,
    `**${LINK}**`,
    `${LINK}%`,
    `${LINK}%2`,
    `${LINK}/`,
    broken,
    encodeURIComponent(broken),
    encodeURIComponent(encodeURIComponent(LINK)),
    encodeURIComponent(LINK).replace('%26', '%2 6'),
    encodeURIComponent(LINK),
    LINK.replaceAll('&', '&amp;'),
    LINK.replaceAll('&', '%26amp%3B'),
    LINK.replaceAll('=', '=3D'),
    LINK.replaceAll('=', '%3D'),
    `${LINK.slice(0, half)}%20%C2%A0${LINK.slice(half)}`,
  ]) {
    assert.deepEqual(readHash(`#${text}`), right(OWN), text);
  }
});

test('a link in capitals: names and choices are known all the same, points can’t be', () => {
  const moons = { ...OWN, dataset: 'moons', points: '' };
  assert.deepEqual(readHash(writeHash(moons).toUpperCase()), right(moons));
  assert.deepEqual(readHash('LAYERS=3&Dataset=MOONS&dt=5E-3').values, {
    ...unsaid(),
    layers: 3,
    dataset: 'moons',
  });
  for (const text of [LINK.toUpperCase(), 'DATASET=OWN&POINTS=GAGAWAGA']) {
    const { values, problems, lostPoints } = readHash(text);
    assert.equal(values.points, '');
    assert.ok(lostPoints);
    assert.match(problems[0], /capitals/);
  }
});

test('a link that was changed says so; one by hand needs no check', () => {
  const { values, problems } = readHash(LINK.replace('layers=3', 'layers=4'));
  assert.deepEqual(values, { ...OWN, layers: 4 });
  assert.match(problems.join(), /was changed/);
  assert.deepEqual(readHash('layers=4&dt=0,01'), right({ ...unsaid(), layers: 4, dt: 0.01 }));
  assert.match(readHash('layers=0x10').problems[0], /enter a number/);
  for (const text of ['5', '5-1', '5-0.002-5-0.001', '0-0.002', '5-2', 'x-0.1', '5.5-0.01']) {
    const read = readHash(`earlierRates=${text}`);
    assert.equal(read.values.earlierRates, '', text);
    assert.match(read.problems[0], /steps and learning rates/);
  }
});
