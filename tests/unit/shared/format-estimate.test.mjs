import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatEstimate } from '../../../www/shared/format.js';

test('an estimate has the digits that its standard error leaves sense in', () => {
  for (const [mean, stdError, words] of /** @type {const} */ ([
    [0.00519, 0.00031, '0.0052 ± 0.0003'],
    [0.1043, 0.012, '0.10 ± 0.01'],
    [0.1043, 0.00099, '0.1043 ± 0.0010'],
    [35.26, 3.04, '35.3 ± 3.0'],
    [0.0000123, 0.0000009, '0.000012 ± 0.000001'],
    [0.25, NaN, '0.2500'],
    [0.25, 0, '0.2500'],
  ])) {
    assert.equal(formatEstimate({ mean, stdError }), words);
  }
});
