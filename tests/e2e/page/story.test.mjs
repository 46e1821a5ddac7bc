// The guided tour and the article, on the real controls.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { flowOf, says, text, training } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** @param {Page} page */
const title = (page) => page.locator('#tour h2').textContent();
/** @param {Page} page */
const hash = (page) => new URL(page.url()).hash;

test('fifteen stations by keyboard: each frames what it speaks of, and does not cover it', async () => {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    const { page, assertClean, close } = await app.openPage({ viewport, firstVisit: true });
    await flowOf(page, 'shipped weights');
    await page.keyboard.press('g');
    for (let number = 1; number <= 15; number++) {
      await page.waitForSelector(`body[data-tour="${number}"]`);
      assert.equal(new URL(page.url()).search, `?tour=${number}`);
      assert.ok(await page.locator('#tour h2').evaluate((h) => h === document.activeElement));
      assert.ok((await page.locator('#tour math').count()) > 0);
      const hidden = await page.evaluate(() => {
        const panel = /** @type {Element} */ (
          document.getElementById('tour')
        ).getBoundingClientRect();
        const [target] = document.getElementsByClassName('tour-target');
        const box = target.getBoundingClientRect();
        // The sheet of a phone may cover the foot of a tall one, but not its head.
        const height = Math.min(box.height, 120);
        const across = Math.min(panel.right, box.right) - Math.max(panel.left, box.left);
        const down = Math.min(panel.bottom, box.top + height) - Math.max(panel.top, box.top);
        return { covered: across > 0 && down > 0, above: box.top < -1, y: box.top };
      });
      assert.ok(!hidden.covered && !hidden.above, `station ${number}: ${JSON.stringify(hidden)}`);
      await page.keyboard.press('ArrowRight');
    }
    await page.waitForSelector('#tour', { state: 'hidden' });
    assert.equal(new URL(page.url()).search, '');
    assert.equal(hash(page), '', 'the settings are as before');
    assertClean();
    await close();
  }
});

test('a link opens a station; Escape ends the tour and gives back settings and focus', async () => {
  const { page, assertClean, close } = await app.openPage({
    query: 'tour=4',
    hash: 'betaMax=12&layers=3',
    firstVisit: true,
  });
  assert.equal(await title(page), 'The score');
  await page.waitForFunction(() => document.body.dataset.field === 'exact', null, {
    timeout: 60_000,
  });
  assert.match(hash(page), /layers=3/);
  assert.match(hash(page), /field=exact/);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await title(page), 'The schedule: β, A and B');
  await page.keyboard.press('Escape');
  assert.ok(await page.isHidden('#tour'));
  assert.equal(hash(page), '#betaMax=12&layers=3');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'tour-open');
  assertClean();
  await close();
});

test('a station reloaded does not leave its own settings behind', async () => {
  const { page, assertClean, close } = await app.openPage({ query: 'tour=2' });
  assert.equal(await title(page), 'Forward: into noise');
  assert.match(hash(page), /direction=langevin/);
  await page.waitForLoadState('networkidle');
  await page.reload();
  assert.equal(await title(page), 'Forward: into noise');
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('Escape');
  assert.equal(hash(page), '');
  assertClean();
  await close();
});

test('predict, then see: the choice is judged, and the page shows it', async () => {
  const { page, assertClean, close } = await app.openPage({ query: 'tour=3', firstVisit: true });
  await page.click('.tour-choices button:nth-child(1)');
  assert.match(String(await page.locator('.tour-reveal').textContent()), /^Not quite.*0\.59/);
  await says(page, 'readout-a', /= 0\.59/);
  await says(page, 'prior-warning', /./);
  assert.equal(await page.locator('.tour-choices .right').textContent(), 'about 0.6');
  await page.click('.tour-choices button:nth-child(3)');
  assert.match(String(await page.locator('.tour-reveal').textContent()), /^Right/);
  // The settings it speaks of are lent, though a first visit shows only a few.
  await page.click('[aria-label="Station 8: Reverse: out of noise"]');
  assert.ok(await page.isVisible('#setting-dt'));
  assert.ok(await page.isHidden('#setting-layers'));
  await page.click('.tour-choices button:nth-child(2)');
  await says(page, 'samples', /10 score evaluations/);
  const offRing = page.locator('[data-metric="offRing"]');
  assert.ok(Number(await offRing.getAttribute('data-value')) > 0.5);
  assertClean();
  await close();
});

test('the tour trains on the real button', async () => {
  const { page, assertClean, close } = await app.openPage({
    query: 'tour=6',
    hash: 'steps=200&batch=128&particles=300',
  });
  await flowOf(page, 'shipped weights');
  await page.click('.tour-act');
  await training(page, 'finished');
  await page.click('.tour-choices button:nth-child(2)');
  assert.ok(await page.isChecked('[data-key="loss"] input[value="excess"]'));
  assertClean();
  await close();
});

test('the method on one page: a picture of one sheet, whose text stays inside', async () => {
  const { page, assertClean, close } = await app.openPage({ firstVisit: true });
  await page.click('#story a[href$="method.svg"]');
  await page.waitForURL(/method\.svg$/);
  const found = await page.evaluate(() => {
    const svg = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (document.documentElement));
    const sheet = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
    const out = texts.filter(
      ({ right, bottom }) => right > sheet.right - 8 || bottom > sheet.bottom,
    );
    return { kind: document.contentType, texts: texts.length, out: out.length };
  });
  assert.equal(found.kind, 'image/svg+xml');
  assert.ok(found.texts > 40 && found.out === 0, JSON.stringify(found));
  const pages = String(await page.pdf({ preferCSSPageSize: true })).match(/\/Type\s*\/Page\b/g);
  assert.equal(pages?.length, 1);
  assertClean();
  await close();
});

test('the article shows formulas and live pictures, and sets the lab', async () => {
  const { page, assertClean, close } = await app.openPage({ firstVisit: true });
  await flowOf(page, 'shipped weights');
  await page.waitForSelector('#story math'); // once the page is idle
  assert.equal(
    await page.locator('#story .formula').count(),
    await page.locator('#story .formula:has(math)').count(),
  );
  await page.locator('#strip-forward').scrollIntoViewIfNeeded();
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.strip-picture span')].every((label) =>
      /t = /.test(label.textContent ?? ''),
    ),
  );
  const times = await page.locator('#strip-forward span').allTextContents();
  assert.deepEqual(times, ['t = 0.00', 't = 0.10', 't = 0.20', 't = 0.40', 't = 1.00']);
  assert.equal((await page.locator('#strip-reverse span').allTextContents())[0], 't = 1.00');
  await page.click('[data-show="score"]');
  assert.match(hash(page), /field=exact/);
  await page.waitForFunction(() => document.getElementById('time')?.textContent === '0.100');
  await page.waitForFunction(() => {
    const box = document.getElementById('flow')?.getBoundingClientRect();
    return box && box.top > -80 && box.top < 200;
  });
  await page.click('#story-return');
  assert.equal(
    await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.show),
    'score',
  );
  assert.equal(await text(page, 'story-title'), 'How noise becomes a ring');
  const measure = await page
    .locator('#story section p')
    .first()
    .evaluate((p) => {
      const probe = document.createElement('span');
      probe.textContent = '0'.repeat(70);
      p.append(probe);
      const widest = probe.getBoundingClientRect().width;
      probe.remove();
      return p.clientWidth <= widest;
    });
  assert.ok(measure, 'lines of at most 70 characters');
  assertClean();
  await close();
});

test('who reads before there is a flow gets its pictures too, and those of the next', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'particles=300&dt=0.05',
    before: () => {
      // As on a busy page: what changed in a while comes at once, oldest first.
      const Observer = IntersectionObserver;
      globalThis.IntersectionObserver = class extends Observer {
        /** @param {IntersectionObserverCallback} tell @param {IntersectionObserverInit} [options] */
        constructor(tell, options) {
          /** @type {IntersectionObserverEntry[]} */
          const all = [];
          super((entries, observer) => tell((all.push(...entries), [...all]), observer), options);
        }
      };
      // The weights come when the reader is at the strips.
      const load = window.fetch;
      window.fetch = async (...asked) => {
        if (/pretrained/.test(`${asked[0]}`)) {
          await new Promise((go) => Object.assign(window, { letWeightsCome: go }));
        }
        return load(...asked);
      };
    },
  });
  const strip = page.locator('#strip-reverse');
  /** The pictures, once they are others than `before`. @param {string} [before] */
  const pictures = async (before = '') =>
    (
      await page.waitForFunction((before) => {
        const strips = [...document.querySelectorAll('.strip-picture')];
        const words = strips.map(({ textContent }) => textContent).join();
        const seen = strips.map((each) => each.querySelector('canvas')?.toDataURL()).join();
        return !/–/.test(words) && seen !== before && seen;
      }, before)
    ).jsonValue();
  await page.waitForSelector('#story math');
  await strip.scrollIntoViewIfNeeded();
  // By the second frame it has seen that it is in view.
  await page.evaluate(
    () => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))),
  );
  assert.match((await strip.textContent()) ?? '', /–/);
  await page.evaluate(() => /** @type {any} */ (window).letWeightsCome());
  const ring = await pictures();
  await page.evaluate(() => (location.hash = 'particles=300&dt=0.05&score=exact&dataset=moons'));
  const moons = await pictures(`${ring}`);
  assert.notEqual(moons, ring);
  assertClean();
  await close();
});
