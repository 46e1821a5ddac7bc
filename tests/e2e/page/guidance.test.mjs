// What does guidance sample: opened in two clicks, true to figures that others measured, kept by the link,
// and the newest question wins.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { encodePoints } from '../../../www/settings/points-codec.js';
import { PATIENCE, flowOf, pick, type } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** Eight overlapping Gaussians. */
const WIDE = `dataset=own&kernelWidth=0.3&points=${encodePoints(
  Array.from({ length: 8 }, (_, i) => [
    Math.cos((Math.PI * i) / 4),
    Math.sin((Math.PI * i) / 4),
  ]).flat(),
)}`;

/** Waits for all samples of a weight, and gives each row: mean along, std along and across, W₁. @param {Page} page @param {RegExp} status */
async function rows(page, status) {
  await page.waitForFunction(
    (source) => {
      const said = document.querySelector('.guidance [role="status"]')?.textContent ?? '';
      const answer = document.querySelector('.guidance .answer')?.textContent;
      return new RegExp(source).test(said) && answer;
    },
    status.source,
    { timeout: PATIENCE },
  );
  const cells = await page.$$eval('.guidance tbody tr', (lines) =>
    lines.map((line) => [...line.querySelectorAll('td')].map((cell) => Number(cell.dataset.value))),
  );
  const [tilted, ode, sde, mended] = cells;
  return { tilted, ode, sde, mended };
}

test('two clicks open it; the numbers are those that were measured elsewhere; the link keeps all', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: WIDE });
  await page.click('#explore-menu summary');
  await page.click('#explore-items [data-item="guidance"]');
  const { tilted, ode, sde, mended } = await rows(page, /w = 3,/);
  const near = (
    /** @type {number} */ found,
    /** @type {number} */ known,
    /** @type {number} */ error,
  ) => assert.ok(Math.abs(found - known) < error, `${found} is not ${known}`);
  // Of the tilted density exact; of 1,500 samples four standard errors, and a hundredth for 100 steps.
  near(tilted[0], 1.092, 0.001);
  near(tilted[2], 0.206, 0.001);
  near(ode[0], 1.515, 0.03);
  near(ode[2], 0.095, 0.01);
  near(sde[0], 1.267, 0.04);
  near(sde[2], 0.183, 0.02);
  assert.ok(ode[3] > 2 * sde[3] && sde[3] > 4 * tilted[3], `${ode} ${sde} ${tilted}`);
  assert.ok(mended[3] < 0.4 * sde[3], `${mended} ${sde}`);

  // Towards another class, by a click on it: as far along, in another direction.
  await page.click('[data-samples="ode"]', { position: await placeOf(page, [0, 1]) });
  const turned = await rows(page, /point 3/);
  near(turned.tilted[0], 1.092, 0.001);
  assert.match(new URL(page.url()).hash, /guidedClass=3/);

  // The newest of several questions is answered.
  for (const w of ['5', '2', '1']) await type(page, 'guidedWeight', w);
  const off = await rows(page, /w = 1,/);
  for (const row of [off.ode, off.sde]) {
    near(row[0], 1, 0.05);
    near(row[2], 0.3, 0.03);
  }
  const again = page.url();
  assertClean();
  await close();

  const second = await app.openPage({ hash: new URL(again).hash.slice(1) });
  assert.deepEqual(await rows(second.page, /point 3.*w = 1,/), off);
  second.assertClean();
  await second.close();
});

test('labels that are certain: a quarter of the ring is its own tilted density; it closes and leaves no worker', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'explore=guidance&particles=300',
  });
  await flowOf(page, 'shipped weights');
  const { tilted } = await rows(page, /right quarter/);
  // The mean of cos over a quarter that is uniform on the edge of a square: arsinh 1.
  assert.ok(Math.abs(tilted[0] - 0.8814) < 0.003, `${tilted}`);
  await type(page, 'guidedWeight', '8');
  // The same density, by other sums of logarithms.
  const steeper = (await rows(page, /w = 8,/)).tilted;
  for (const i of [0, 1, 2]) assert.ok(Math.abs(steeper[i] - tilted[i]) < 1e-9, `${steeper}`);
  await type(page, 'guidedClass', '12');
  await rows(page, /only 4 classes/);
  await page.click('#explore-close');
  await page.waitForFunction(() => !document.querySelector('.guidance'));
  assertClean();
  await close();
});

test('a network learns both scores: its error falls, its samples stand beside those of exact scores, and it waits for no retraining', async () => {
  // The recipe of the page, small, so that it takes seconds.
  const recipe =
    'activation=silu&parametrisation=velocity&timeInput=logB&objective=denoisingVelocity&timeLaw=sqrt&neighbours=256&learningRate=0.006&emaDecay=0.99';
  const small = `${recipe}&layers=4&width=32&steps=1000&corrections=1&particles=300`;
  const { page, assertClean, close } = await app.openPage({
    hash: `explore=guidance&${WIDE}&${small}`,
  });
  const exact = await rows(page, /w = 3,/);
  assert.equal(await page.locator('.guidance tbody.learned').isVisible(), false);
  await pick(page.locator('.guidance input[value="learned"]'));
  const learned = await learnedRows(page, 3);
  assert.match(new URL(page.url()).hash, /guidedScores=learned/);
  const card = page.locator('.guidance [data-steps]');
  const read = async () => {
    const { steps, labelled, unlabelled, loss } = await card.evaluate(({ dataset }) => dataset);
    return [steps, labelled, unlabelled, loss].map(Number);
  };
  const [steps, labelled, unlabelled, loss] = await read();
  assert.equal(steps, 1000);
  // The loss is that of the velocity, which no network brings to nothing; its errors are.
  assert.ok(loss > 0.1, `${loss}`);
  // What a label tells is 0.107: so much is off what does not hear it, or hears one that was dropped.
  for (const error of [labelled, unlabelled])
    assert.ok(error > 0 && error < 0.02, `${labelled} ${unlabelled}`);
  // The rows above stay those of exact scores; those below are further out than the class, as they are.
  assert.deepEqual(await rows(page, /w = 3,/), exact);
  for (const row of [learned.ode, learned.sde]) assert.ok(row[0] > 1.1, `${row}`);
  assert.ok(learned.ode[2] < 0.15 && learned.ode[0] !== exact.ode[0], `${learned.ode}`);

  // Another weight asks the same network; without guidance it is the class.
  await type(page, 'guidedWeight', '1');
  const class1 = await learnedRows(page, 1);
  assert.deepEqual(await read(), [steps, labelled, unlabelled, loss]);
  assert.ok(Math.abs(class1.ode[0] - 1) < 0.1 && Math.abs(class1.ode[2] - 0.3) < 0.1);

  // Back to exact scores: one set of rows.
  await pick(page.locator('.guidance input[value="exact"]'));
  await page.locator('.guidance tbody.learned').waitFor({ state: 'hidden', timeout: PATIENCE });
  assert.equal(await card.isVisible(), false);
  assertClean();
  await close();
});

/** Rows by learned scores, once all of them are there. @param {Page} page @param {number} w */
async function learnedRows(page, w) {
  await page.waitForFunction(
    (said) => {
      const status = document.querySelector('.guidance [role="status"]')?.textContent ?? '';
      const answer = document.querySelector('.guidance .answer')?.textContent ?? '';
      return status.includes(said) && /learned scores/i.test(answer);
    },
    `w = ${w},`,
    { timeout: PATIENCE },
  );
  const cells = await page.$$eval('.guidance tbody.learned tr[data-way]', (lines) =>
    lines.map((line) => [...line.querySelectorAll('td')].map((cell) => Number(cell.dataset.value))),
  );
  const [ode, sde, mended] = cells;
  assert.ok(
    mended.every((value) => value !== 0),
    `${cells}`,
  );
  return { ode, sde, mended };
}

/** Where a point of the plane is on a picture. @param {Page} page @param {[number, number]} point */
async function placeOf(page, [x, y]) {
  const box = await page.locator('[data-samples="ode"]').first().boundingBox();
  assert.ok(box);
  const unit = box.width / 5.2;
  return { x: (x + 2.6) * unit, y: (2.6 - y) * unit };
}
