// What the page says of a network that is asked under another β(t) than its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';
import {
  endOf,
  reschedulingWords,
  sameSchedule,
  sourceInWords,
} from '../../../www/shared/schedules.js';
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

test('another path: said by name, and a warning where it has more noise than was trained on', () => {
  const paths = /** @type {const} */ (['cosine', 'subVp', 'varianceExploding', 'straight']);
  for (const path of paths) {
    const { note, warning } = reschedulingWords(asked({ path }));
    assert.match(note, /same noise level B\/A/);
    // The core says how far each goes: B/A(T) = 150 with the schedule trained under.
    const schedule = { ...CONFIG.schedule, path };
    const { aEnd, b } = core.describeSchedule({ ...CONFIG, schedule });
    const beyond = aEnd === 0 || b[b.length - 1] / aEnd > 153;
    assert.equal(warning !== '', beyond, `${path}: ${warning}`);
  }
  assert.match(sourceInWords(asked({ path: 'straight' })), /^step 40 under straight path, T = 1$/);
  assert.match(sourceInWords(asked({ path: 'subVp' })), /sub-VP path, β 0\.1–20, T = 1$/);
  // β is nothing to a path without one.
  const straight = asked({ path: 'straight' }).schedule;
  assert.ok(sameSchedule(straight, { ...straight, betaMax: 3 }));
  assert.ok(!sameSchedule(straight, CONFIG.schedule));
});
