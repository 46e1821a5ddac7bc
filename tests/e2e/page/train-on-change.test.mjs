// Train on change: a setting that needs training starts it by itself, and ends no long run of the visitor's.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { choose, flowOf, says, text, training, type } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** Waits until so many runs are in the table, and the last of them is like this. @param {Page} page @param {number} count @param {RegExp} last */
async function runs(page, count, last) {
  await page.waitForFunction(([wanted, words]) => {
    const rows = document.querySelectorAll('#runs-table tbody tr');
    return rows.length === wanted && new RegExp(String(words)).test(rows[0].textContent ?? '');
  }, /** @type {[number, string]} */ ([count, last.source]));
}

/** Waits until the run at hand has made more steps than so many. @param {Page} page @param {number} steps */
async function stepsBeyond(page, steps) {
  await page.waitForFunction(
    (least) =>
      Number(
        (document.getElementById('step')?.textContent ?? '').split('/')[0].replaceAll(',', ''),
      ) > least,
    steps,
  );
}

test('off at first; on, each change of layers, activation or data trains, and the table keeps the runs', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'steps=60&batch=64&particles=300&activation=silu',
  });
  await flowOf(page, 'shipped weights');
  assert.ok(!(await page.isChecked('#setting-trainOnChange')));
  await type(page, 'layers', '3');
  await says(page, 'stale', /Train to apply: Layers/);
  // Longer than a slider rests: the floor, the flow and the KL of another β(t) come meanwhile.
  await type(page, 'betaMax', '15');
  await says(page, 'samples', /β 0\.1–15/);
  await page.waitForFunction(() => document.getElementById('kl')?.title.includes('β 0.1–15'));
  assert.equal(await page.evaluate(() => document.body.dataset.training), 'idle');

  await page.check('#setting-trainOnChange');
  await training(page, 'finished');
  await flowOf(page, 'step 60');
  await says(page, 'stale', /^$/);
  await says(page, 'asked', /^$/);
  assert.match(page.url(), /trainOnChange=on/);

  await choose(page, 'activation', 'relu');
  await runs(page, 2, /Layers 3/);
  await page.selectOption('#setting-dataset', 'moons');
  await runs(page, 3, /moons/);
  await training(page, 'finished');
  await says(page, 'stale', /^$/);

  // β acts at once, and needs no run.
  await type(page, 'betaMax', '10');
  await says(page, 'samples', /under β 0\.1–10/);
  await page.waitForFunction(() => document.getElementById('kl')?.title.includes('β 0.1–10'));
  await runs(page, 3, /moons/);

  await page.reload();
  assert.ok(await page.isChecked('#setting-trainOnChange'));
  assertClean();
  await close();
});

test('a long run of the visitor’s goes on; one that a change began gives way', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'steps=100000&batch=64&particles=300&trainOnChange=on',
  });
  await page.click('#train');
  await stepsBeyond(page, 20);
  await type(page, 'layers', '3');
  await says(
    page,
    'stale',
    /Restart to apply: Layers\. Train on change does not replace your own run\./,
  );
  const reached = Number((await text(page, 'step')).split('/')[0].replaceAll(',', ''));
  await page.waitForFunction(
    () => parseFloat(document.getElementById('rate')?.textContent ?? '') > 0,
  );
  await stepsBeyond(page, reached + 1000);
  await runs(page, 1, /100,000/);
  await page.click('#train');
  await training(page, 'paused');

  await page.reload();
  await page.locator('#notices [data-key="saved"] button', { hasText: 'Discard' }).click();
  await flowOf(page, 'shipped weights');
  await type(page, 'layers', '4');
  await runs(page, 2, /Layers 4/);
  await stepsBeyond(page, 20);
  await type(page, 'layers', '5');
  await runs(page, 3, /Layers 5/);
  await stepsBeyond(page, 20);
  assertClean();
  await close();
});
