// The tour on a phone and on a desk: it speaks of what is there, its panel stands still, and a link to
// a station shows what the way through the others shows.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

const STATIONS = 11;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];

/** What a station shows, once it has come to rest. @param {Page} page @param {number} number */
async function shown(page, number) {
  await page.waitForSelector(`body[data-tour="${number}"]`);
  await page.waitForFunction(
    () => {
      const part = (/** @type {string} */ id) =>
        /** @type {HTMLInputElement} */ (document.getElementById(id));
      const progress = Number(part('scrubber').value) / 1000;
      const t = part('setting-direction').value === 'reverse' ? 1 - progress : progress;
      // The clock goes by what is there: a flow that is being made may not have come to its place yet.
      const there = part('time').textContent === t.toFixed(3);
      return there && !document.querySelector('.picture.earlier');
    },
    null,
    { timeout: PATIENCE },
  );
  return page.evaluate(() => {
    const value = (/** @type {string} */ key) =>
      /** @type {HTMLSelectElement} */ (document.getElementById(`setting-${key}`)).value;
    return {
      settings: new URLSearchParams(location.hash.slice(1)).toString(),
      t: document.getElementById('time')?.textContent,
      direction: value('direction'),
      field: value('field'),
      compare: value('compare'),
    };
  });
}

/** Which targets of the station can't be seen, and whether the main one is in the window. @param {Page} page */
const targets = (page) =>
  page.evaluate(() => {
    const found = [...document.getElementsByClassName('tour-target')];
    const hidden = found.filter((each) => {
      const { width, height } = each.getBoundingClientRect();
      return !each.checkVisibility() || width === 0 || height === 0;
    });
    const tops = found.map((each) => each.getBoundingClientRect().top);
    const bottom = document.getElementById('tour')?.getBoundingClientRect();
    const free = innerWidth <= 820 ? (bottom?.top ?? innerHeight) : innerHeight;
    return {
      count: found.length,
      hidden: hidden.map(({ id, className }) => id || className),
      inView: tops.some((top) => top > -2 && top < free - 24),
    };
  });

for (const viewport of SIZES) {
  test(`a link to a station shows what the way to it shows: ${viewport.width}`, async () => {
    const walk = await app.openPage({ viewport, firstVisit: true, reducedMotion: 'reduce' });
    await walk.page.click('#tour-open');
    // The desk takes all of them, the others some.
    const all = viewport.width === 1440;
    for (let number = 1; number <= STATIONS; number++) {
      const there = await shown(walk.page, number);
      const { count, hidden, inView } = await targets(walk.page);
      assert.ok(count > 0 && inView, `station ${number} is out of sight`);
      assert.deepEqual(hidden, [], `station ${number}`);
      if (all || [1, 3, 4, 10].includes(number)) {
        const link = await app.openPage({
          query: `tour=${number}`,
          viewport,
          firstVisit: true,
          reducedMotion: 'reduce',
        });
        assert.deepEqual(await shown(link.page, number), there, `station ${number}`);
        assert.ok((await targets(link.page)).inView, `station ${number} by its link`);
        link.assertClean();
        await link.close();
      }
      await walk.page.keyboard.press('ArrowRight');
    }
    walk.assertClean();
    await walk.close();
  });

  test(`what is pressed in the panel does not move it: ${viewport.width}`, async () => {
    const { page, assertClean, close } = await app.openPage({
      query: 'tour=3',
      viewport,
      firstVisit: true,
      reducedMotion: 'reduce',
    });
    await shown(page, 3);
    const box = () =>
      page.evaluate(() => {
        const { left, top, bottom } = /** @type {Element} */ (
          document.getElementById('tour')
        ).getBoundingClientRect();
        return [left, top, bottom].map(Math.round);
      });
    const before = await box();
    const pressed = ['.tour-act', ...[1, 2, 3].map((n) => `.tour-choices :nth-child(${n})`)];
    for (const button of pressed) {
      await page.click(button);
      await shown(page, 3);
      assert.deepEqual(await box(), before, button);
    }
    // Below the lab is the article, whatever the tour leaves out above it.
    const order = await page.evaluate(() =>
      ['sampling', 'settings', 'answers', 'story'].map(
        (id) => document.getElementById(id)?.getBoundingClientRect().top ?? NaN,
      ),
    );
    assert.equal(Math.max(...order), order[3]);
    assertClean();
    await close();
  });
}

test('back to a station by the browser: its place in time too', async () => {
  const { page, assertClean, close } = await app.openPage({
    query: 'tour=4',
    firstVisit: true,
    reducedMotion: 'reduce',
  });
  const before = await shown(page, 4);
  assert.equal(before.t, '0.100');
  await page.keyboard.press('ArrowRight');
  const between = await shown(page, 5);
  await page.keyboard.press('ArrowRight');
  await shown(page, 6);
  await page.goBack();
  assert.deepEqual(await shown(page, 5), between);
  await page.goBack();
  assert.deepEqual(await shown(page, 4), before);
  // The station that the link opened is not a step of its own.
  await page.goBack();
  assert.equal(page.url(), 'about:blank');
  assertClean();
  await close();
});
