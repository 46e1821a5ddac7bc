// The first minute: a person who has never seen the page draws points of their own, trains on them and
// reads how good the result is, on a laptop's screen and without scrolling.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, flowOf, says, text, training } from '../support/actions.mjs';
import { defaults } from '../../../www/settings/schema.js';
import { writeHash } from '../../../www/settings/url-hash.js';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** Steps of the run. A visitor’s are 5,000: `STEPS=5000` walks their way, and takes their time. */
const STEPS = Number(process.env.STEPS ?? 400);
const VIEWPORT = { width: 1366, height: 768 };
/** Presses of buttons that the way may take; strokes are counted beside them. */
const MOST_CLICKS = 3;
/** A fish: two strokes, as shares of the canvas. @type {[number, number][][]} */
const STROKES = [
  [
    ...[0.2, 0.3, 0.42, 0.55, 0.68].map((x, i) => [x, 0.5 - [0, 0.11, 0.15, 0.12, 0][i]]),
    ...[0.8, 0.8, 0.68].map((x, i) => [x, [0.38, 0.62, 0.5][i]]),
  ],
  [0.68, 0.55, 0.42, 0.3, 0.2].map((x, i) => [x, 0.5 + [0, 0.12, 0.15, 0.11, 0][i]]),
].map((stroke) => stroke.map(([x, y]) => /** @type {[number, number]} */ ([x, y])));

/** Where something is, which must be wholly on the screen. @param {Page} page @param {string} selector */
async function seen(page, selector) {
  const box = await page.locator(selector).first().boundingBox();
  assert.ok(box, `${selector} is not shown`);
  const { x, y, width, height } = box;
  const inside =
    x >= 0 && y >= 0 && x + width <= VIEWPORT.width && y + height <= VIEWPORT.height + 0.5;
  assert.ok(inside, `${selector} is not on the screen: ${JSON.stringify(box)}`);
  return box;
}

test('drawn, trained and judged in a minute, without scrolling', async () => {
  const { page, assertClean, close } = await app.openPage({
    viewport: VIEWPORT,
    firstVisit: true,
    hash: writeHash({ ...defaults(), steps: STEPS }),
  });
  const opened = performance.now();
  let clicks = 0;
  /** Presses what can be seen, where it is. @param {string} selector */
  const press = async (selector) => {
    const { x, y, width, height } = await seen(page, selector);
    clicks++;
    await page.mouse.click(x + width / 2, y + height / 2);
  };

  // What the page is, whose it is, and what there is to choose from.
  await flowOf(page, 'shipped weights');
  for (const part of ['.tagline', '.source a', '#data-pictures', '#draw-own', '#train', '#flow']) {
    await seen(page, part);
  }
  const shown = performance.now();

  await press('#draw-own');
  const canvas = await seen(page, '#own-editor canvas');
  for (const stroke of STROKES) {
    stroke.forEach(([x, y]) => assert.ok(x > 0 && x < 1 && y > 0 && y < 1));
    const [first, ...rest] = stroke.map(
      ([x, y]) =>
        /** @type {const} */ ([canvas.x + x * canvas.width, canvas.y + y * canvas.height]),
    );
    await page.mouse.move(...first);
    await page.mouse.down();
    for (const place of rest) await page.mouse.move(...place, { steps: 6 });
    await page.mouse.up();
  }
  await press('#own-editor [data-part="train"]');
  const pressed = performance.now();

  await training(page, 'finished');
  const trained = performance.now();
  // How good it is: against true samples of the same number, and in nats.
  const last = `step ${STEPS.toLocaleString('en')}`;
  await says(page, 'samples', new RegExp(`your points.*${last}`));
  await page.waitForFunction(
    (words) => document.getElementById('kl')?.title.startsWith(`Of ${words}`),
    last,
    { timeout: PATIENCE },
  );
  const judged = performance.now();
  await seen(page, '#kl');
  const tiles = page.locator('#metrics [data-metric]');
  assert.equal(await tiles.count(), 4);
  for (const metric of await tiles.all()) {
    assert.match((await metric.textContent()) ?? '', /true ≤ \d/);
    await seen(page, `[data-metric="${await metric.getAttribute('data-metric')}"]`);
  }
  assert.match(await text(page, 'kl'), /\d.* nats/);
  assert.equal(await page.evaluate(() => scrollY), 0, 'nothing was scrolled');
  const seconds = (/** @type {number} */ from, /** @type {number} */ to) =>
    ((to - from) / 1000).toFixed(1);
  console.log(
    `first minute, ${last}: ${clicks} clicks and ${STROKES.length} strokes; ready after ${seconds(opened, shown)} s,` +
      ` trained ${seconds(pressed, trained)} s after the press, judged ${seconds(trained, judged)} s later,` +
      ` ${seconds(opened, judged)} s in all; KL ${await text(page, 'kl')}`,
  );
  assert.ok(clicks <= MOST_CLICKS, `${clicks} clicks`);
  assertClean();
  await close();
});

test('the pictures choose the data, with pointer and arrow keys, and follow the menu', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'particles=300' });
  await page.setViewportSize({ width: 1100, height: 800 });
  await flowOf(page, 'shipped weights');
  const chosen = () =>
    page
      .locator('#data-pictures :checked')
      .evaluateAll((inputs) =>
        inputs.map((input) => /** @type {HTMLInputElement} */ (input).value),
      );
  assert.deepEqual(await chosen(), ['ring']);
  // All of them are drawn, each from as many points.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('#data-pictures path')].every(
      (path) => path.getAttribute('d')?.split('M').length === 241,
    ),
  );
  await page.click('#data-pictures label:has([value="moons"])');
  assert.equal(await page.locator('#setting-dataset').inputValue(), 'moons');
  assert.match(page.url(), /dataset=moons/);
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.locator('#setting-dataset').inputValue(), 'spiral');
  await page.selectOption('#setting-dataset', 'arms');
  assert.deepEqual(await chosen(), ['arms']);
  // Points of one's own are none of the pictures.
  await page.click('#draw-own');
  await page.locator('#own-editor canvas').press('Space');
  await page.click('#own-editor [data-part="use"]');
  assert.deepEqual(await chosen(), []);
  assert.equal(await text(page, 'draw-own'), 'Edit your points');
  assertClean();
  await close();
});
