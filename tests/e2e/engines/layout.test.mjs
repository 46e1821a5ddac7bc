// The layout in Firefox: a few sizes of a few states. Chromium has all of them
// (page/every-screen.test.mjs); here it is held that Firefox lays out the same way.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { engines, openEngine, skipped } from '../../../tools/browsers/engines.mjs';

const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));
const SIZES = [
  [320, 600],
  [390, 844],
  [844, 390],
  [1024, 768],
  [1200, 720],
  [1280, 720],
  [1440, 900],
];
const STATES = [
  { query: '', hash: 'particles=300' },
  { query: 'all', hash: 'particles=300&compare=heun-exact' },
  { query: 'projector', hash: 'particles=300' },
  { query: 'embed', hash: 'particles=300' },
];

for (const engine of engines().filter(({ name }) => name === 'Firefox')) {
  const options = { skip: skipped(engine) };
  describe(engine.name, () => {
    /** @type {Awaited<ReturnType<typeof openEngine>>} */
    let browser;
    before(async () => {
      if (!options.skip) browser = await openEngine(engine, DIST, { still: true });
    });
    after(() => browser?.close());
    for (const { query, hash } of STATES) {
      test(`?${query}#${hash}`, options, async () => {
        const state = { query, hash, sizes: SIZES };
        const module = '/tests/e2e/engines/in-page/layout.mjs';
        assert.deepEqual(await browser.call(module, 'faults', state), []);
      });
    }
  });
}
