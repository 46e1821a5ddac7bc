// axe finds nothing to object to: page, tour, article, dialogs, frame and the page that measures, in
// both schemes and sizes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { flowOf, says } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const app = await launch();
after(() => app.close());

const STATES = [
  { name: 'first visit', query: '' },
  { name: 'all settings', query: 'all' },
  { name: 'tour', query: 'tour=9' },
  { name: 'frame', query: 'embed' },
  { name: 'large type', query: 'projector' },
];

const SCHEMES = /** @type {const} */ (['light', 'dark']);

/**
 * What axe objects to, in short, in each scheme: the page changes with the visitor's.
 * @param {import('playwright-core').Page} page
 */
async function violations(page) {
  // By the debugger: the page's policy keeps out scripts that are not its own.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const found = [];
  const grounds = new Set();
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    const { ground, told } = await page.evaluate(async () => {
      await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const { axe } = /** @type {any} */ (window);
      const { violations: all } = await axe.run(document, { resultTypes: ['violations'] });
      return {
        ground: getComputedStyle(document.documentElement).backgroundColor,
        told: all.map(
          (/** @type {any} */ { id, nodes }) =>
            `${id}: ${nodes.map((/** @type {any} */ node) => `${node.target} ${node.failureSummary}`).join(' | ')}`,
        ),
      };
    });
    grounds.add(ground);
    found.push(...told.map((/** @type {string} */ words) => `${colorScheme}: ${words}`));
  }
  assert.equal(grounds.size, SCHEMES.length, `${[...grounds]}`);
  return found;
}

for (const { viewport, colorScheme } of [
  { viewport: { width: 1440, height: 900 }, colorScheme: SCHEMES[0] },
  { viewport: { width: 390, height: 844 }, colorScheme: SCHEMES[1] },
]) {
  test(`axe, ${viewport.width} × ${viewport.height}, opened ${colorScheme}`, async () => {
    for (const { name, query } of STATES) {
      const { page, assertClean, close } = await app.openPage({
        viewport,
        colorScheme,
        query,
        hash: 'particles=300',
        reducedMotion: 'reduce',
        firstVisit: true,
      });
      await flowOf(page, 'shipped weights');
      assert.deepEqual(await violations(page), [], name);
      if (query === 'tour=9') {
        await page.click('.tour-choices button');
        assert.deepEqual(await violations(page), [], 'tour, revealed');
      }
      if (query === '') {
        for (const command of ['Keyboard', 'For teachers']) {
          await page.click('#more summary');
          await page.click(`text=${command}`);
          assert.deepEqual(await violations(page), [], command);
          await page.keyboard.press('Escape');
        }
        await page.click('#figure-open');
        await page.waitForSelector('#figure-distances li');
        assert.deepEqual(await violations(page), [], 'figure');
        await page.keyboard.press('Escape');
        await page.click('#explore-menu summary');
        assert.deepEqual(await violations(page), [], 'menu of explorations');
        await page.click('#explore-items [data-item="posterior"]');
        await says(page, 'posterior-network', /\(/);
        assert.deepEqual(await violations(page), [], 'posterior');
        await page.click('#explore-menu summary');
        await page.click('#explore-items [data-item="guidance"]');
        await page.waitForFunction(() => document.querySelector('.guidance .answer')?.textContent);
        assert.deepEqual(await violations(page), [], 'guidance');
        await page.click('#explore-menu summary');
        await page.click('#explore-items [data-item="paths"]');
        await page.waitForFunction(
          () => document.querySelector('.paths-parts .answer')?.textContent,
        );
        assert.deepEqual(await violations(page), [], 'paths');
        await page.click('#explore-menu summary');
        await page.click('#explore-items [data-item="exercises"]');
        await page.fill('#exercise-prediction', '0.4');
        await page.click('#exercise-ask');
        await page.waitForSelector('#exercise-computed:not([data-value=""])');
        assert.deepEqual(await violations(page), [], 'exercise');
        await page.click('[data-exercise="board"]');
        await page.fill('#board-lines', 'nano-decide-0.42-aaaaaa\nnano-steps-2-aaaaaa\nhello');
        await page.click('[data-board="decide"] button');
        await page.waitForSelector('.board-answer');
        assert.deepEqual(await violations(page), [], 'board');
        // With a training set there is more to be read; the network at hand has none.
        await page.selectOption('#preset', 'heart');
        await says(page, 'explore-title', /^Memorise/);
        await page.waitForFunction(() => document.querySelector('.memorise .truth')?.textContent);
        // What is of the flow before is dimmed until the next one is there.
        await page.waitForFunction(
          () => !document.querySelector('#metrics.earlier, #metrics .earlier, .earlier #metrics'),
        );
        assert.deepEqual(await violations(page), [], 'memorise');
      }
      assertClean();
      await close();
    }
    const context = await app.browser.newContext({ viewport, colorScheme });
    const page = await context.newPage();
    await page.goto(`${app.url}bench.html`);
    await page.waitForSelector('#measure:enabled');
    assert.deepEqual(await violations(page), [], 'page that measures');
    await context.close();
  });
}

test('everything can be reached by Tab, in the order of reading, and the focus can be seen', async () => {
  const { page, assertClean, close } = await app.openPage({ firstVisit: true });
  await flowOf(page, 'shipped weights');
  /** @type {string[]} */
  const order = [];
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const { activeElement: at } = document;
      if (!at || at === document.body) return '';
      const target = at.matches('input[type="radio"]') ? (at.nextElementSibling ?? at) : at;
      const { outlineStyle } = getComputedStyle(target);
      if (outlineStyle === 'none') return `unseen ${at.outerHTML.slice(0, 80)}`;
      return at.id || at.getAttribute('aria-label') || at.textContent?.trim() || at.tagName;
    });
    if (name === '') break;
    order.push(name);
  }
  assert.deepEqual(
    order.filter((name) => name.startsWith('unseen')),
    [],
  );
  const wanted = ['tour-open', 'preset', 'player-play', 'scrubber', 'train', 'setting-layers'];
  const places = wanted.map((name) => order.indexOf(name));
  assert.ok(!places.includes(-1), String(order));
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
  assert.ok(order.includes('Show the data'));
  assertClean();
  await close();
});

test('pictures and charts say what they show, once they rest', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'particles=300&method=heun&dt=0.1',
    reducedMotion: 'reduce',
  });
  await flowOf(page, 'shipped weights');
  /** @param {string} id @param {RegExp} words */
  const says = (id, words) =>
    page.waitForFunction(
      ([id, source]) =>
        new RegExp(source).test(document.getElementById(id)?.getAttribute('aria-label') ?? ''),
      [id, words.source],
    );
  await says(
    'flow',
    /^300 samples at t = 0\.000.* Data: the ring\. Sampler: ODE, Heun\. Score: shipped/,
  );
  await says(
    'schedule-chart',
    /^Chart: by time t\. A: from 1 at 0 to 0\.00657 at 1;.* B: from 0 at 0/,
  );
  await says('radius-chart', /^Chart: density, by radius r.*data: from .*samples: from /);
  await says('loss-chart', /^Chart: loss, by training step\. No data yet\.$/);
  await page.locator('#scrubber').fill('500');
  await says('flow', /^300 samples at t = 0\.500/);
  await page.selectOption('#setting-field', 'exact');
  await says('flow', /Arrows show the exact score/);
  await page.selectOption('#setting-direction', 'closed');
  await says('flow', /^300 points of the ring at t = .*in closed form/);
  // While it plays, nothing is written: a reader is not interrupted. (Where a busy machine holds the picture
  // for half a second, it rests.)
  await page.evaluate(() => {
    const canvas = /** @type {Element} */ (document.getElementById('flow'));
    const seen = Object.assign(window, { written: 0, held: 0 });
    new MutationObserver(() => seen.written++).observe(canvas, { attributeFilter: ['aria-label'] });
    let last = performance.now();
    const look = () => {
      const now = performance.now();
      if (now - last > 500) seen.held++;
      last = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.click('#player-play');
  await page.waitForFunction(
    () => Number(/** @type {HTMLInputElement} */ (document.getElementById('scrubber')).value) > 300,
  );
  const { written, held } = await page.evaluate(() => {
    const { written, held } = /** @type {any} */ (window);
    return { written, held };
  });
  assert.ok(written <= held, `written ${written} times, held ${held} times`);
  assertClean();
  await close();
});
