import assert from 'node:assert/strict';
import { test } from 'node:test';
import { split, usefulWorkers } from '../../www/shard-pool.js';

test('the parts hold every shard once, and differ by one at most', () => {
  for (let shards = 1; shards <= 8; shards++) {
    for (let parts = 1; parts <= shards; parts++) {
      const found = split(shards, parts);
      assert.equal(found.length, parts);
      assert.deepEqual(
        found.flat(),
        Array.from({ length: shards }, (_, i) => i),
      );
      const lengths = found.map((part) => part.length);
      assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 1);
      // The first part is the trainer's, who has the optimiser's work besides.
      assert.equal(lengths[0], Math.min(...lengths));
    }
  }
});

test('no more workers than shorten a step', () => {
  /** @type {[number, number, number][]} */
  const cases = [
    [1, 8, 1],
    [2, 8, 2],
    [8, 1, 1],
    [8, 2, 2],
    [8, 6, 4],
    [8, 7, 4],
    [8, 64, 8],
    [4, 3, 2],
    [8, 0, 1],
  ];
  for (const [shards, cores, expected] of cases) {
    assert.equal(usefulWorkers(shards, cores), expected, `${shards} on ${cores}`);
  }
});
