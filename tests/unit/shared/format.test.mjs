import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatCount,
  formatDuration,
  formatFigure,
  formatValue,
} from '../../../www/shared/format.js';

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

test('a figure takes no more room than there is', () => {
  assert.equal(formatFigure(0.18012, 4), '0.1801');
  assert.equal(formatFigure(-999999.4, 1), '-999999.4');
  assert.equal(formatFigure(4.2e20, 4), '4.20e+20');
  assert.equal(formatFigure(-1e21, 4), '-1.00e+21');
  assert.deepEqual(
    [NaN, Infinity, -Infinity].map((v) => formatFigure(v, 4)),
    ['–', '∞', '-∞'],
  );
});
