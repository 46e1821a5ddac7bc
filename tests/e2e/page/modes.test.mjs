// Few settings or all, and the page in other places: for a class, in a frame, on a wall.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { flowOf, notice } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

const app = await launch();
after(() => app.close());

const FEW = ['betaMax', 'layers', 'learningRate', 'steps', 'particles'];

/** The settings that can be seen. @param {import('playwright-core').Page} page */
const seen = (page) =>
  page
    .locator('.controls .row')
    .evaluateAll((rows) =>
      rows.filter((row) => row.checkVisibility()).map((row) => row.getAttribute('data-key')),
    );

test('a first visit has five settings; all of them open, stay open, and nothing else moves', async () => {
  const { page, assertClean, close } = await app.openPage({
    viewport: { width: 1440, height: 900 },
    firstVisit: true,
  });
  await flowOf(page, 'shipped weights');
  assert.deepEqual(await seen(page), FEW);
  assert.ok(await page.isHidden('#view'));
  const places = () =>
    page.evaluate(() =>
      ['flow', 'train', 'metrics', 'radius-chart', 'all-settings'].map((id) => {
        const { left, right, top, bottom } = /** @type {Element} */ (
          document.getElementById(id)
        ).getBoundingClientRect();
        return [id, id === 'all-settings' ? right : left, top, bottom].map((v) =>
          typeof v === 'number' ? Math.round(v) : v,
        );
      }),
    );
  const before = await places();
  await page.click('#all-settings');
  assert.ok((await seen(page)).length > 15);
  assert.ok(await page.isVisible('#view'));
  assert.deepEqual(await places(), before);
  await page.reload();
  await flowOf(page, 'shipped weights');
  assert.ok((await seen(page)).length > 15, 'remembered');
  await page.click('#all-settings');
  await page.reload();
  assert.deepEqual(await seen(page), FEW);
  assertClean();
  await close();
});

test('a link that sets more than the few opens all, and so does ?all', async () => {
  for (const options of [{ hash: 'width=32' }, { query: 'all' }, { hash: 'field=exact' }]) {
    const { page, assertClean, close } = await app.openPage({ ...options, firstVisit: true });
    assert.ok((await seen(page)).length > 15, JSON.stringify(options));
    assertClean();
    await close();
  }
  const { page, close } = await app.openPage({ hash: 'layers=3&betaMax=9', firstVisit: true });
  assert.deepEqual(await seen(page), FEW);
  await page.evaluate(() => (location.hash = '#width=32'));
  await page.waitForSelector('body[data-settings="all"]');
  await close();
});

test('a teacher’s link leaves out what was unticked', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'layers=3', firstVisit: true });
  await page.click('#more summary');
  await page.click('text=For teachers');
  for (const key of ['layers', 'steps', 'answers'])
    await page.uncheck(`dialog input[value="${key}"]`);
  await page.check('dialog input[value="projector"]');
  const link = await page.inputValue('#teacher-link');
  assert.equal(link, `${app.url}?projector&hide=layers,steps,answers#layers=3`);
  await page.keyboard.press('Escape');
  await page.waitForLoadState('networkidle');
  await page.goto(link);
  assert.deepEqual(await seen(page), ['betaMax', 'learningRate', 'particles']);
  assert.ok(await page.isHidden('.answers'));
  assert.ok(await page.isHidden('#group-network'));
  assert.ok(await page.isVisible('#story'));
  assert.equal(await page.inputValue('#setting-layers'), '3');
  await page.click('#all-settings');
  assert.ok(!(await seen(page)).includes('layers'), 'not with all settings either');
  assertClean();
  await close();
});

test('a link that hides what is not there says so', async () => {
  const { page, assertClean, close } = await app.openPage({ query: 'hide=layers,wings' });
  assert.match(await notice(page, 'query'), /wings/);
  assert.ok(await page.isHidden('#setting-layers'));
  assertClean();
  await close();
});

test('in a frame of another page: the lab alone, with a way to the page', async () => {
  const { page, assertClean, close } = await app.openPage({
    query: 'embed&hide=steps',
    hash: 'particles=300',
    viewport: { width: 800, height: 600 },
    firstVisit: true,
  });
  await flowOf(page, 'shipped weights');
  for (const part of [
    '#preset',
    '#share',
    '.answers',
    '#story',
    '[href="./bench.html"]',
    '.invitation',
  ]) {
    assert.ok(await page.isHidden(part), part);
  }
  assert.ok(await page.isVisible('#train'));
  const link = page.locator('.full-page');
  await link.hover();
  assert.equal(await link.getAttribute('href'), './#particles=300');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 800);
  assertClean();
  await close();
});

test('large type fills the wall and goes into the link', async () => {
  const { page, assertClean, close } = await app.openPage({
    viewport: { width: 1280, height: 720 },
    firstVisit: true,
  });
  await flowOf(page, 'shipped weights');
  await page.keyboard.press('p');
  assert.equal(new URL(page.url()).search, '?projector');
  const sizes = await page.evaluate(() =>
    [...document.querySelectorAll('main p, main dt, main dd, main h2, main .name, main button')]
      .filter((element) => element.checkVisibility() && element.textContent?.trim())
      .map((element) => parseFloat(getComputedStyle(element).fontSize)),
  );
  assert.ok(Math.min(...sizes) >= 14, `${Math.min(...sizes)} px`);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 1280, `${width}`);
  await page.keyboard.press('p');
  assert.equal(new URL(page.url()).search, '');
  assertClean();
  await close();
});

test('the sheet of keys opens by ?, and letters can be switched off', async () => {
  const { page, assertClean, close } = await app.openPage({ firstVisit: true });
  await page.keyboard.press('Shift+?');
  assert.ok(await page.isVisible('dialog[open] .keys'));
  await page.uncheck('#letters');
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  assert.ok(await page.locator('body[data-settings="few"]').count());
  await page.waitForLoadState('networkidle');
  await page.reload();
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('Shift+?');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  await page.click('#more summary');
  await page.click('text=Keyboard');
  await page.check('#letters');
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  assert.ok(await page.locator('body[data-settings="all"]').count());
  // Where letters are typed, they are letters.
  await page.focus('#setting-seed');
  await page.keyboard.press('s');
  assert.ok(await page.locator('body[data-settings="all"]').count());
  assertClean();
  await close();
});
