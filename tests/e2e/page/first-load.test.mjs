// What a first visit costs: all that is fetched until the first flow is there, compressed as a host
// does it. A limit, so that it never grows unseen; whoever must raise it says so in README.md, too.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { firstVisit } from '../../../benches/first-visit.mjs';
import { DIST, launch } from '../../../tools/browsers/chromium.mjs';

/** Bytes, gzipped, before the first flow is there; and with what follows at once: charts, training. */
const BUDGET = { picture: 421_000, rest: 463_000 };

const app = await launch();
after(() => app.close());

test('a first visit fetches no more than it may, and the charts only after the first flow', async () => {
  const { files, picture, rest } = await firstVisit(app);
  const list = files.map(({ path, bytes, later }) => `${bytes} ${path}${later ? ', later' : ''}`);
  assert.ok(picture <= BUDGET.picture, `${picture} bytes:\n${list.join('\n')}`);
  assert.ok(picture + rest <= BUDGET.rest, `${picture + rest} bytes:\n${list.join('\n')}`);
  // Had it not seen what workers fetch, it would count too little.
  const has = (/** @type {string} */ part) => list.some((line) => line.includes(part));
  for (const part of ['_bg.wasm', 'worker-sampling', 'worker-exact', 'pretrained', 'main.js'])
    assert.ok(has(part), `${part} is not among\n${list.join('\n')}`);
  // uPlot, by what is in it.
  const early = files.filter(({ later }) => !later);
  const charts = early.filter(({ path }) =>
    /uPlot|u-over/.test(readFileSync(join(DIST, path), 'utf8')),
  );
  assert.deepEqual(
    charts.map(({ path }) => path).filter((path) => path.endsWith('.js')),
    [],
    'charts come after the first flow',
  );
});
