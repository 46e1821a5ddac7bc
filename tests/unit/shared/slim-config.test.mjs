// Configurations cross to workers without the points of one's own, and are whole again there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodePoints } from '../../../www/settings/points-codec.js';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';
import { serve } from '../../../www/shared/rpc.js';
import { sameDistributions } from '../../../www/shared/same-data.js';
import { slim, whole } from '../../../www/shared/slim-config.js';

const POINTS = encodePoints([0.5, 0.25, -1, 1]);
/** @param {Partial<ReturnType<typeof defaults>>} [settings] */
const config = (settings = {}) =>
  toConfig({ ...defaults(), dataset: 'own', points: POINTS, ...settings });

/** A client that hands over at once, and counts. */
function connect() {
  /** @type {any} */
  const scope = { postMessage() {} };
  Object.assign(globalThis, { self: scope });
  serve({}, Promise.resolve(undefined));
  /** @type {Map<object, number>} */
  const ids = new Map();
  const give = (/** @type {object} */ value) => {
    const id = ids.get(value) ?? 100 + ids.size;
    if (!ids.has(value)) {
      ids.set(value, id);
      scope.onmessage({ data: { id: 0, method: 'hold', args: [id, structuredClone(value)] } });
    }
    return id;
  };
  return { ids, give };
}

test('points cross once for all configurations with the same text, and stay the same list', async () => {
  const client = connect();
  const [first, second] = [config(), config({ steps: 77, kernelWidth: 0.3 })];
  const sent = [first, second].map((each) => structuredClone(slim(each, client)));
  assert.equal(client.ids.size, 1);
  assert.ok(!JSON.stringify(sent).includes('0.25'));
  await new Promise((done) => setTimeout(done));
  const [a, b] = sent.map(whole);
  assert.deepEqual([a, b], [first, second]);
  // By this the worker finds what it has made for them.
  assert.equal(a.data.points, b.data.points);
  assert.deepEqual(first.data.points, [0.5, 0.25, -1, 1], 'they stay on the page');
});

test('where there are no points, nothing is given', () => {
  const client = connect();
  const ring = config({ dataset: 'ring' });
  const [a, b] = [slim(ring, client), slim(ring, client)].map((each) => structuredClone(each));
  assert.equal(client.ids.size, 0);
  assert.deepEqual(whole(a), ring);
  assert.equal(whole(a).data.points, whole(b).data.points);
});

test('process and data are compared, points by what they are', () => {
  const mine = config();
  assert.ok(sameDistributions(mine, config({ steps: 77, seed: 5, width: 8 })));
  assert.ok(sameDistributions(mine, structuredClone(mine)));
  for (const other of [
    { betaMin: 0.2 },
    { betaMax: 5 },
    { tEnd: 2 },
    { dataset: 'ring' },
    { kernelWidth: 0.3 },
    { points: encodePoints([0.5, 0.25, -1, 0.9]) },
    { points: encodePoints([0.5, 0.25]) },
  ]) {
    assert.ok(!sameDistributions(mine, config(other)), JSON.stringify(other));
  }
  // By what these data go by alone.
  assert.ok(sameDistributions(mine, config({ scale: 10 })));
  const ring = { dataset: 'ring' };
  assert.ok(!sameDistributions(config(ring), config({ ...ring, scale: 10 })));
  assert.ok(sameDistributions(config(ring), config({ ...ring, kernelWidth: 0.3 })));
});
