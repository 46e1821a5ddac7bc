// The page that measures does so, and says it in numbers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launch } from './harness.mjs';

test('the page that measures fills its table', async () => {
  const app = await launch();
  try {
    const { page, assertClean, close } = await app.openPage();
    // Its last worker is there: leaving would cut off what still loads.
    await page.waitForFunction(() => document.body.dataset.measured === 'shipped weights');
    await page.click('a[href="./bench.html"]');
    await page.click('#measure');
    await page.waitForFunction(
      () => document.getElementById('status')?.textContent?.startsWith('Done'),
      null,
      { timeout: 120_000 },
    );
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
  } finally {
    await app.close();
  }
});
