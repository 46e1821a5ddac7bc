import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calmerRate } from '../../../www/workers/calmer-rate.js';

test('a tenth, as it would be written', () => {
  assert.equal(calmerRate(0.1, 'learningRate'), 0.01);
  assert.equal(String(calmerRate(0.0500005)), '0.00500005');
  assert.equal(String(calmerRate(0.0007, 'tEpsilon')), '0.00007');
  for (let rate = 1; rate <= 1000; rate++)
    assert.ok(String(calmerRate(rate / 1e4)).length <= 9, String(calmerRate(rate / 1e4)));
});

test('down to the least, and not where another rate is no help', () => {
  assert.equal(calmerRate(5e-6), 1e-6);
  assert.equal(calmerRate(1e-6), null);
  assert.equal(calmerRate(0.01, 'objective'), null);
});
