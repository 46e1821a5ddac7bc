// Nothing overflows or is cut off, at both sizes and in both schemes.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

const app = await launch();
after(() => app.close());

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

for (const viewport of SIZES) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`${viewport.width} × ${viewport.height}, ${colorScheme}`, async () => {
      const { page, assertClean, close } = await app.openPage({
        viewport,
        colorScheme,
        hash: 'steps=10&batch=64&particles=300',
      });
      await page.waitForSelector('#metrics [data-metric]', { timeout: PATIENCE });
      await page.click('#train');
      await page.waitForFunction(() => document.body.dataset.flow === 'step 10', null, {
        timeout: PATIENCE,
      });
      const size = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        // The right answers come below.
        height: Math.max(
          ...['.stage', '.results', '.controls'].map((part) =>
            Number(document.querySelector(part)?.getBoundingClientRect().bottom),
          ),
        ),
      }));
      assert.ok(size.width <= viewport.width, `the page is ${size.width} wide`);
      // On a desktop, one screen shows the whole lab.
      if (viewport.width > 1000)
        assert.ok(size.height <= viewport.height, `it is ${size.height} high`);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('p, dt, dd, h1, h2, button, legend, .name, .segments span')]
          .filter((element) => element.checkVisibility())
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map((element) => `${element.tagName} “${element.textContent}”`),
      );
      assert.deepEqual(cut, [], 'text that does not fit its place');
      // Code may be wider than its box, which scrolls; it stays large enough to be read.
      const code = await page.locator('.code pre').evaluate((box) => {
        box.scrollLeft = 1e4;
        const { left, right } = box.getBoundingClientRect();
        return {
          left,
          right,
          hidden: box.scrollWidth - box.clientWidth,
          at: box.scrollLeft,
          font: parseFloat(getComputedStyle(box).fontSize),
        };
      });
      assert.ok(code.font >= 12, `code of ${code.font} px`);
      assert.ok(code.left >= 0 && code.right <= viewport.width, JSON.stringify(code));
      assert.ok(Math.abs(code.at - code.hidden) <= 1, JSON.stringify(code));
      assertClean();
      await close();
    });
  }
}

test('on a desktop the settings of every preset fit one screen', async () => {
  const { page, assertClean, close } = await app.openPage({ viewport: SIZES[0] });
  await page.waitForFunction(() => document.querySelectorAll('#preset option').length > 1);
  for (const preset of ['fast', 'density', 'post']) {
    await page.selectOption('#preset', preset);
    const bottom = await page
      .locator('.controls')
      .evaluate((card) => card.getBoundingClientRect().bottom);
    assert.ok(bottom <= SIZES[0].height, `${preset}: ${bottom}`);
  }
  assertClean();
  await close();
});

for (const viewport of SIZES) {
  test(`nothing moves while the page comes up, ${viewport.width} × ${viewport.height}`, async () => {
    const { page, close } = await app.openPage({
      viewport,
      firstVisit: true,
      before: () => {
        /** @type {string[]} */
        const shifts = [];
        Object.assign(window, { shifts, shift: 0 });
        new PerformanceObserver((list) => {
          for (const entry of /** @type {any[]} */ (list.getEntries())) {
            /** @type {any} */ (window).shift += entry.value;
            for (const { node } of entry.sources) shifts.push(`${node?.id || node?.className}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
      },
    });
    await page.waitForFunction(
      () => document.body.dataset.flow && document.querySelectorAll('#preset option').length > 1,
    );
    await page.waitForFunction(() => document.getElementById('prior')?.textContent);
    const found = await page.evaluate(() => {
      const { shift, shifts } = /** @type {any} */ (window);
      return { shift, shifts };
    });
    // A tenth of the bound at which browsers' makers call it good.
    assert.ok(found.shift < 0.01, JSON.stringify(found));
    await close();
  });
}
