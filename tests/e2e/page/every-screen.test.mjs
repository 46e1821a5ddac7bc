// Every screen: in each state of the page, at each size of the window, nothing overlaps, is cut off,
// leaves its place or scrolls sideways, and all that can be used is large enough
// (support/layout-faults.mjs). A page is opened once for each state, and its window resized.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { launch } from '../../../tools/browsers/chromium.mjs';
import { PATIENCE } from '../support/actions.mjs';
import { layoutFaults } from '../support/layout-faults.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {[width: number, height: number]} Size */

const app = await launch();
after(() => app.close());

/** In steps of 40 to 1440, then coarser. */
const WIDTHS = [...Array.from({ length: 29 }, (_, i) => 320 + 40 * i), 1600, 1920, 2240, 2560];
const HEIGHTS = [360, 600, 720, 900, 1440];
/** What visitors have most; 640 × 360 is 1280 × 720 at a zoom of 200 %. @type {Size[]} */
const USUAL = [
  ...[390, 844, 1280, 1366, 1440].map(
    (w, i) => /** @type {Size} */ ([w, [844, 390, 720, 768, 900][i]]),
  ),
  [640, 360],
  [768, 1024],
  [1920, 1080],
];

/** @type {Record<string, { query?: string, hash?: string, all?: boolean, act?: (page: Page) => Promise<void> }>} */
const STATES = {
  'few settings': {},
  'all settings': { all: true },
  compare: { all: true, hash: 'compare=heun-exact' },
  'compare, few settings': { hash: 'compare=adaptive-learned' },
  field: { all: true, hash: 'field=difference' },
  'own points': {
    act: async (page) => {
      await page.locator('#own-edit').dispatchEvent('click');
      await page.waitForSelector('#own-editor[open]');
    },
  },
  figure: {
    act: async (page) => {
      await page.locator('#figure-open').dispatchEvent('click');
      await page.waitForSelector('#figure-distances li', { timeout: PATIENCE });
    },
  },
  'tour, station 3': { query: 'tour=3' },
  'tour, station 7': { query: 'tour=7' },
  frame: { query: 'embed' },
  'large type': { query: 'projector' },
  'large type, all settings': { query: 'projector&all' },
};
/** Some widths matter most for phones. @param {Size} size */
const handheld = ([width, height]) => Math.min(width, height) <= 1024 && width <= 1180;

/** Each width with one of the heights, another for each state, so that all pairs come up in some.
 * @param {number} turn @returns {Size[]} */
const sizes = (turn) => [
  ...WIDTHS.map((width, i) => /** @type {Size} */ ([width, HEIGHTS[(i + turn) % HEIGHTS.length]])),
  ...USUAL,
];

/**
 * Opens the page in a state, at rest.
 * @param {keyof typeof STATES} name
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
async function open(name, options = {}) {
  const { query, hash, all, act } = STATES[name];
  const context = await app.browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await app.openPage({
    query,
    hash: ['particles=300', hash].filter(Boolean).join('&'),
    firstVisit: !all,
    context,
  });
  await settle(page.page);
  await act?.(page.page);
  return page;
}

/** The page has its settings, and what the flow gave, or shows what the tour wants. @param {Page} page */
async function settle(page) {
  await page.waitForFunction(
    () =>
      document.querySelectorAll('#preset option').length > 1 &&
      (document.querySelector('#metrics [data-metric]') || document.querySelector('#tour')),
    null,
    { timeout: PATIENCE },
  );
}

/**
 * The faults at each of the sizes, each kind once.
 * @param {Page} page
 * @param {Size[]} at
 * @param {{ coarse?: boolean, menus?: boolean }} [options]
 */
async function faultsAt(page, at, options = {}) {
  /** @type {Map<string, string>} */
  const found = new Map();
  // Read once, and not anew at each size.
  const measure = await page.evaluateHandle(`(${layoutFaults})`);
  for (const [width, height] of at) {
    await page.setViewportSize({ width, height });
    const faults = await page.evaluate(
      async ({ measure, options }) => {
        // What follows a size follows it with the next picture.
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        return /** @type {typeof layoutFaults} */ (measure)(options);
      },
      { measure, options },
    );
    for (const fault of faults) {
      const kind = fault.replace(/\d+/g, '#');
      if (!found.has(kind)) found.set(kind, `${width} × ${height}: ${fault}`);
    }
  }
  await measure.dispose();
  return [...found.values()];
}

/** States that are looked at with other type as well: in the same page, which is kept for that. */
const TYPED = ['all settings', 'compare', 'own points', 'tour, station 3'];

Object.keys(STATES).forEach((name, turn) => {
  /** @type {Awaited<ReturnType<typeof open>> | undefined} */
  let kept;

  test(`${name}, every size`, async () => {
    // Colours do not move anything: light and dark by turns.
    const colorScheme = turn % 2 ? 'dark' : 'light';
    const opened = await open(name, { colorScheme });
    assert.deepEqual(await faultsAt(opened.page, sizes(turn)), []);
    opened.assertClean();
    if (TYPED.includes(name)) kept = opened;
    else await opened.close();
  });

  if (TYPED.includes(name)) {
    test(`${name}, wide spacing of text`, async () => {
      const { page, assertClean } = (kept ??= await open(name));
      // As WCAG 1.4.12 has it; a menu shows its choice in full once it is open.
      await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(
          `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
        p { margin-bottom: 2em !important; }`,
        );
        document.adoptedStyleSheets = [sheet];
      });
      const at = sizes(2).filter((_, i) => i % 3 === 1);
      assert.deepEqual(await faultsAt(page, at, { menus: false }), []);
      await page.evaluate(() => (document.adoptedStyleSheets = []));
      assertClean();
    });

    test(`${name}, type of 24 pixels`, async () => {
      const { page, assertClean, close } = kept ?? (await open(name));
      const session = await page.context().newCDPSession(page);
      await session.send('Page.setFontSizes', { fontSizes: { standard: 24 } });
      const at = sizes(1).filter((_, i) => i % 3 === 0);
      assert.deepEqual(await faultsAt(page, at), []);
      const size = await page.evaluate(() => getComputedStyle(document.body).fontSize);
      assert.equal(size, '21px', 'the page’s type goes with the visitor’s');
      assertClean();
      await close();
    });
  }

  test(`${name}, for fingers`, async () => {
    const options = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } };
    const { page, assertClean, close } = await open(name, options);
    const at = sizes(turn)
      .filter(handheld)
      .filter(([width], i) => i % 2 === 0 || width < 500);
    assert.deepEqual(await faultsAt(page, at, { coarse: true }), []);
    assertClean();
    await close();
  });
});

// ------------------------------------------------------------------------------ the measure itself

/** A fault of each kind, and how it is told. @type {[string, string, RegExp][]} */
const PLANTED = [
  ['text over text', '#time { margin-left: 300px; }', /overlap: #time/],
  [
    'text cut off',
    '.status { width: 40px; overflow: hidden; white-space: nowrap; }',
    /clipped: #stale|clipped: #training-status/,
  ],
  ['outside the window', '.view-hint { transform: translateX(-600px); }', /outside the window/],
  ['outside its parent', '#speed { margin-left: 200px; width: 300px; }', /leaves its parent by/],
  ['below its parent', '.bar { height: 10px; }', /leaves its parent below/],
  ['out of its place', '.legend { right: -90px; }', /leaves its place: #first > div.legend/],
  ['scrolls sideways', 'footer { width: 3000px; }', /the page scrolls sideways/],
  ['short slider', '.time { width: 150px; }', /slider of \d+: #scrubber/],
  [
    'small target',
    '#share { min-height: 0; height: 20px; padding: 0; }',
    /target of \d+ × 20: #share/,
  ],
  ['menu cut', '#preset { width: 60px; }', /menu cut: #preset/],
  ['number cut', '#setting-steps { padding-right: 40px; }', /number cut: #setting-steps/],
];

test('the measure finds a fault of each kind', async () => {
  const { page, close } = await open('few settings');
  await page.setViewportSize({ width: 1280, height: 720 });
  for (const [name, rule, words] of PLANTED) {
    await page.evaluate((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets = [sheet];
    }, rule);
    const faults = await page.evaluate(layoutFaults, {});
    assert.ok(
      faults.some((fault) => words.test(fault)),
      `${name}: ${faults}`,
    );
  }
  await page.evaluate(() => (document.adoptedStyleSheets = []));
  const coarse = await page.evaluate(layoutFaults, { coarse: true });
  assert.match(String(coarse), /target of 36 × 36: #player-play/);
  assert.match(String(coarse), /type of 14px: #setting-betaMax/);
  await close();
});
