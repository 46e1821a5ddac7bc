import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byDecade, decadesInWords, perDecade, powerOfTen } from '../../../www/exact/kl-by-time.js';

/** @param {number} from @param {number} to @param {number[]} nats in cells of equal width in ln t */
function found(from, to, nats) {
  const edges = nats.concat(0).map((_, i) => from * (to / from) ** (i / nats.length));
  const estimate = (/** @type {number} */ mean) => ({ mean, stdError: mean / 10 });
  const total = estimate(nats.reduce((sum, value) => sum + value, 0));
  return { t: [], edges, byT: nats.map(estimate), total, prior: 0 };
}

/** @param {{ exponent: number, nats: number }[]} decades */
const rounded = (decades) =>
  decades.map(({ exponent, nats }) => [exponent, Number(nats.toFixed(9))]);

test('nats are split by decades of t, also where an edge lies within a cell', () => {
  assert.deepEqual(rounded(byDecade(found(1e-3, 1, [1, 2, 3]))), [
    [-3, 1],
    [-2, 2],
    [-1, 3],
  ]);
  // Two cells of a decade and a half each.
  assert.deepEqual(rounded(byDecade(found(1e-3, 1, [3, 6]))), [
    [-3, 2],
    [-2, 3],
    [-1, 4],
  ]);
  // From the middle of one decade to that of another.
  const [from, to] = [10 ** -1.5, 10 ** 0.5];
  assert.deepEqual(rounded(byDecade(found(from, to, [1, 1, 1, 1]))), [
    [-2, 1],
    [-1, 2],
    [0, 1],
  ]);
});

test('heights have the area of the whole', () => {
  const whole = found(1e-5, 5, [0.1, 0.4, 0.2, 0.7]);
  const width = Math.log10(5 / 1e-5) / 4;
  const area = perDecade(whole).reduce((sum, height) => sum + height * width, 0);
  assert.ok(Math.abs(area - whole.total.mean) < 1e-12, `${area}`);
});

test('in words', () => {
  assert.equal(powerOfTen(-12), '10⁻¹²');
  assert.equal(powerOfTen(0), '1');
  assert.equal(powerOfTen(1), '10¹');
  const words = decadesInWords(found(1e-4, 1, [0, 0.25, 0.7, 0.05]));
  assert.equal(words, '25 % at 10⁻³–10⁻², 70 % at 10⁻²–10⁻¹, 5 % at 10⁻¹–1');
});
