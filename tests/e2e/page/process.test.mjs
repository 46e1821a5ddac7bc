// The process settings act at once, with the exact score and with a learned one, and the page says how.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { flowOf, metrics, says, text, training, type } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';
import { core } from '../../unit/support/core.mjs';
import { toConfig } from '../../../www/settings/config.js';
import { readHash } from '../../../www/settings/url-hash.js';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

const PRETRAINED = await readFile(
  new URL('../../../www/assets/pretrained.safetensors', import.meta.url),
);

/** Where the particles end up on the page. @param {Page} page */
async function samples(page) {
  const download = page.waitForEvent('download');
  await page.click('#export summary');
  await page.click('#export [data-item="samples-csv"]');
  const rows = (await readFile(await (await download).path(), 'utf8')).trim().split('\n').slice(1);
  return rows.flatMap((row) => row.split(',').map(Number).map(Math.fround));
}

/** Where the core takes them, for the settings of the page's link. @param {Page} page @param {'learned' | 'exact'} score */
function samplesOfCore(page, score) {
  const { values } = readHash(new URL(page.url()).hash);
  const sampler = core.Sampler.reverse(PRETRAINED, toConfig(values), score);
  while (!sampler.finished) sampler.step();
  return [...sampler.positions()];
}

/** Waits for figures other than these, of a flow that is whole. @param {Page} page @param {Record<string, number>} before */
async function otherFigures(page, before) {
  await page.waitForFunction(
    (value) =>
      Number(
        /** @type {HTMLElement} */ (document.querySelector('#metrics [data-metric="radiusW1"]'))
          ?.dataset.value,
      ) !== value,
    before.radiusW1,
  );
  return metrics(page);
}

for (const score of /** @type {const} */ (['learned', 'exact'])) {
  test(`β max and T move the flow at once, with the ${score} score`, async () => {
    const { page, assertClean, close } = await app.openPage({
      hash: `particles=500&method=dpm${score === 'exact' ? '&score=exact' : ''}`,
    });
    await flowOf(page, 'shipped weights');
    const first = await metrics(page);
    await says(page, 'asked', /^$/);
    const waiting = await text(page, 'stale');
    for (const [key, value] of [
      ['betaMax', '5'],
      ['tEnd', '0.5'],
      ['betaMax', '40'],
    ]) {
      const before = await metrics(page);
      await type(page, key, value);
      assert.notDeepEqual(await otherFigures(page, before), before);
      assert.deepEqual(await samples(page), samplesOfCore(page, score), `${key} ${value}`);
    }
    assert.equal(await page.evaluate(() => document.body.dataset.training), 'idle');
    assert.equal(await text(page, 'stale'), waiting);
    const before = await metrics(page);
    await type(page, 'betaMax', '20');
    await otherFigures(page, before);
    await type(page, 'tEnd', '1');
    await page.waitForFunction(
      (value) =>
        Number(
          /** @type {HTMLElement} */ (document.querySelector('#metrics [data-metric="radiusW1"]'))
            ?.dataset.value,
        ) === value,
      first.radiusW1,
    );
    assertClean();
    await close();
  });
}

test('the page says how the network is asked, and where it was not trained; what is measured follows', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'particles=500&method=dpm&steps=20&batch=64',
  });
  const kl = () => page.locator('#kl').getAttribute('title');
  const klOf = (/** @type {string} */ words) =>
    page.waitForFunction(
      (wanted) =>
        document.getElementById('kl')?.title.includes(wanted) &&
        document.getElementById('kl')?.textContent !== '–',
      words,
    );
  await klOf('under β 0.1–20, T = 1');
  const own = await text(page, 'kl');

  // Within the range trained on, the end of the process alone is another: much of the data is left.
  await type(page, 'tEnd', '0.1');
  await says(
    page,
    'asked',
    /trained under another β\(t\) \(β 0\.1–20, T = 1\); it is evaluated at the time with the same A\(t\)/,
  );
  await says(page, 'asked-warning', /^$/);
  await says(page, 'samples', /shipped weights under β 0\.1–20, T = 0\.1$/);
  // No figure of the other β(t) stands meanwhile.
  await klOf('under β 0.1–20, T = 0.1');
  const [before, now] = [own, await text(page, 'kl')].map(parseFloat);
  assert.ok(now > before + 0.01, `KL ${before} nats, then ${now}`);
  await says(page, 'by-time-words', /This network is .* above it/);

  await type(page, 'tEnd', '3');
  await says(
    page,
    'asked-warning',
    /trained only down to A = 0\.0066; where A\(t\) is smaller, N\(0, I\) stands in for p_t/,
  );
  await klOf('under β 0.1–20, T = 3');
  assert.ok(
    Math.abs(parseFloat(await text(page, 'kl')) - before) < 0.01,
    `${await kl()}: ${await text(page, 'kl')}`,
  );

  // Training makes a network for it.
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 20');
  await says(page, 'asked', /^$/);
  await says(page, 'asked-warning', /^$/);
  // And its own figures are those that its run has.
  await klOf('Of step 20, under β 0.1–20, T = 3');
  await page.waitForFunction(() => {
    const { judged, measured } = document.body.dataset;
    return judged === 'step 20' && measured === 'step 20';
  });
  // The table follows within a moment.
  await page.waitForFunction(() => {
    const [kl, excess] = ['kl', 'excess'].map((id) => document.getElementById(id)?.textContent);
    const cell = (/** @type {string} */ name) =>
      document.querySelector(`#runs-table tbody td.${name}`)?.textContent;
    return `${cell('kl')} nats` === kl && Math.abs(Number(cell('excess')) - Number(excess)) < 6e-5;
  });
  const figures = await page.locator('#runs-table tbody tr').first().textContent();
  await type(page, 'tEnd', '1');
  await klOf('Of step 20, under β 0.1–20, T = 1');
  assert.equal(await page.locator('#runs-table tbody tr').first().textContent(), figures);
  assertClean();
  await close();
});

test('another path asks the same network at once, is trained on, and stays in the link', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'particles=500&method=dpm&steps=200&batch=64&path=straight',
  });
  await flowOf(page, 'shipped weights');
  await says(page, 'asked', /another schedule.*same noise level B\/A/);
  assert.deepEqual(await samples(page), samplesOfCore(page, 'learned'));
  // Its samples are as good as on the path that it was trained on, up to steps and chance.
  assert.ok((await metrics(page)).radiusW1 < 0.02);
  // β has no part in this path.
  assert.ok(await page.isHidden('#setting-betaMax'));
  await page.click('#train');
  await training(page, 'finished');
  await says(page, 'asked', /^$/);
  await close();
  assertClean();
});
