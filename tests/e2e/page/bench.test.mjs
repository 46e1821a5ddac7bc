// The page that measures does so, and says it in numbers.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { launch } from '../../../tools/browsers/chromium.mjs';

const app = await launch();
after(() => app.close());

const [DESKTOP, PHONE] = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** Opens it by the link in the lab. @param {{ width: number, height: number }} viewport */
async function open(viewport) {
  const tab = await app.openPage({ viewport });
  // Its last worker is there: leaving would cut off what still loads.
  await tab.page.waitForFunction(() => document.body.dataset.measured === 'shipped weights');
  await tab.page.click('a[href="./bench.html"]');
  await tab.page.waitForSelector('#measure:enabled');
  return tab;
}

/** Where things are, in the order of reading. @param {import('playwright-core').Page} page */
const places = (page) =>
  page.locator('h1, main > *, tr').evaluateAll((all) =>
    all.map((each) => {
      const { x, y, width, height } = each.getBoundingClientRect();
      return { x, y, width, height };
    }),
  );

for (const viewport of [DESKTOP, PHONE]) {
  test(`all of it is in sight, one below the other, ${viewport.width} wide`, async () => {
    const { page, assertClean, close } = await open(viewport);
    const found = await places(page);
    const tops = found.map(({ y }) => y);
    assert.deepEqual(
      tops,
      [...tops].sort((a, b) => a - b),
    );
    for (const { x, y, width, height } of found) {
      assert.ok(x >= 0 && x + width <= viewport.width, `${x} ${width}`);
      assert.ok(y + height < 0.75 * viewport.height, `${y} ${height}`);
    }
    assertClean();
    await close();
  });
}

test('the page that measures fills its table, and nothing moves', async () => {
  const { page, assertClean, close } = await open(PHONE);
  const before = await places(page);
  await page.click('#measure');
  await page.waitForFunction(
    () => document.getElementById('status')?.textContent?.startsWith('Done'),
    null,
    { timeout: 120_000 },
  );
  assert.deepEqual(await places(page), before);
  const cells = await page.locator('#rows td').allTextContents();
  assert.equal(cells.length, 6);
  const steps = cells.map((cell) => Number(cell.split(' ')[0].replace(/,/g, '')));
  assert.ok(
    steps.every((n) => n > 0),
    String(cells),
  );
  // Forty times the samples take longer, on any machine.
  assert.ok(steps[0] > 3 * steps[4], String(cells));
  assert.ok(await page.isEnabled('#measure'));
  assertClean();
  await close();
});
