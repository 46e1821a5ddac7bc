// The picture in words: data, direction, time, number of points, sampler and weights.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureInWords } from '../../../www/sampling/picture-text.js';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';

const config = toConfig({ ...defaults(), dataset: 'moons', method: 'heun', tEnd: 2 });
const model = { bytes: new Uint8Array(), config, source: 'step 5,000', schedule: config.schedule };
/** @param {import('../../../www/settings/app-state.js').Plan['direction']} direction @param {boolean} [exact] */
const origin = (direction, exact = false) => ({ plan: { direction, exact }, config, model });

test('samples on their way', () => {
  assert.equal(
    pictureInWords(origin('reverse'), 2000, 0.25),
    '2,000 samples at t = 0.250, on their way from noise (t = 2) to t = 0. Data: the moons. Sampler: ODE, Heun. Score: step 5,000.',
  );
  assert.match(
    pictureInWords(origin('reverse', true), 300, 0),
    /^300 samples at t = 0\.000.*Score: exact score\.$/,
  );
});

test('data on their way', () => {
  for (const [direction, way] of /** @type {const} */ ([
    ['langevin', 'in steps of the SDE'],
    ['closed', 'in closed form'],
  ])) {
    assert.equal(
      pictureInWords(origin(direction), 100, 1),
      `100 points of the moons at t = 1.000, on their way from data (t = 0) to noise (t = 2), ${way}.`,
    );
  }
});
