// What the page says of a network that is asked under another β(t) than its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';
import { endOf, reschedulingWords, sourceInWords } from '../../../www/shared/schedules.js';
import { core } from '../support/core.mjs';

const CONFIG = toConfig(defaults());
/** @param {Partial<typeof CONFIG.schedule>} change */
const asked = (change) => ({
  source: 'step 40',
  config: CONFIG,
  schedule: { ...CONFIG.schedule, ...change },
});

test('A(T) is the core’s', () => {
  for (const change of [
    {},
    { betaMin: 20, betaMax: 0.1 },
    { tEnd: 0.3 },
    { betaMax: 50, tEnd: 5 },
  ]) {
    const { schedule } = asked(change);
    const { aEnd } = core.describeSchedule({ ...CONFIG, schedule });
    assert.ok(Math.abs(endOf(schedule) - aEnd) <= 1e-12 * aEnd);
  }
});

test('nothing is said under its own; a note under another; a warning beyond the range trained on', () => {
  assert.deepEqual(reschedulingWords(asked({})), { note: '', warning: '' });
  assert.equal(sourceInWords(asked({})), 'step 40');

  const within = asked({ betaMax: 5 });
  const { note, warning } = reschedulingWords(within);
  assert.match(note, /trained under another β\(t\) \(β 0\.1–20, T = 1\)/);
  assert.match(note, /evaluated at the time with the same A\(t\)/);
  assert.equal(warning, '');
  assert.equal(sourceInWords(within), 'step 40 under β 0.1–5, T = 1');

  // Another way to the same end stays within, whatever the rounding.
  assert.equal(reschedulingWords(asked({ betaMin: 20, betaMax: 0.1 })).warning, '');
  assert.equal(reschedulingWords(asked({ betaMin: 3.3, betaMax: 63.7, tEnd: 0.3 })).warning, '');
  assert.match(reschedulingWords(asked({ betaMax: 20.5 })).warning, /only down to A = 0\.0066/);
});
