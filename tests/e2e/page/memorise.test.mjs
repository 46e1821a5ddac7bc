// Memorise or generalise: found in two clicks, its numbers stand beside both truths, and the link keeps it.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, flowOf, training } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** A small network, so that a run takes a second. */
const SMALL = 'activation=silu&layers=3&width=16&batch=64&steps=300&particles=300';

/** The figures with the truths beside them, once there are some. @param {Page} page @param {string} when an expression on them that is to hold */
async function figures(page, when) {
  const found = await page.waitForFunction(
    (condition) => {
      const values = Object.fromEntries(
        [...document.querySelectorAll('.memorise [data-figure]')].map((each) => {
          const { figure = '', value, truth } = /** @type {HTMLElement} */ (each).dataset;
          return [figure, { value: Number(value ?? NaN), truth: Number(truth ?? NaN) }];
        }),
      );
      const { copies, training: seen } = values;
      const holds = condition === 'copies only' ? copies.value > 0.95 : seen.value > 0;
      return holds && values;
    },
    when,
    { timeout: PATIENCE },
  );
  return /** @type {Record<string, { value: number, truth: number }>} */ (await found.jsonValue());
}

test('from the menu to copies: losses beside their floors, copies beside chance, and all of it in the link', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  await page.click('#explore-menu summary');
  await page.click('[data-item=memorise]');
  const status = page.locator('.memorise-status');
  await status.filter({ hasText: 'nothing to memorise' }).waitFor();
  await page.click('.choices button:text-is("10")');
  // Both truths are there before any training.
  await status.filter({ hasText: 'press Train' }).waitFor();
  await page.waitForFunction(() => document.querySelector('.memorise .truth')?.textContent);

  await page.click('#train');
  await training(page, 'finished');
  await status.filter({ hasText: 'Step 300, trained on the ring' }).waitFor();
  const found = await figures(page, 'losses');
  assert.ok(found.training.value > found.training.truth);
  assert.ok(found.heldOut.value > found.heldOut.truth);
  assert.ok(found.training.truth < found.heldOut.truth);
  assert.ok(Math.abs(found.heldOut.truth - 0.1801) < 3e-4);
  assert.ok(found.copies.truth > 0.05 && found.copies.truth < 0.6);

  // The end point: copies and nothing else.
  await page.click('[data-key=copiesBy] label:has-text("empirical")');
  await figures(page, 'copies only');
  assert.match(
    (await page.locator('.memorise .square').getAttribute('aria-label')) ?? '',
    /copies/,
  );

  // A sweep fills its cells as they come, and ends at once.
  await page.click('.sweep button');
  await page.waitForFunction(
    () => document.querySelector('.heat td[title]:not([title=""])'),
    null,
    {
      timeout: PATIENCE,
    },
  );
  await page.click('.sweep button:text-is("Stop")');
  await page.locator('.sweep button:text-is("Start the sweep")').waitFor();

  const { hash } = new URL(page.url());
  for (const part of ['explore=memorise', 'trainingPoints=10', 'copiesBy=empirical']) {
    assert.ok(hash.includes(part), hash);
  }
  assertClean();
  await close();

  const again = await app.openPage({ hash });
  await again.page.locator('.memorise-status').filter({ hasText: 'press Train' }).waitFor();
  assert.equal(
    await again.page.getAttribute('.choices button:text-is("10")', 'aria-pressed'),
    'true',
  );
  assert.equal(await again.page.inputValue('#setting-trainingPoints'), '10');
  await figures(again.page, 'copies only');
  again.assertClean();
  await again.close();
});
