// What the page takes on the whole, of what the core says of its workers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';
import { encodePoints } from '../../../www/settings/points-codec.js';
import { FRAME_BUDGET, pageNeed } from '../../../www/shared/memory-need.js';
import { core } from '../support/core.mjs';

/**
 * @param {Partial<import('../../../www/settings/schema.js').Settings>} settings
 * @param {number} pictures
 * @param {number} cores
 */
function needOf(settings, pictures, cores) {
  const config = toConfig({ ...defaults(), ...settings });
  const need = core.memoryNeed(config);
  return { need, ...pageNeed(need, { steps: config.train.steps, pictures, cores }) };
}

test('frames are those of the sampler as long as they fit', () => {
  const { need, trajectory, page } = needOf({ method: 'sde' }, 1, 8);
  assert.equal(trajectory, 201 * 8 * 2000);
  assert.ok(page > need.training + need.helper + need.sampling + 2 * trajectory);
  // By noise: a frame for each step, and the first.
  assert.equal(needOf({}, 1, 8).trajectory, 25 * 8 * 2000);
  // 20,000 particles for 10,000 steps do not.
  const long = needOf({ method: 'sde', tEnd: 5, dt: 5e-4, particles: 20_000 }, 1, 8);
  assert.equal(long.trajectory / long.need.frame, 102);
  assert.ok(long.trajectory <= FRAME_BUDGET + 2 * long.need.frame);
});

/** As many helpers as there are cores for, and no more than shards. */
test('totals are the sum of their parts', () => {
  for (const [batch, cores, helpers] of [
    [512, 64, 1],
    [2048, 64, 7],
    [2048, 4, 3],
    [2048, 0, 0],
  ]) {
    const { need, trajectory, page } = needOf({ batch, steps: 1000 }, 2, cores);
    const { training, helper, sampling, network, checkpoint } = need;
    const pictures = 2 * (sampling + 2 * trajectory);
    const kept = 2 * network + 3 * checkpoint + 20_000;
    assert.equal(page, training + helpers * helper + pictures + kept, `${batch}, ${cores}`);
  }
});

test('a helper of the pool asks a network, and moves some of the particles of each picture', () => {
  const { need, pooled } = needOf({ particles: 20_000 }, 2, 8);
  assert.equal(pooled, need.sampling);
  assert.ok(needOf({ particles: 20_000 }, 1, 8).pooled > need.network);
});

/** What README and RELIABILITY say: nothing that the controls allow is beyond what a 32-bit memory
 * holds, or beyond the page's own largest budget. */
test('the largest settings need less than half a gibibyte', () => {
  const points = encodePoints(Array.from({ length: 2000 }, (_, i) => Math.sin(i)));
  const { need, page } = needOf(
    {
      layers: 10,
      width: 256,
      batch: 20_000,
      particles: 20_000,
      objective: 'slicedReduced',
      activation: 'silu',
      dataset: 'own',
      points,
      steps: 100_000,
      method: 'sde',
      dt: 5e-4,
      tEnd: 5,
    },
    2,
    64,
  );
  assert.ok(page < 512 * 2 ** 20, String(page));
  assert.ok(need.training < 128 * 2 ** 20);
});
