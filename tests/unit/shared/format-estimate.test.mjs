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
    [1.009541277963394e53, 8.37e51, '1.01e+53 ± 8.37e+51'],
    [31803804754821244, 3507121883955209.5, '3.18e+16 ± 3.51e+15'],
    [1e300, NaN, '1.00e+300'],
    [Infinity, NaN, '∞'],
  ])) {
    assert.equal(formatEstimate({ mean, stdError }), words);
  }
});
