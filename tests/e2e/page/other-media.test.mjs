// The page with the visitor's own few colours, and on paper.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { launch } from '../../../tools/browsers/chromium.mjs';
import { PATIENCE } from '../support/actions.mjs';
import { layoutFaults } from '../support/layout-faults.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** @param {import('../../../tools/browsers/chromium.mjs').PageOptions} options */
async function open(options) {
  const opened = await app.openPage({ reducedMotion: 'reduce', ...options });
  await opened.page.waitForSelector('#metrics [data-metric]', { timeout: PATIENCE });
  // A link to an exploration scrolls there: charts above it are drawn when they come near.
  if (!options.hash?.includes('explore=')) {
    await opened.page.waitForSelector('#angle-chart canvas', { timeout: PATIENCE });
  }
  return opened;
}

/**
 * The share of an element's pixels that differ clearly, 3 : 1, from what it lies on: the colour of
 * its first pixel.
 * @param {Page} page
 * @param {string} selector
 */
async function ink(page, selector) {
  const picture = await page.locator(selector).first().screenshot();
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const linear = (/** @type {number} */ v) =>
      v <= 10 ? v / 3295 : ((v / 255 + 0.055) / 1.055) ** 2.4;
    const light = (/** @type {number} */ i) =>
      0.2126 * linear(data[i]) + 0.7152 * linear(data[i + 1]) + 0.0722 * linear(data[i + 2]);
    const ground = light(0);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [a, b] = [light(i), ground].sort((x, y) => y - x);
      if ((a + 0.05) / (b + 0.05) >= 3) count++;
    }
    return (4 * count) / data.length;
  }, picture.toString('base64'));
}

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`forced colours, ${colorScheme}: what says something by its colour is seen`, async () => {
    const { page, assertClean, close } = await open({
      query: 'all',
      hash: 'particles=300',
      viewport: { width: 1440, height: 900 },
      colorScheme,
    });
    await page.emulateMedia({ forcedColors: 'active', colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => {
      /** @type {HTMLProgressElement} */ (document.getElementById('progress')).value = 0.5;
    });
    const least = {
      // The track alone is a fifth of a slider's box; a thumb would be a twentieth.
      '#group-process input[type=range]': 0.12,
      '#progress': 0.4,
      '.legend .key.samples': 0.1,
      '#group-network .segments': 0.1,
      '#schedule-chart': 0.01,
      '#angle-chart': 0.02,
      '#flow': 0.02,
    };
    for (const [selector, share] of Object.entries(least)) {
      const seen = await ink(page, selector);
      assert.ok(seen >= share, `${selector}: ${seen}`);
    }
    // The mark of a key, apart from its word; the chosen segment, apart from the others.
    const [mark, chosen, other] = await page.evaluate(() => [
      getComputedStyle(/** @type {Element} */ (document.querySelector('.key.samples')), '::before')
        .backgroundColor,
      ...[':checked + span', ':not(:checked) + span'].map(
        (which) =>
          getComputedStyle(
            /** @type {Element} */ (document.querySelector(`#group-network .segments ${which}`)),
          ).backgroundColor,
      ),
    ]);
    assert.match(mark, /^rgb\((217, 119, 6|230, 159, 0)\)$/);
    assert.notEqual(chosen, other);
    assertClean();
    await close();
  });
}

/** How many pages a PDF has. @param {Buffer} pdf */
const pagesOf = (pdf) => (pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;

for (const query of ['', 'all', 'tour=3', 'projector']) {
  test(`on paper, ?${query}: one or two pages with picture, settings and figures`, async () => {
    const { page, close } = await app.openPage({
      query,
      hash: 'particles=300',
      viewport: { width: 1280, height: 720 },
      firstVisit: true,
      reducedMotion: 'reduce',
    });
    await page.waitForFunction(
      () =>
        document.querySelectorAll('#preset option').length > 1 &&
        (document.body.dataset.flow || document.querySelector('#tour')),
      null,
      { timeout: PATIENCE },
    );
    const pages = pagesOf(await page.pdf({ format: 'A4', preferCSSPageSize: true }));
    assert.ok(pages >= 1 && pages <= 2, `${pages} pages`);
    // A4 less its margins.
    await page.setViewportSize({ width: 703, height: 1032 });
    await page.emulateMedia({ media: 'print' });
    for (const part of ['#flow', '#metrics', '#loss-chart', '#group-process', '.figures']) {
      assert.ok(await page.isVisible(part), part);
    }
    for (const part of ['#train', '#preset', '.story', '.player', '#all-settings', '#tour']) {
      assert.ok(await page.isHidden(part), part);
    }
    // Nothing is used on paper: sizes of targets do not matter.
    const faults = (await page.evaluate(layoutFaults, {})).filter(
      (fault) => !/^(target|slider|menu)/.test(fault),
    );
    assert.deepEqual(faults, []);
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('.chart')]
        .filter((chart) => chart.checkVisibility())
        .map((chart) => [chart, chart.querySelector('canvas')])
        .filter(([chart, canvas]) => {
          if (!chart || !canvas) return false;
          return canvas.getBoundingClientRect().right > chart.getBoundingClientRect().right + 1;
        })
        .map(([chart]) => chart?.id),
    );
    assert.deepEqual(cut, []);
    await close();
  });
}

for (const [hash, shown, dropped] of [
  ['explore=memorise&trainingPoints=10', '.memorise .truth:not(:empty)', '.memorise .sweep'],
  ['explore=posterior', '#posterior-mean', '.seen-follow'],
  ['explore=guidance', '.guidance .answer:not(:empty)', '.guidance .tries'],
  ['explore=paths', '.paths-parts .answer:not(:empty)', '.paths-train'],
  ['explore=exercises&prediction=0.4', '.exercises .qr[viewBox]', '.exercise-list'],
]) {
  test(`on paper, #${hash}: what is explored has a sheet of its own`, async () => {
    const { page, assertClean, close } = await open({
      hash: `particles=300&${hash}`,
      viewport: { width: 1280, height: 720 },
    });
    await page.waitForSelector(shown);
    const pages = pagesOf(await page.pdf({ format: 'A4', preferCSSPageSize: true }));
    assert.ok(pages >= 2 && pages <= 3, `${pages} pages`);
    await page.setViewportSize({ width: 703, height: 1032 });
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.isVisible(shown));
    assert.ok(await page.isHidden(dropped), dropped);
    assert.equal(await page.locator('.explore button:visible').count(), 0);
    const faults = (await page.evaluate(layoutFaults, {})).filter(
      (fault) => !/^(target|slider|menu)/.test(fault),
    );
    assert.deepEqual(faults, []);
    assertClean();
    await close();
  });
}

test('on paper, from the dark scheme: pictures and charts are drawn on white, and dark again after', async () => {
  const { page, assertClean, close } = await open({
    hash: 'particles=300',
    viewport: { width: 1280, height: 720 },
    colorScheme: 'dark',
  });
  await page.waitForSelector('#loss-chart canvas');
  /** The ground of the picture, and how light the text of two charts is. */
  const seen = () => {
    const at = (/** @type {string} */ selector) => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(selector));
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      return context.getImageData(0, 0, canvas.width, canvas.height).data;
    };
    const text = (/** @type {string} */ selector) => {
      const data = at(selector);
      let [sum, count] = [0, 0];
      for (let i = 0; i < data.length; i += 4) {
        // Grey letters and lines, none of the colours of curves.
        const [r, g, b] = data.slice(i, i + 3);
        if (data[i + 3] < 250 || Math.max(r, g, b) - Math.min(r, g, b) > 40) continue;
        sum += r;
        count++;
      }
      return sum / count;
    };
    return {
      ground: at('#flow')[4 * 5],
      loss: text('#loss-chart canvas'),
      // Below the first screen.
      radius: text('#radius-chart canvas'),
    };
  };
  await page.evaluate(`
    window.addEventListener('beforeprint', async () => {
      for (let i = 0; i < 5; i++) await null;
      window.onPaper = (${seen})();
    })`);
  const before = await page.evaluate(seen);
  assert.ok(before.ground < 40, JSON.stringify(before));
  await page.pdf({ format: 'A4' });
  const paper = await page.evaluate(() => /** @type {any} */ (window).onPaper);
  assert.equal(paper.ground, 255);
  await page.waitForFunction(() => !document.documentElement.hasAttribute('data-paper'));
  await page.waitForFunction(`(${seen})().ground < 40`);
  const after = await page.evaluate(seen);
  for (const chart of /** @type {const} */ (['loss', 'radius'])) {
    assert.ok(paper[chart] !== before[chart], `${chart}: ${paper[chart]}, ${before[chart]}`);
    assert.ok(Math.abs(after[chart] - before[chart]) < 3, `${chart}: ${after[chart]}`);
  }
  assertClean();
  await close();
});
