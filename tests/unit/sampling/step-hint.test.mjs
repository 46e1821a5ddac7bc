// What is said beside a step dt that is far too large for the process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';
import { stepWarning } from '../../../www/sampling/step-hint.js';

/** @param {Partial<import('../../../www/settings/schema.js').Settings>} settings */
const warning = (settings) =>
  stepWarning([toConfig({ ...defaults(), method: 'sde', ...settings })]);

test('β·dt above 1 is told, with a step that would do', () => {
  assert.equal(warning({ dt: 0.005 }), '');
  assert.equal(warning({ dt: 0.05 }), '', 'β·dt = 1');
  assert.match(warning({ dt: 0.1 }), /^β·dt is 2 at t = T, .*overshoot.*Try dt = 0\.01\.$/);
  assert.match(warning({ dt: 1, betaMax: 50 }), /^β·dt is 50 at t = T.*without meaning/);
  assert.match(warning({ dt: 1, betaMin: 20, betaMax: 0.1 }), /^β·dt is 20 at t = 0/);
  // A step is never longer than the process.
  assert.equal(warning({ dt: 1, tEnd: 0.1, betaMax: 5 }), '');
  // What is advised is no cause for another warning.
  for (const betaMax of [0.1, 1, 7, 20, 50]) {
    const [, advice] =
      /Try dt = ([\d.]+)\.$/.exec(warning({ dt: 1, tEnd: 5, betaMax, betaMin: 19 })) ?? [];
    assert.equal(warning({ dt: Number(advice), tEnd: 5, betaMax, betaMin: 19 }), '');
  }
});

test('samplers that choose their own steps are not warned of', () => {
  for (const method of ['dpm', 'ddim', 'edm', 'adaptive'])
    assert.equal(warning({ method, dt: 1 }), '');
  const second = toConfig({ ...defaults(), method: 'heun', dt: 1 });
  assert.match(
    stepWarning([toConfig({ ...defaults(), method: 'dpm', dt: 1 }), second]),
    /^β·dt is 20/,
  );
  assert.equal(stepWarning([]), '');
});
