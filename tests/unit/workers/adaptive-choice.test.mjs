import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdaptiveChoice } from '../../../www/workers/adaptive-choice.js';

/** How often each way is gone in `turns` turns when they take so long. */
function count(
  /** @type {AdaptiveChoice} */ faster,
  /** @type {[number, number]} */ times,
  turns = 160,
) {
  const counts = [0, 0];
  for (let i = 0; i < turns; i++) {
    const way = faster.pick();
    counts[way]++;
    faster.record(way, times[way]);
  }
  return counts;
}

test('the faster way is gone nearly always, the other tried', () => {
  for (const [times, better] of /** @type {[[number, number], 0 | 1][]} */ ([
    [[1, 2], 0],
    [[2, 1], 1],
  ])) {
    const counts = count(new AdaptiveChoice(), times);
    // Eight times at first, and then every sixteenth.
    assert.ok(counts[better] >= 140 && counts[1 - better] >= 16, String(counts));
  }
});

test('it notices when the other becomes the faster', () => {
  const faster = new AdaptiveChoice();
  count(faster, [1, 2]);
  // A first bad measurement, as before an engine has optimised, is forgiven too.
  const counts = count(faster, [3, 2]);
  assert.ok(counts[1] > 120, String(counts));
});

test('a way that is slow until the engine has optimised it has its chance', () => {
  const faster = new AdaptiveChoice();
  let cold = 20;
  const counts = [0, 0];
  for (let i = 0; i < 60; i++) {
    const way = faster.pick();
    counts[way]++;
    // Each use warms it; between uses it stays as it is.
    faster.record(way, way === 0 ? 2 : 1.2 + (cold *= 0.5));
  }
  assert.ok(counts[1] >= 48, String(counts));
});
