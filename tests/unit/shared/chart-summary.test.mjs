// A chart in words: the ends and the extremes of each line; lines without points are left out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarise } from '../../../www/shared/chart-summary.js';

test('ends and extremes', () => {
  const labels = { x: 'step', y: 'loss', lines: ['batch', 'mean', 'other'] };
  const data = [
    [1, 2, 3, 4],
    [0.9, 0.2, -0.00123, 0.5],
    [null, null, 7, null],
    [null, undefined, NaN, null],
  ];
  assert.equal(
    summarise(labels, data),
    'Chart: loss, by step. batch: from 0.9 at 1 to 0.5 at 4; lowest −0.00123 at 3, highest 0.9 at 1. mean: 7 at 3.',
  );
  assert.equal(summarise({ ...labels, y: '' }, [[]]), 'Chart: by step. No data yet.');
});
