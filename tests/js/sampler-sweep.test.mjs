// What the comparison of the samplers tries, and how it is shared out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plan } from '../../www/exact/sampler-sweep.js';
import { toConfig } from '../../www/settings/config.js';
import { defaults } from '../../www/settings/schema.js';

test('every sampler is tried at many prices, with either score, the cheap first', () => {
  for (const tEnd of [1, 5]) {
    const trials = plan(toConfig({ ...defaults(), tEnd }));
    assert.deepEqual(
      trials.map(({ nfe }) => nfe),
      trials.map(({ nfe }) => nfe).sort((a, b) => a - b),
    );
    const names = trials.map(({ exact, sample }) => JSON.stringify([exact, sample]));
    assert.equal(new Set(names).size, trials.length, 'nothing twice');
    for (const exact of [false, true]) {
      for (const method of ['sde', 'euler', 'heun', 'adaptive']) {
        const mine = trials.filter((t) => t.exact === exact && t.sample.method === method);
        assert.ok(mine.length >= 6, `${method} ${mine.length}`);
        for (const { nfe, sample } of mine) {
          if (method === 'sde' || method === 'euler') {
            assert.ok(Math.abs(nfe - tEnd / (sample.dt ?? NaN)) < 1e-9);
          }
        }
      }
    }
  }
});
