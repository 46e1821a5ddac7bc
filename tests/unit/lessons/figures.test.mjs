// The figures that article, tour and README state are what the core computes. Each is read out of the
// text, so that neither can change without the other. Those that need a training run are not here.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { STATIONS } from '../../../www/lessons/stations.js';
import { toConfig } from '../../../www/settings/config.js';
import { FEW } from '../../../www/settings/disclosure.js';
import { LINK_POINTS, MAX_POINTS } from '../../../www/settings/points-codec.js';
import { defaults } from '../../../www/settings/schema.js';
import { core } from '../support/core.mjs';

/** @param {string} path */
const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url));
const flat = (/** @type {string} */ text) => text.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
const README = flat(String(read('README.md')));
const ARTICLE = flat(String(read('index.html')).split('<article')[1]);
const WEIGHTS = read('www/assets/pretrained.safetensors');
const FIRST = defaults();
const { schedule: SCHEDULE } = toConfig(FIRST);

/** All that a station says. @param {string} key */
function station(key) {
  const { idea, attempt, prediction } = STATIONS[STATIONS.findIndex((each) => each.key === key)];
  return [idea, attempt.words, prediction.question, prediction.reveal].join(' ');
}

/**
 * The numbers that a text states in these words.
 * @param {string} text
 * @param {RegExp} words
 */
function stated(text, words) {
  const found = words.exec(text);
  assert.ok(found, `${words} is not in: ${text.slice(0, 200)} …`);
  return found.slice(1).map((each) => {
    const places = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
    const number = [
      ...places,
      'ten',
      'eleven',
      'twelve',
      'thirteen',
      'fourteen',
      'fifteen',
    ].indexOf(each);
    return number < 0 ? Number(each.replace(/,/g, '')) : number;
  });
}

/**
 * A flow from noise to data by the weights of the page.
 * @param {Partial<typeof FIRST>} settings
 * @param {'learned' | 'exact'} score
 */
function flow(settings, score) {
  const sampler = core.Sampler.reverse(WEIGHTS, toConfig({ ...FIRST, ...settings }), score);
  while (!sampler.finished) sampler.step();
  const { nfe } = sampler;
  return { nfe, points: sampler.positions() };
}

/** The share of points off the ring. @param {Float32Array} points */
function offRing(points) {
  const radii = Array.from({ length: points.length / 2 }, (_, i) =>
    Math.hypot(points[2 * i], points[2 * i + 1]),
  );
  return radii.filter((r) => r < 0.8 || r > 1.2).length / radii.length;
}

/**
 * B times the first coordinate of the exact score at t, in the point (x, 0): the middle of the
 * right edge of 3 × 3 cells.
 * @param {number} t
 * @param {number} x
 */
function radialScore(t, x) {
  const field = new core.Exact(WEIGHTS, SCHEDULE).field(t, 3, 1.5 * x);
  return field[field.length / 2 + 2 * 5];
}

test('the data: spread of the radius, and density of the angle', () => {
  const [spread, k] = stated(ARTICLE, /about ([\d.]+) for k = (\d+)/);
  assert.equal((1 / Math.sqrt(k)).toFixed(2), String(spread));
  assert.equal(k, FIRST.scale);
  // The density on the radius 1, through that of the radius there (by Stirling).
  const radial = Math.exp(0.5 * Math.log(k / (2 * Math.PI)) - 1 / (12 * k));
  const at = (/** @type {number} */ cells, /** @type {number} */ side, /** @type {number} */ i) =>
    Math.exp(
      core.Likelihood.onGrid(WEIGHTS, SCHEDULE, cells, Float64Array.of(0, 0, side), 2).exactLogP()[
        i
      ],
    ) / radial;
  const [diagonal, axis] = stated(
    station('data'),
    /: ([\d.]+) per radian, .* ([\d.]+) on the axes/,
  );
  assert.ok(Math.abs(at(2, Math.SQRT2, 3) - diagonal) < 1e-3, `${at(2, Math.SQRT2, 3)}`);
  assert.ok(Math.abs(at(3, 1.5, 5) - axis) < 1e-3, `${at(3, 1.5, 5)}`);
  assert.match(ARTICLE, /diagonals are twice as dense as the axes/);
  assert.equal(diagonal, 2 * axis);
});

test('the forward process: when the hole closes, and what is left under other schedules', () => {
  const [t] = stated(ARTICLE, /hole has closed by t = ([\d.]*\d)/);
  assert.deepEqual(stated(station('forward'), /At t = ([\d.]+), early/), [t]);
  assert.ok(radialScore(t, 0.1) < 0, 'the density falls from the centre');
  assert.ok(radialScore(t - 0.01, 0.1) > 0, 'and just before, it rises');
  const a = (/** @type {Partial<typeof FIRST>} */ settings, /** @type {number} */ share) => {
    const curve = core.describeSchedule(toConfig({ ...FIRST, ...settings })).a;
    return curve[Math.round(share * (curve.length - 1))];
  };
  const [half] = stated(station('schedule'), /fallen to ([\d.]+) by the halfway/);
  assert.equal(a({ betaMax: 50 }, 0.5).toFixed(2), String(half));
  const [end] = stated(station('schedule'), /\/4\) = ([\d.]+)\./);
  assert.equal(a({ betaMax: 2 }, 1).toFixed(2), String(end));
});

test('the score: nearly −x late in time', () => {
  const [t] = stated(station('score'), /like at t = ([\d.]+)/);
  for (const x of [0.5, 1, 2]) assert.ok(Math.abs(radialScore(t, x) + x) < 0.03 * x);
});

test('training: the size of the network, and the floor', () => {
  const [layers, weights] = stated(ARTICLE, /has (\w+) layers and some ([\d,]+) weights/);
  const config = toConfig(FIRST);
  assert.equal(config.network.layers, layers);
  const { length } = new core.Trainer(config).params();
  assert.equal(Math.round(length / 1000) * 1000, weights);
  const post = core.presets().find(({ key }) => key === 'post')?.config;
  assert.ok(post);
  const { mean, objective, t, floor } = core.lossFloor(post, 100);
  for (const [text, words] of /** @type {[string, RegExp][]} */ ([
    [ARTICLE, /exactly: ([\d.]+) for/],
    [station('floor'), /the floor, ([\d.]+) for/],
    [README, /perfect network \(([\d.]+) for/],
  ])) {
    assert.deepEqual(stated(text, words), [Number(mean.toFixed(4))]);
  }
  assert.ok(Math.abs(objective - mean) < 1e-5, 'the post’s loss is the one of the curve');
  // “Most of it at small t, and almost none near T.”
  const share = (/** @type {(t: number) => boolean} */ where) =>
    floor.reduce((sum, f, i) => sum + (where(t[i]) ? f : 0), 0) / (mean * floor.length);
  assert.ok(share((time) => time < 0.3) > 0.8);
  assert.ok(share((time) => time > 0.7) < 0.01);
});

test('the samplers: how many points miss the ring', () => {
  const [steps] = stated(ARTICLE, /With (\d+) steps, nearly/);
  const dt = FIRST.tEnd / 10;
  const long = flow({ method: 'sde', dt, particles: 4000 }, 'learned');
  const heun = flow({ method: 'heun', dt, particles: 8000 }, 'learned');
  assert.equal(long.nfe, 10);
  assert.equal(heun.nfe, 19);
  for (const [text, words] of /** @type {[string, RegExp][]} */ ([
    [ARTICLE, /ten Heun steps leave (\d+) points in 100 off .* length leaves (\d+)/],
    [station('ode'), /: (\d+) of 100 points miss .* missed with (\d+)/],
  ])) {
    const [few, many] = stated(text, words);
    // Half a unit for rounding, and two standard errors.
    assert.ok(Math.abs(100 * offRing(long.points) - many) < 2, `${offRing(long.points)}`);
    assert.ok(Math.abs(100 * offRing(heun.points) - few) < 0.8, `${offRing(heun.points)}`);
  }
  for (const text of [ARTICLE, station('reverse')]) {
    assert.match(text, /two out of three miss/);
    assert.ok(Math.abs(offRing(long.points) - 2 / 3) < 0.04);
  }

  const short = flow({ method: 'sde', dt: FIRST.tEnd / steps, particles: 800 }, 'learned');
  assert.equal(short.nfe, steps);
  assert.ok(offRing(short.points) < 0.02, 'nearly every point lands on it');
  // The last step's noise, in spreads of the radius.
  const [size] = stated(station('reverse'), /√\(β dt\) = ([\d.]+),/);
  const [spreads] = stated(station('reverse'), /more than (\w+) times the spread/);
  assert.deepEqual(stated(ARTICLE, /more than (\w+) times the spread/), [spreads]);
  assert.equal(Math.floor(size * Math.sqrt(FIRST.scale)), spreads);
});

test('the likelihood: KL of the weights of the page', () => {
  const run = core.Likelihood.onData(WEIGHTS, SCHEDULE, 4000, 12, 1, 0, 1);
  while (!run.finished) run.step();
  const { mean, stdError } = run.fit().kl;
  for (const [text, words] of /** @type {[string, RegExp][]} */ ([
    [ARTICLE, /weights of this page it is about ([\d.]+\d)/],
    [station('likelihood'), /not zero: ([\d.]+) nats/],
  ])) {
    const [kl] = stated(text, words);
    assert.ok(Math.abs(mean - kl) < 0.00005 + 2 * stdError, `${mean} ± ${stdError}`);
  }
});

test('README: presets, points, stations', () => {
  const [fast, post] = ['fast', 'post'].map((key) => {
    const found = core.presets().find((preset) => preset.key === key);
    assert.ok(found);
    return found.config;
  });
  const work = (/** @type {typeof post} */ { train }) => train.batch * train.steps;
  assert.match(README, /in a fortieth of the work/);
  assert.ok(Math.abs(work(post) / work(fast) - 40) < 2);
  const [nfe] = stated(README, /DPM-Solver\+\+\(2M\) in (\d+) evaluations/);
  const { points, nfe: taken } = flow({ particles: 5000 }, 'exact');
  assert.equal(taken, nfe);
  const evaluator = new core.Evaluator(toConfig({ ...FIRST, particles: 5000 }));
  const distance = (/** @type {Float32Array} */ set) =>
    Number(evaluator.evaluate(set).metrics.find(({ key }) => key === 'radiusW1')?.value);
  const seeds = Array.from({ length: 20 }, (_, i) => 100 + i);
  const sets = seeds.map((seed) => core.sampleData(toConfig({ ...FIRST, seed }), 5000));
  assert.ok(distance(points) <= Math.max(...sets.map(distance)), `${distance(points)}`);
  assert.deepEqual(stated(README, /Up to (\d+) points of your own/), [LINK_POINTS]);
  assert.deepEqual(stated(README, /up to ([\d,]+) stay in your browser/), [MAX_POINTS]);
  assert.deepEqual(stated(README, /first visit meets (\w+) settings/), [FEW.length]);
  assert.deepEqual(stated(README, /leads through (\w+) stations/), [STATIONS.length]);
  const invitation = String(read('www/settings/disclosure.js'));
  assert.deepEqual(stated(invitation, /(\w+) short stations/), [STATIONS.length]);
});
