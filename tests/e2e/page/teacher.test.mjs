// For a lesson: what a link hides covers nothing else, and the link is also a QR code for a slide.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import jsqr from 'jsqr';
import { encodePoints } from '../../../www/settings/points-codec.js';
import { SCHEMA } from '../../../www/settings/schema.js';
import { flowOf } from '../support/actions.mjs';
import { layoutFaults } from '../support/layout-faults.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

const decode = /** @type {typeof import('jsqr').default} */ (/** @type {unknown} */ (jsqr));

/** What a reader of QR codes finds in a picture. @param {Page} page @param {string} type @param {Buffer} picture */
async function read(page, type, picture) {
  const { text, width, height } = await page.evaluate(
    async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      // As text: millions of numbers take a minute to leave the page.
      let text = '';
      for (let i = 0; i < data.length; i += 4096) {
        text += String.fromCharCode(...data.subarray(i, i + 4096));
      }
      return { text: btoa(text), width: image.width, height: image.height };
    },
    `data:${type};base64,${picture.toString('base64')}`,
  );
  return decode(new Uint8ClampedArray(Buffer.from(text, 'base64')), width, height)?.data;
}

/** Ticks or unticks what is to be shown. @param {Page} page @param {string[]} keys @param {boolean} ticked */
async function tick(page, keys, ticked) {
  const boxes = await page.$$eval(
    'dialog input[type=checkbox]',
    (boxes, { keys, ticked }) => {
      const asked = boxes.filter((box) =>
        keys.includes(/** @type {HTMLInputElement} */ (box).value),
      );
      const all = /** @type {HTMLInputElement[]} */ (asked);
      for (const box of all) if (box.checked !== ticked) box.click();
      return all.filter(({ checked }) => checked === ticked).length;
    },
    { keys, ticked },
  );
  assert.equal(boxes, keys.length);
}

/** @param {Page} page */
async function openDialog(page) {
  await page.click('#more summary');
  await page.click('text=For teachers');
  await page.waitForSelector('dialog[open] #teacher-link');
}

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`the QR code says what the link says, on the page and in its file: ${colorScheme}`, async () => {
    const { page, assertClean, close } = await app.openPage({
      hash: 'particles=300&betaMax=12&layers=3',
      firstVisit: true,
      colorScheme,
    });
    await openDialog(page);
    // Explorations are opened or not; their settings can't be hidden.
    const all = SCHEMA.filter(({ group }) => group !== 'explore').map(({ key }) => `${key}`);
    for (const hide of [[], ['layers', 'steps', 'answers'], all]) {
      await tick(page, hide, false);
      const link = await page.inputValue('#teacher-link');
      // The densest have too few pixels a module here: they are for their file.
      if (hide !== all)
        assert.equal(await read(page, 'image/png', await page.locator('.qr').screenshot()), link);
      const download = page.waitForEvent('download');
      await page.click('text=Save QR code');
      const file = await download;
      assert.equal(file.suggestedFilename(), 'nano-diffusion-qr.svg');
      assert.equal(await read(page, 'image/svg+xml', await readFile(await file.path())), link);
      await tick(page, hide, true);
    }
    assertClean();
    await close();
  });
}

test('a link too long to be read off a wall makes no code, and says so', async () => {
  const points = Array.from({ length: 600 }, (_, i) => Math.sin(i * i) * 1.2);
  const { page, assertClean, close } = await app.openPage({
    hash: `dataset=own&points=${encodePoints(points)}`,
    firstVisit: true,
  });
  await openDialog(page);
  assert.ok(await page.isHidden('.qr'));
  assert.ok(await page.isHidden('text=Save QR code'));
  const words = (await page.textContent('.qr-words')) ?? '';
  assert.match(words, /^No QR code: a link of [\d,]+ characters/);
  assertClean();
  await close();
});

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  for (const query of ['', 'all']) {
    test(`hidden settings leave nothing over anything: ${viewport.width}, ?${query}`, async () => {
      const process = SCHEMA.filter(({ group }) => group === 'process').map(({ key }) => key);
      const { page, assertClean, close } = await app.openPage({
        query: `hide=${process}${query && `&${query}`}`,
        hash: 'particles=300',
        viewport,
        firstVisit: true,
        reducedMotion: 'reduce',
      });
      await flowOf(page, 'shipped weights');
      assert.deepEqual(await page.evaluate(layoutFaults, {}), [], 'process');
      for (const group of ['network', 'training', 'sampling', 'view']) {
        const keys = SCHEMA.filter((setting) => setting.group === group).map(({ key }) => key);
        await page.evaluate((keys) => {
          for (const row of document.querySelectorAll('.row'))
            row.classList.toggle(
              'withheld',
              keys.some((key) => key === row.getAttribute('data-key')),
            );
        }, keys);
        assert.deepEqual(await page.evaluate(layoutFaults, {}), [], group);
      }
      assertClean();
      await close();
    });
  }
}
