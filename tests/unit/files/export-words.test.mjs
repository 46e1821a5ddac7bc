// What an exported table of points says of itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  frameOfFlow,
  pointsColumns,
  pointsFile,
  pointsHint,
} from '../../../www/files/export-words.js';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';

/** @param {'reverse' | 'langevin' | 'closed'} direction @param {boolean} exact @param {object} [others] */
function flow(direction, exact, others = {}) {
  const config = toConfig({ ...defaults(), ...others });
  const model = {
    bytes: new Uint8Array(),
    config,
    source: 'step 5,000',
    schedule: config.schedule,
  };
  const { tEnd } = config.schedule;
  const timeAt = () => (direction === 'reverse' ? 1e-5 : tEnd);
  return { particles: 2000, origin: { plan: { direction, exact }, config, model }, timeAt };
}

test('samples: of what, at which t, in which units', () => {
  const samples = flow('reverse', false, { dataset: 'moons', seed: 7, method: 'sde' });
  assert.equal(pointsFile(samples), 'nano-diffusion-samples-moons-t0.00001');
  assert.deepEqual(pointsColumns(samples), [
    'x (samples of a model of the moons at t = 0.00001; units of the page)',
    'y (samples of a model of the moons at t = 0.00001; units of the page)',
  ]);
  assert.equal(pointsHint(samples), '2,000 points, t = 0.00001');
});

test('data with noise are called that, not samples', () => {
  for (const direction of /** @type {const} */ (['langevin', 'closed'])) {
    const noised = flow(direction, false, { tEnd: 2 });
    assert.equal(pointsFile(noised), 'nano-diffusion-noised-data-ring-t2');
    assert.equal(pointsColumns(noised)[0], 'x (the ring with noise at t = 2; units of the page)');
  }
});

test('points of a network are about what it was trained on; those of a file have its frame', () => {
  const own = flow('reverse', false, { dataset: 'own', points: 'gAgAwAgA' });
  own.origin.model.config.data.frame = [170, 70, 12];
  assert.deepEqual(frameOfFlow(own), { x: 170, y: 70, unitX: 12, unitY: 12 });
  assert.equal(frameOfFlow(flow('reverse', false)), null);
  assert.match(
    pointsColumns(own, 'units of your file')[1],
    /^y \(samples .*; units of your file\)$/,
  );
  own.origin.config = toConfig(defaults());
  assert.match(pointsFile(own), /-own-t/);
});
