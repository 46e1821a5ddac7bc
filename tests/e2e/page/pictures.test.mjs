// The graphics process dies, and with it what the canvases showed: all is drawn again.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, flowOf } from '../support/actions.mjs';
import { launchBare } from '../support/bare.mjs';

/** @typedef {import('playwright-core').Page} Page */

// Without motion nothing is drawn again that nobody asked for.
const app = await launchBare({ gpu: true, flags: ['--force-prefers-reduced-motion'] });
after(() => app.close());

/** What the visitor sees, once it has come to rest. @param {Page} page */
async function still(page) {
  const end = Date.now() + PATIENCE;
  let last = /** @type {Buffer} */ (Buffer.alloc(0));
  while (Date.now() < end) {
    const now = await page.screenshot();
    if (now.equals(last)) return now.toString('base64');
    last = now;
    await page.waitForTimeout(200);
  }
  throw new Error('the page never comes to rest');
}

/**
 * How many pixels of a region are clearly not the same in two pictures, as a share of those that are
 * clearly not background in the first.
 * @param {Page} page
 * @param {string[]} pictures
 * @param {{ x: number, y: number, width: number, height: number }} box
 */
function difference(page, pictures, box) {
  return page.evaluate(async ([pictures, { x, y, width, height }]) => {
    const [first, second] = await Promise.all(
      pictures.map(async (text) => {
        const image = new Image();
        image.src = `data:image/png;base64,${text}`;
        await image.decode();
        const canvas = new OffscreenCanvas(width, height);
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
        context.drawImage(image, -x, -y);
        return context.getImageData(0, 0, width, height).data;
      }),
    );
    const far = (/** @type {number[]} */ a, /** @type {number[]} */ b) =>
      a.some((v, i) => Math.abs(v - b[i]) > 40);
    const at = (/** @type {Uint8ClampedArray} */ data, /** @type {number} */ i) => [
      ...data.subarray(i, i + 3),
    ];
    let [ink, differ] = [0, 0];
    for (let i = 0; i < first.length; i += 4) {
      // The corner shows the background.
      if (far(at(first, i), at(first, 4 * (5 * width + 5)))) ink++;
      if (far(at(first, i), at(second, i))) differ++;
    }
    return { ink, differ };
  }, /** @type {const} */ ([pictures, box]));
}

for (const { where, selector } of [
  { where: 'flow and charts', selector: '#flow, #loss-chart, #angle-chart, #schedule-chart' },
  { where: 'pictures of the article', selector: '#strip-forward canvas' },
]) {
  test(`what the browser took away is drawn again: ${where}`, async () => {
    const { page, assertClean } = await app.openPage({ hash: 'particles=500&dt=0.05' });
    await flowOf(page, 'shipped weights');
    await page.waitForFunction(() => document.body.dataset.measured === 'shipped weights');
    // The article comes when the page is idle.
    await page.waitForSelector(selector);
    await page.evaluate((selector) => {
      document.querySelector(selector)?.scrollIntoView({ block: 'center' });
      Object.assign(window, { events: [] });
      for (const type of ['contextlost', 'contextrestored']) {
        const note = () => /** @type {any} */ (window).events.push(type);
        document.addEventListener(type, note, { capture: true });
      }
    }, selector);
    const pictures = [await still(page)];
    const devtools = await app.browser.newBrowserCDPSession();
    await devtools.send('Browser.crashGpuProcess');
    await page.waitForFunction(
      () => /** @type {any} */ (window).events.includes('contextrestored'),
      null,
      { timeout: PATIENCE },
    );
    pictures.push(await still(page));
    const boxes = await page.locator(selector).evaluateAll((elements) =>
      elements.map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const [left, top] = [Math.round(x), Math.round(y)];
        return { x: left, y: top, width: Math.round(width), height: Math.round(height) };
      }),
    );
    assert.ok(boxes.length > 3);
    for (const box of boxes) {
      const { ink, differ } = await difference(page, pictures, box);
      assert.ok(ink > 100, `nothing there at first: ${ink} in ${JSON.stringify(box)}`);
      assert.ok(differ < 0.2 * ink, `${differ} of ${ink} in ${JSON.stringify(box)}`);
    }
    assertClean();
    await page.close();
  });
}
