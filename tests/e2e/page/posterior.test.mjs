// What does the network see: opened in two clicks, moved by pointer and keys, true to Tweedie's formula,
// kept by the link; no figure outlives its weights.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, flowOf, pick, says, text, type } from '../support/actions.mjs';
import { layoutFaults } from '../support/layout-faults.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** The numbers in an element, with a true minus. @param {Page} page @param {string} id */
async function numbers(page, id) {
  const found = (await text(page, id)).replace(/−/g, '-').match(/-?\d+(\.\d+)?(e-?\d+)?/g);
  return (found ?? []).map(Number);
}

/** A setting as its field shows it. @param {Page} page @param {string} key */
const field = async (page, key) => Number(await page.inputValue(`#setting-${key}`));

/** Waits until the numbers are of another place than they were. @param {Page} page @param {string} before the mean */
async function moved(page, before) {
  await page.waitForFunction(
    (old) => document.getElementById('posterior-mean')?.textContent !== old,
    before,
    { timeout: PATIENCE },
  );
}

/** Holds the means against the formula, by the score and the rates that stand beside them. @param {Page} page */
async function assertTweedie(page) {
  const [x, y] = [await field(page, 'noisyX'), await field(page, 'noisyY')];
  const [a, b] = await numbers(page, 'posterior-rates');
  const score = await numbers(page, 'posterior-score');
  const mean = await numbers(page, 'posterior-mean');
  const network = await numbers(page, 'posterior-network');
  [x, y].forEach((v, d) => {
    // The score is written to half a thousandth, A and B to a twentieth of one.
    const wanted = (v + b * b * score[d]) / a;
    assert.ok(Math.abs(mean[d] - wanted) < 2e-3 / a, `${mean} is not ${wanted} (${d})`);
    assert.ok(Math.abs(mean[d] - network[d]) < 0.03, `${mean} ${network}`);
  });
  const apart = Math.hypot(mean[0] - network[0], mean[1] - network[1]);
  assert.ok(Math.abs(apart - (await numbers(page, 'posterior-distance'))[0]) < 2e-3);
}

test('two clicks open it; pointer, keys and fields move the point, and the numbers are Tweedie’s', async () => {
  const { page, assertClean, close } = await app.openPage({ firstVisit: true });
  await flowOf(page, 'shipped weights');
  await page.click('#explore-menu summary');
  await page.click('#explore-items [data-item="posterior"]');
  await says(page, 'posterior-network', /\(/);
  assert.match(new URL(page.url()).hash, /explore=posterior/);
  assert.ok(await page.evaluate(() => document.activeElement?.id === 'explore-title'));
  // With few settings, as on any first visit.
  assert.equal(await page.getAttribute('body', 'data-settings'), 'few');
  await assertTweedie(page);

  const canvas = page.locator('#posterior');
  const box = await canvas.boundingBox();
  assert.ok(box);
  const at = (/** @type {number} */ x, /** @type {number} */ y) =>
    /** @type {[number, number]} */ ([
      box.x + ((x + 2.8) / 5.6) * box.width,
      box.y + ((2.8 - y) / 5.6) * box.height,
    ]);
  let before = await text(page, 'posterior-mean');
  await page.mouse.move(...at(1.2, 0.8));
  await page.mouse.down();
  await page.mouse.move(...at(-0.2, -0.5), { steps: 4 });
  await page.mouse.up();
  await moved(page, before);
  assert.ok(Math.abs((await field(page, 'noisyX')) + 0.2) < 0.03);
  await page.waitForFunction(() =>
    document.getElementById('posterior-mean')?.textContent?.includes('(−0.'),
  );
  before = await text(page, 'posterior-mean');
  const [x, y] = [await field(page, 'noisyX'), await field(page, 'noisyY')];
  await canvas.press('Shift+ArrowLeft');
  await canvas.press('ArrowUp');
  assert.ok(Math.abs((await field(page, 'noisyX')) - x + 0.2) < 1e-9);
  assert.ok(Math.abs((await field(page, 'noisyY')) - y - 0.02) < 1e-9);
  await moved(page, before);
  before = await text(page, 'posterior-mean');
  await type(page, 'noisyT', '0.45');
  await moved(page, before);
  await says(page, 'posterior-rates', /^0\.35/);
  await assertTweedie(page);
  await page.keyboard.press('Escape');
  assert.equal(
    new URL(page.url()).hash.includes('explore'),
    true,
    'Escape elsewhere closes nothing',
  );
  await page.locator('#posterior').focus();
  await page.keyboard.press('Escape');
  assert.ok(await page.isHidden('#explore'));
  assert.ok(
    await page.evaluate(() => document.activeElement?.parentElement?.id === 'explore-menu'),
  );
  assertClean();
  await close();
});

test('a link opens it on a phone: eight places, a particle that is followed, and when it is decided', async () => {
  const { page, assertClean, close } = await app.openPage({
    viewport: { width: 390, height: 844 },
    firstVisit: true,
    hash: 'dataset=gaussians&method=dpm&particles=300&explore=posterior&particle=7&noisyT=0.9&tint=data',
  });
  await says(page, 'posterior-who', /particle 7 of 300/);
  await says(page, 'posterior-places', /^8$/);
  await says(page, 'posterior-decision', /^Of 8 places, one is left from t = 0\.\d\d down/);
  // Its network has seen a ring only: said where it is named.
  assert.match(await text(page, 'posterior-words'), /trained on the ring/);
  assert.deepEqual(await page.evaluate(layoutFaults, {}), []);
  await page.click('text=To data');
  await says(page, 'posterior-places', /^1$/);
  await page.click('text=Follow another particle');
  await says(page, 'posterior-who', /particle 8 of 300/);
  await page.click('text=Let go');
  await says(page, 'posterior-who', /stays/);
  // What is of other data goes with them.
  await pick(page.locator('#data-pictures input[value="ring"]').first());
  await page.waitForFunction(
    () => !/trained on/.test(document.getElementById('posterior-words')?.textContent ?? ''),
    null,
    { timeout: PATIENCE },
  );
  assertClean();
  await close();
});

test('while there are no weights it shows the exact answer alone; theirs comes and goes with them', async () => {
  const { page, close } = await app.openPage({
    hash: 'explore=posterior',
    route: ['**/pretrained.safetensors', 404],
  });
  await says(page, 'posterior-mean', /^\(0\./);
  assert.equal(await text(page, 'posterior-network'), '–');
  assert.equal(await text(page, 'posterior-distance'), '–');
  assert.ok(!(await text(page, 'posterior-words')).includes('network ('));
  await close();
});
