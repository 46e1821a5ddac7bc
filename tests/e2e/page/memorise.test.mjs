// Memorise or generalise: found in two clicks, its numbers stand beside both truths, and the link keeps it.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, flowOf, training } from '../support/actions.mjs';
import { keptRun } from '../support/kept.mjs';
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

/** The chart of losses in words, at rest, once they fit. @param {Page} page @param {RegExp} words */
async function lossesInWords(page, words) {
  const found = await page.waitForFunction(
    ([selector, source]) => {
      const said = document.querySelector(selector)?.getAttribute('aria-label') ?? '';
      return new RegExp(source).test(said) && said;
    },
    ['.memorise .chart', words.source],
    { timeout: PATIENCE },
  );
  return /** @type {string} */ (await found.jsonValue());
}

test('what was measured stays with the run: in the table, and in the chart after a reload', async () => {
  const hash = `${SMALL.replace('steps=300', 'steps=20000')}&trainingPoints=10&explore=memorise`;
  const { page, assertClean, close } = await app.openPage({ hash });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'finished');
  await page
    .locator('.memorise-cards[data-seen="step 20,000, thorough"]')
    .waitFor({ timeout: PATIENCE });
  const cells = page.locator('.runs-table tbody tr');
  const { training: seen, heldOut, copies } = await figures(page, 'losses');
  await cells.locator(`td.heldOut:text-is("${heldOut.value.toFixed(4)}")`).waitFor();
  const percent = (/** @type {number} */ share) => `${Math.round(100 * share)}\u202f%`;
  const words = `${percent(copies.value)} (${percent(copies.truth)})`;
  await cells.locator(`td.copies:text-is("${words}")`).waitFor();
  assert.ok(seen.value < heldOut.value);
  const three = (/** @type {number} */ v) => String(Number(v.toPrecision(3)));
  const end = new RegExp(
    `training loss: from .* to ${three(seen.value)} at 20000; .*held-out loss: from`,
  );
  const before = await lossesInWords(page, end);
  // Kept on disk, not only by the visit.
  const kept = await keptRun(page, (run) => run.heldOut?.values.at(-1) === heldOut.value);
  assert.equal(kept.training.values.at(-1), seen.value);
  await page.reload();
  await page.click('#notices [data-key="saved"] button:text("Show it again")');
  await training(page, 'finished');
  assert.equal(await lossesInWords(page, end), before);
  // With the exploration closed a run is looked at all the same, when it rests.
  await page.click('#explore-close');
  await page.fill('#setting-steps', '100');
  await page.locator('#setting-steps').blur();
  await page.click('#train');
  const newest = page.locator('.runs-table tbody tr').first();
  await newest.locator('td.steps').filter({ hasText: /^100$/ }).waitFor({ timeout: PATIENCE });
  await newest.locator('td.copies').filter({ hasText: '%' }).waitFor({ timeout: PATIENCE });
  assertClean();
  await close();
});

test('the table has no such columns for those who train on fresh data', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'finished');
  await page.locator('.runs-table td.kl').waitFor();
  assert.equal(await page.locator('.runs-table :is(th, td):is(.copies, .heldOut)').count(), 0);
  assertClean();
  await close();
});

test('a preset opens what there is to explore, and says which it is', async () => {
  const { page, assertClean, close } = await app.openPage({});
  await flowOf(page, 'shipped weights');
  await page.selectOption('#preset', { label: '50 points, learned by heart' });
  await page.locator('.memorise-status').filter({ hasText: '50 training points' }).waitFor();
  assert.equal(await page.inputValue('#setting-steps'), '20000');
  await page.click('.choices button:text-is("10")');
  assert.equal(await page.inputValue('#preset'), '');
  await page.selectOption('#preset', 'particle');
  await page.locator('#posterior-who').filter({ hasText: 'particle 1' }).waitFor();
  assert.equal(await page.inputValue('#setting-trainingPoints'), '∞');
  await page.selectOption('#preset', 'density');
  assert.equal(await page.inputValue('#preset'), 'density');
  assertClean();
  await close();
});
