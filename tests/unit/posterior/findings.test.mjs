// What the core finds of a posterior, read and said; and that it is what Tweedie's formula makes of the
// score, for the exact one and for the network's.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decisionInWords, decisionOf, pairInWords, readAlong, readFound, seenInWords, signed, spreadOf } from '../../../www/posterior/findings.js'; // prettier-ignore
import { rowsAlong } from '../../../www/posterior/particle-path.js';
import { toConfig } from '../../../www/settings/config.js';
import { SCHEMA, defaults } from '../../../www/settings/schema.js';
import { EXPLORATIONS } from '../../../www/app/explorations.js';
import { core } from '../support/core.mjs';

const WEIGHTS = readFileSync(
  new URL('../../../www/assets/pretrained.safetensors', import.meta.url),
);

test('the setting knows the explorations of the menu', () => {
  const setting = SCHEMA.find(({ key }) => key === 'explore');
  assert.ok(setting?.kind === 'choice');
  assert.deepEqual(
    setting.options.map(({ value }) => value),
    ['off', ...EXPLORATIONS.map(({ key }) => key)],
  );
});

test('means are those of the scores, and the network’s is near the exact one', () => {
  const config = toConfig(defaults());
  const posterior = new core.Posterior(config, WEIGHTS);
  for (const t of [0.05, 0.3, 0.7]) {
    const [x, y] = [0.4, -0.9];
    const { a, b, mean, network, score, std, modes } = readFound(posterior.at(x, y, t, 64));
    assert.ok(Math.abs(a * a + b * b - 1) < 1e-12);
    assert.ok(network);
    [x, y].forEach((v, d) => {
      assert.ok(Math.abs((v + b * b * score[d]) / a - mean[d]) < 1e-5);
      // Within a twentieth of the spread: its excess loss is 0.00003 of about 0.2.
      assert.ok(Math.abs(network[d] - mean[d]) < 0.05 * std, `${t}: ${network} ${mean}`);
    });
    assert.equal(modes, 1);
    assert.equal(posterior.density().length, 64 * 64);
  }
  // Without a network the exact answers are the same, and there is no other.
  const alone = new core.Posterior(config, undefined);
  const [there, here] = [posterior, alone].map((each) => readFound(each.at(0.4, -0.9, 0.3, 8)));
  assert.deepEqual(here.mean, there.mean);
  assert.equal(here.network, null);
});

test('along a way the eight blobs become one, and that is when it is decided', () => {
  const posterior = new core.Posterior(
    toConfig({ ...defaults(), dataset: 'gaussians' }),
    undefined,
  );
  // The way of A x₀ with x₀ in one of them, at the right.
  const rows = rowsAlong((t) => [Math.exp(-(0.05 * t + 4.975 * t * t)), 0], 1, 24);
  const along = readAlong(rows, posterior.along(rows, 64));
  assert.equal(along.modes.at(-1), 8);
  assert.equal(along.modes[0], 1);
  const decision = decisionOf(along);
  assert.ok(decision && decision.kind === 'places' && decision.most === 8);
  assert.ok(decision.t > 0.02 && decision.t < 0.6, `${decision.t}`);
  assert.match(decisionInWords(decision), /^Of 8 places, one is left from t = 0\.\d\d down/);
});

test('where there is one place all along, half of the spread decides', () => {
  const along = { t: [0, 0.5, 1], std: [0.1, 0.6, 1], entropy: [], modes: [1, 1, 1], distance: [] };
  assert.deepEqual(decisionOf(along), { kind: 'half', t: 0.5, most: 1 });
  assert.equal(decisionOf({ ...along, std: [0, 0, 0] }), null);
  assert.match(decisionInWords(null), /nothing/);
});

test('numbers and what is seen, in words', () => {
  assert.equal(signed(-0.0001, 2), '0.00');
  assert.equal(pairInWords([-1.23456, 0.5]), '(−1.235, 0.500)');
  assert.match(seenInWords({ std: 1, modes: 8 }, 1), /any of 8 separate/);
  assert.match(seenInWords({ std: 1, modes: 2 }, 1), /either of two/);
  assert.match(seenInWords({ std: 0.95, modes: 1 }, 1), /almost anywhere/);
  assert.match(seenInWords({ std: 0.5, modes: 1 }, 1), /one part/);
  assert.match(seenInWords({ std: 0.1, modes: 1 }, 1), /±0\.10/);
});

test('the spread of a density on a grid', () => {
  // All in two cells, at x = ±0.5.
  assert.ok(Math.abs(spreadOf([0, 0, 0.5, 0.5], 2, 1) - 0.5) < 1e-12);
  const posterior = new core.Posterior(toConfig(defaults()), undefined);
  // √E|x|² = √(1 + 1/200).
  assert.ok(Math.abs(spreadOf(posterior.data(220, 2.8), 220, 2.8) - Math.sqrt(1.005)) < 1e-3);
});
