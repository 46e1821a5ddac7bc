// What the page says of the weights it comes with is what it would measure.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { WORK } from '../../../www/exact/fit-monitor.js';
import { PRETRAINED_FIT } from '../../../www/training/pretrained-fit.js';
import { core } from '../support/core.mjs';

const weights = readFileSync(
  new URL('../../../www/assets/pretrained.safetensors', import.meta.url),
);

test('the fit of the weights that the page comes with, to the last digit', () => {
  const { config } = core.describeWeights(weights);
  const { points, parts, fineness } = WORK.thorough;
  const rows = Array.from({ length: parts }, (_, part) => {
    const asked = /** @type {const} */ ([points, fineness, config.seed, part, parts]);
    const run = core.Likelihood.onData(weights, config.schedule, ...asked);
    while (!run.finished) run.step();
    return [...run.rows()];
  });
  const { kl } = core.likelihoodFit(Float64Array.from(rows.flat()));
  assert.deepEqual({ kl }, PRETRAINED_FIT);
});
