// Any path from data to noise: how many steps each needs, true to figures measured elsewhere; a network converted
// without loss; and the straight path straightened.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, choose, flowOf, type } from '../support/actions.mjs';
import { layoutFaults } from '../support/layout-faults.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** The card with this heading. */
const STEPS = '.paths-parts .card:has(h3:text("How many steps"))';
const STRAIGHTEN = '.paths-parts .card:has(h3:text("Straightening"))';

/**
 * Waits until all of a card was found with settings that contain `setting`, and gives its rows: the cells’ texts, and
 * errors.
 * @param {Page} page @param {string} card @param {string} setting
 */
async function rows(page, card, setting) {
  await page.waitForSelector(`${card}[data-found*='${setting}']:not(.earlier)`, {
    timeout: PATIENCE,
  });
  const lines = await page.$$eval(`${card} tr[data-row]`, (lines) =>
    lines.map((line) => {
      const cells = [...line.querySelectorAll('td')].filter(({ hidden }) => !hidden);
      const words = cells.map((cell) => cell.textContent ?? '');
      const errors = cells.flatMap(({ dataset: { value } }) => (value ? [Number(value)] : []));
      return { key: /** @type {HTMLElement} */ (line).dataset.row ?? '', words, errors };
    }),
  );
  return Object.fromEntries(lines.map(({ key, ...row }) => [key, row]));
}

/** @param {number[]} found @param {number[]} known @param {number} error */
function near(found, known, error) {
  for (const [i, value] of known.entries()) {
    assert.ok(Math.abs(found[i] - value) < error, `${found} are not ${known}`);
  }
}

test('two clicks open it; errors are those of other networks and programs; the link keeps all', async () => {
  const { page, assertClean, close } = await app.openPage();
  await page.click('#explore-menu summary');
  await page.click('#explore-items [data-item="paths"]');
  // Networks trained in PyTorch had, after 4, 8, 16 and 32 of Euler’s steps, these and an error of their own.
  const even = await rows(page, STEPS, '"even","euler","exact"');
  near(even.straight.errors.slice(2), [0.58, 0.36, 0.16, 0.08], 0.07);
  near(even.cosine.errors.slice(2), [0.22, 0.31, 0.21, 0.11], 0.07);
  // All of its own way from the Gaussian of T is straight, and it goes at constant speed.
  assert.ok(Number(even.straight.words[0]) < Number(even.linear.words[0]));
  for (const [width, height] of [
    [1440, 900],
    [1280, 720],
    [844, 390],
    [390, 844],
    [320, 640],
  ]) {
    await page.setViewportSize({ width, height });
    assert.deepEqual(await page.evaluate(layoutFaults, {}), [], `${width} × ${height}`);
  }
  await choose(page, 'stepTimes', 'root');
  const root = await rows(page, STEPS, '"root","euler","exact"');
  near(root.linear.errors.slice(2), [0.13, 0.08, 0.04, 0.04], 0.06);
  assert.match((await page.textContent(`${STEPS} .answer`)) ?? '', /^After 8 evaluations the /);

  // The network’s score, by Heun’s rule: 1, 3, 7, 15 and 31 evaluations.
  await choose(page, 'stepScore', 'learned');
  await choose(page, 'stepRule', 'heun');
  const learned = await rows(page, STEPS, '"root","heun","learned"');
  assert.equal(learned.linear.errors.length, 5);
  // There, 16 of Heun’s steps and more had 0.03 to 0.04.
  assert.ok(learned.linear.errors[4] < 0.08, `${learned.linear.errors}`);
  // Converted to each path and back it is itself, but for rounding.
  for (const { words } of Object.values(learned)) assert.ok(Number(words[2]) < 1e-4, `${words}`);
  assert.match((await page.textContent(`${STEPS} .note`)) ?? '', /shipped weights.*converted/);
  const { hash } = new URL(page.url());
  for (const part of ['explore=paths', 'stepTimes=root', 'stepRule=heun', 'stepScore=learned'])
    assert.ok(hash.includes(part), hash);
  assertClean();
  await close();

  const again = await app.openPage({ hash: hash.slice(1) });
  assert.deepEqual(await rows(again.page, STEPS, '"root","heun","learned"'), learned);
  again.assertClean();
  await again.close();
});

test('pairs that are coupled make the straight path straighter; it stops, and closing it ends all work', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'explore=paths&layers=3&width=16&particles=300&dataset=gaussians',
  });
  await flowOf(page, 'shipped weights');
  const button = page.locator('.paths-train button');
  await button.click();
  const found = await rows(page, STRAIGHTEN, 'gaussians');
  const bends = ['independent', 'minibatch', 'reflow'].map((key) => Number(found[key].words[1]));
  const inTwo = ['independent', 'minibatch', 'reflow'].map((key) => found[key].errors[1]);
  assert.ok(bends[1] < 0.5 * bends[0] && bends[2] < 0.5 * bends[0], `${bends}`);
  assert.ok(inTwo[1] < 0.8 * inTwo[0] && inTwo[2] < 0.8 * inTwo[0], `${inTwo}`);
  assert.match((await page.textContent(`${STRAIGHTEN} .answer`)) ?? '', /^In two steps: /);
  for (const coupling of ['independent', 'minibatch', 'reflow']) {
    const ink = await page.$eval(`canvas[data-ways=${coupling}]`, (canvas) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
      const context = /** @type {HTMLCanvasElement} */ (canvas).getContext('2d');
      const { data } = /** @type {CanvasRenderingContext2D} */ (context).getImageData(
        0,
        0,
        width,
        height,
      );
      return new Set(new Uint32Array(data.buffer)).size;
    });
    assert.ok(ink > 50, `${coupling}: ${ink} colours`);
  }
  // They are of these settings: with others they dim.
  await type(page, 'width', '32');
  await page.waitForSelector(`${STRAIGHTEN}.earlier`);

  await button.click();
  await page.waitForFunction(
    () =>
      /** @type {HTMLProgressElement} */ (document.querySelector('.paths-train progress')).value >
      0.01,
    null,
    { timeout: PATIENCE },
  );
  await button.click();
  assert.match((await page.textContent(STRAIGHTEN)) ?? '', /Stopped\./);
  await button.click();
  await page.click('#explore-close');
  await page.waitForFunction(() => !document.querySelector('.paths-parts'));
  assertClean();
  await close();
});
