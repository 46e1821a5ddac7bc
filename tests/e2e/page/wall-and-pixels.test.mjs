// The page on a wall, read from ten metres, and on screens whose pixels or size change under it.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { launch } from '../../../tools/browsers/chromium.mjs';
import { PATIENCE } from '../support/actions.mjs';

const app = await launch();
after(() => app.close());

/** @param {import('../../../tools/browsers/chromium.mjs').PageOptions} options */
async function open(options) {
  const opened = await app.openPage({ reducedMotion: 'reduce', ...options });
  await opened.page.waitForSelector('#metrics [data-metric]', { timeout: PATIENCE });
  return opened;
}

for (const [width, height] of [
  [1280, 720],
  [1024, 768],
  [1280, 800],
  [1920, 1080],
]) {
  test(`on a wall of ${width} × ${height}: type of a fortieth of its height, settings in reach`, async () => {
    const { page, assertClean, close } = await open({
      query: 'projector',
      hash: 'particles=300',
      viewport: { width, height },
      firstVisit: true,
    });
    const small = await page.evaluate(
      (least) =>
        [...document.querySelectorAll('header *, main *')]
          .filter((element) => element.checkVisibility() && !element.closest('.story, .unseen'))
          .filter((element) =>
            [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
          )
          .filter((element) => !element.closest('option, math, svg, sub, sup'))
          .map((element) => [element.textContent?.trim(), getComputedStyle(element).fontSize])
          .filter(([, size]) => parseFloat(String(size)) < least),
      0.025 * height,
    );
    assert.deepEqual(small, []);
    // The picture, the button that trains and the settings that a class turns.
    for (const part of ['#flow', '#train', '#setting-betaMax', '#setting-layers']) {
      const box = await page.locator(part).boundingBox();
      assert.ok(box && box.y + box.height <= height, `${part}: ${JSON.stringify(box)}`);
    }
    assertClean();
    await close();
  });
}

test('another pixel ratio or size: every canvas is redrawn sharply', async () => {
  const { page, assertClean, close } = await open({
    query: 'all',
    hash: 'particles=300&compare=heun-exact',
    viewport: { width: 1280, height: 800 },
  });
  const session = await page.context().newCDPSession(page);
  /** Canvases within sight whose pixels are not the screen’s. A pixel and a half: both sides are rounded. */
  const blurred = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('canvas')]
        .filter((canvas) => {
          const { top, bottom, width } = canvas.getBoundingClientRect();
          return canvas.checkVisibility() && width > 0 && bottom > 0 && top < innerHeight;
        })
        .map((canvas) => {
          const ratio = Math.min(devicePixelRatio, 2);
          const { clientWidth, clientHeight, width, height } = canvas;
          const name = canvas.id || canvas.closest('[id]')?.id;
          return {
            name,
            is: [width, height],
            wants: [clientWidth * ratio, clientHeight * ratio],
          };
        })
        .filter(({ is, wants }) => is.some((v, i) => Math.abs(v - wants[i]) > 1.5)),
    );
  const sharp = async (/** @type {string} */ when) => {
    const end = Date.now() + 15_000;
    let found = await blurred();
    while (found.length > 0 && Date.now() < end) {
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
      found = await blurred();
    }
    assert.deepEqual(found, [], when);
  };
  /** @param {number} width @param {number} height @param {number} deviceScaleFactor */
  const screen = (width, height, deviceScaleFactor) =>
    session.send('Emulation.setDeviceMetricsOverride', {
      ...{ width, height, deviceScaleFactor },
      mobile: false,
    });
  // Each canvas once within sight, as those out of it wait. An emulated screen tells of another ratio
  // only together with another size; so do zoom and a real one.
  const places = ['#flow', '#loss-chart', '#likelihood-maps', '#strip-forward', '#strip-reverse'];
  for (const place of places) {
    await screen(1280, 800, 1);
    await page.locator(place).scrollIntoViewIfNeeded();
    await sharp(`${place}, at first`);
    for (const [width, height, ratio] of [
      [1270, 800, 2],
      [1280, 800, 1.5],
      [900, 700, 1.25],
      [910, 700, 1],
    ]) {
      await screen(width, height, ratio);
      await page.locator(place).scrollIntoViewIfNeeded();
      await sharp(`${place}, ${width} × ${height} × ${ratio}`);
    }
  }
  await screen(1280, 800, 1);
  await page.locator('#own-edit').dispatchEvent('click');
  for (const ratio of [2, 1]) {
    await screen(1270 + 10 * ratio, 800, ratio);
    await sharp(`own points, × ${ratio}`);
  }
  assertClean();
  await close();
});
