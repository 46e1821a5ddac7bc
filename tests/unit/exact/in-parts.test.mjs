// What the core measures in parts, as workers share it out: together the same bits as in one.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { core } from '../support/core.mjs';

const weights = readFileSync(
  new URL('../../../www/assets/pretrained.safetensors', import.meta.url),
);
const { config } = core.describeWeights(weights);
const joined = (/** @type {ArrayLike<number>[]} */ parts) =>
  Float64Array.from(parts.flatMap((part) => [...Array.from(part)]));
/** @param {number} parts @param {(part: number) => ArrayLike<number>} make */
const all = (parts, make) => joined(Array.from({ length: parts }, (_, part) => make(part)));
const PARTS = [1, 3, 10, 300];

test('floors', () => {
  for (const kind of /** @type {const} */ (['ring', 'arms'])) {
    const asked = { ...config, data: { ...config.data, kind } };
    const whole = core.lossFloor(asked, 20);
    for (const parts of PARTS) {
      const values = all(parts, (part) => core.floorValues(asked, 20, part, parts));
      assert.deepEqual(core.lossFloor(asked, 20, values), whole);
    }
    assert.throws(() => core.lossFloor(asked, 20, Float64Array.of(1)), /values of the floors/i);
  }
});

test('excess and KL over time', () => {
  const exact = new core.Exact(weights, config.schedule);
  const [excess, kl] = PARTS.map((parts) => [
    exact.excessOf(all(parts, (part) => exact.excess(20, 30, 1, part, parts))),
    exact.klByTimeOf(all(parts, (part) => exact.klByTime(20, 30, 1, part, parts))),
  ]).reduce((one, other) => (assert.deepEqual(other, one), one));
  assert.equal(/** @type {any} */ (excess).byT.length, 20);
  assert.equal(/** @type {any} */ (kl).edges.length, 21);
  exact.free();
});

test('maps of log p, and the window they show', () => {
  const run = (/** @type {any} */ likelihood) => {
    while (!likelihood.finished) likelihood.step();
    return likelihood;
  };
  const fit = (/** @type {number} */ part, /** @type {number} */ parts) =>
    run(core.Likelihood.onData(weights, config.schedule, 100, 4, 1, part, parts)).modelPoints();
  const window = core.Likelihood.window(weights, fit(0, 1));
  const map = (/** @type {number[]} */ ...cut) =>
    run(core.Likelihood.onGrid(weights, config.schedule, 11, window, 4, ...cut));
  const whole = map();
  assert.equal(whole.logP().length, 121);
  for (const parts of PARTS.slice(1)) {
    const points = all(parts, (part) => fit(part, parts));
    assert.deepEqual(core.Likelihood.window(weights, points), window);
    const maps = Array.from({ length: parts }, (_, part) => map(part, parts));
    for (const which of ['logP', 'exactLogP']) {
      assert.deepEqual(joined(maps.map((each) => each[which]())), joined([whole[which]()]));
    }
  }
});
