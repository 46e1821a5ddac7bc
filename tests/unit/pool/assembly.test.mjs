// How particles are cut, and a flow's frames put together from those of its parts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Assembly, BLOCK, cutsOf } from '../../../www/pool/assembly.js';
import { core } from '../support/core.mjs';

test('parts begin with blocks, are about equal, and are all there is', () => {
  for (const particles of [1, 100, 255, 256, 300, 2000, 5000, 20_000, 100_000]) {
    for (const most of [1, 2, 3, 8, 16]) {
      const cuts = cutsOf(particles, most);
      assert.ok(cuts.length >= 1 && cuts.length <= most);
      let next = 0;
      for (const { first, count } of cuts) {
        assert.equal(first, next);
        assert.equal(first % BLOCK, 0);
        assert.ok(count > 0);
        next += count;
      }
      assert.equal(next, particles);
      const blocks = cuts.map(({ count }) => Math.ceil(count / BLOCK));
      assert.ok(Math.max(...blocks) - Math.min(...blocks) <= 1);
    }
  }
  assert.equal(cutsOf(300, 8).length, 1, 'a few are not worth a second worker');
});

test('the core moves parts as they are cut, and each to the same bits as the whole', () => {
  const { config } = core.presets()[0];
  const run = (/** @type {number[]} */ ...part) => {
    const sampler = core.Sampler.reverse(weights, { ...config, sample }, 'exact', ...part);
    while (!sampler.finished) sampler.step();
    const points = sampler.positions();
    sampler.free();
    return points;
  };
  const trainer = new core.Trainer(config);
  const weights = trainer.weights();
  trainer.free();
  const sample = {
    ...config.sample,
    method: /** @type {const} */ ('sde'),
    particles: 1500,
    dt: 0.2,
  };
  const whole = run();
  for (const { first, count } of cutsOf(sample.particles, 3)) {
    assert.deepEqual(run(first, count), whole.subarray(2 * first, 2 * (first + count)));
  }
  assert.throws(() => run(100, 10), /multiple of 256/);
  sample.method = /** @type {any} */ ('corrector');
  assert.throws(() => run(256, 256), /all 1500/);
});

test('frames come whole and in order, whichever part is ahead, and none twice', () => {
  const cuts = [
    { first: 0, count: 2 },
    { first: 2, count: 1 },
  ];
  const assembly = new Assembly(cuts);
  const frame = (/** @type {number} */ t, /** @type {number[]} */ ...points) => ({
    t,
    points: Float32Array.from(points),
  });
  assert.deepEqual(assembly.add(0, 0, frame(1, 1, 2, 3, 4)), []);
  assert.deepEqual(assembly.add(0, 1, frame(0.5, 5, 6, 7, 8)), []);
  assert.deepEqual(assembly.add(1, 0, frame(1, 9, 10)), [frame(1, 1, 2, 3, 4, 9, 10)]);
  // Made again by another worker, from the start.
  assert.deepEqual(assembly.add(1, 0, frame(1, 9, 10)), []);
  assert.deepEqual(assembly.add(0, 2, frame(0, 0, 0, 0, 1)), []);
  assert.deepEqual(assembly.add(1, 1, frame(0.5, 2, 3)), [frame(0.5, 5, 6, 7, 8, 2, 3)]);
  assert.deepEqual(assembly.add(1, 2, frame(0, 4, 4)), [frame(0, 0, 0, 0, 1, 4, 4)]);
  const alone = new Assembly([{ first: 0, count: 1 }]);
  assert.deepEqual(alone.add(0, 0, frame(1, 1, 2)), [frame(1, 1, 2)]);
});
