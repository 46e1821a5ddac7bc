import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCount, formatDuration, formatValue } from '../../../www/shared/format.js';

test('counts have their thousands apart', () => {
  assert.equal(formatCount(20000), '20,000');
  assert.equal(formatCount(999.6), '1,000');
});

test('durations', () => {
  assert.equal(formatDuration(0.44), '0.4 s');
  assert.equal(formatDuration(59.4), '59 s');
  assert.equal(formatDuration(59.7), '1 min 0 s');
  assert.equal(formatDuration(271), '4 min 31 s');
  assert.equal(formatDuration(7260), '2 h 1 min');
  assert.equal(formatDuration(Infinity), '–');
});

test('values have no binary noise', () => {
  assert.equal(formatValue(0.1 + 0.2), '0.3');
  assert.equal(formatValue(4294967295), '4294967295');
});
