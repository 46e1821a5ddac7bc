// What the comparison of the samplers tries, and how it is shared out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SamplerSweep, plan } from '../../../www/exact/sampler-sweep.js';
import { encodePoints } from '../../../www/settings/points-codec.js';
import { toConfig } from '../../../www/settings/config.js';
import { SAMPLERS } from '../../../www/settings/samplers.js';
import { defaults } from '../../../www/settings/schema.js';
import { Pool } from '../../../www/pool/pool.js';
import { WorkerClient } from '../../../www/shared/rpc.js';

test('every sampler is tried at many prices, with either score, the cheap first', () => {
  for (const tEnd of [1, 5]) {
    const trials = plan(toConfig({ ...defaults(), tEnd }));
    assert.deepEqual(
      trials.map(({ nfe }) => nfe),
      trials.map(({ nfe }) => nfe).sort((a, b) => a - b),
    );
    const names = trials.map(({ exact, sample }) => JSON.stringify([exact, sample]));
    assert.equal(new Set(names).size, trials.length, 'nothing twice');
    for (const exact of [false, true]) {
      for (const { key: method, nfePerStep } of SAMPLERS) {
        const mine = trials.filter((t) => t.exact === exact && t.sample.method === method);
        assert.ok(mine.length >= 5, `${method} ${mine.length}`);
        for (const { nfe, sample } of mine) {
          if (method === 'sde' || method === 'euler') {
            assert.ok(Math.abs(nfe - tEnd / (sample.dt ?? NaN)) < 1e-9);
          }
          if (sample.noiseSteps && nfe > 6) {
            assert.ok(Math.abs(nfe - sample.noiseSteps * (nfePerStep ?? NaN)) <= 1);
          }
        }
      }
    }
  }
});

test('each worker is given the weights and the points once, however many trials it has', async () => {
  /** @type {FakeWorker[]} */
  const made = [];
  class FakeWorker {
    ended = false;
    /** @type {string[]} */
    asked = [];
    /** @type {(event: { data: object }) => void} */
    onmessage = () => {};
    constructor() {
      made.push(this);
    }
    /** @param {{ id: number, method: string, args: any[] }} call */
    postMessage({ id, method, args }) {
      this.asked.push(method);
      if (method === 'trial') assert.ok(Number.isInteger(args[1]), 'weights by id');
      const result = method === 'trial' ? { point: { nfe: made.indexOf(this) }, band: 0.5 } : null;
      setTimeout(() => this.onmessage({ data: { id, result } }));
    }
    terminate() {
      this.ended = true;
    }
  }
  const navigator = { hardwareConcurrency: 4 };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  globalThis.Worker = /** @type {any} */ (FakeWorker);
  const config = toConfig({ ...defaults(), dataset: 'own', points: encodePoints([0, 0, 1, 1]) });
  const trials = plan(config).length;
  const first = new WorkerClient(new URL('file:///worker.js'), {});
  let last = 0;
  let points = 0;
  const band = await new SamplerSweep(1, new Pool()).run(
    first,
    Uint8Array.of(1),
    config,
    (step) => {
      assert.ok(step.share > last);
      last = step.share;
      if (step.point) points++;
    },
  );
  assert.deepEqual([band, points, last], [0.5, trials, 1]);
  assert.equal(made.length, 4);
  for (const { asked } of made) {
    assert.equal(asked.filter((method) => method === 'hold').length, 2);
  }
  const all = made.flatMap(({ asked }) => asked).filter((method) => method === 'trial');
  assert.equal(all.length, trials);
  assert.deepEqual(
    made.map(({ ended }) => ended),
    made.map(() => false),
    'the helpers stay for what comes next',
  );
});
