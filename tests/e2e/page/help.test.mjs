// Help comes by pointer, focus and tap, in one way for settings and figures, and leads to the glossary.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, flowOf } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/**
 * Waits for help that says this, wholly in the window.
 * @param {Page} page
 * @param {RegExp} words
 */
async function shows(page, words) {
  await page.waitForFunction(
    (source) => {
      const box = document.querySelector('#help:not([hidden])');
      const text = box && /** @type {HTMLElement} */ (box).innerText.replace(/\s+/g, ' ');
      return text && new RegExp(source).test(text);
    },
    words.source,
    { timeout: PATIENCE },
  );
  const inside = await page.locator('#help').evaluate((box) => {
    const { left, right, top, bottom } = box.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    return left >= 0 && top >= 0 && right <= clientWidth && bottom <= clientHeight;
  });
  assert.ok(inside, 'help leaves the window');
}
const gone = (/** @type {Page} */ page) => page.waitForSelector('#help', { state: 'hidden' });

test('by pointer: on names of settings and on figures; it can be entered, and goes', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'particles=300' });
  await flowOf(page, 'shipped weights');
  await page.hover('[data-key="betaMax"] .name');
  await shows(page, /^β max .*Range: 0\.1 to 50 per unit of time\. Default: 20\./);
  // The pointer may go into it, and out.
  await page.hover('#help .terms a');
  await shows(page, /^β max/);
  await page.mouse.move(600, 5);
  await gone(page);
  await page.hover('#excess');
  await shows(page, /^Excess.* How far the network is/);
  await page.keyboard.press('Escape');
  await gone(page);
  await page.hover('#metrics [data-metric="radiusW1"] dd');
  await shows(page, /95 % stay at or below/);
  // At the edges of the window too.
  await page.locator('[data-key="particles"] .name').hover();
  await shows(page, /^Particles/);
  assertClean();
  await close();
});

test('by keyboard: with the focus; it describes the control; F1 leads to the term', async () => {
  const { page, assertClean, close } = await app.openPage({ firstVisit: true });
  await flowOf(page, 'shipped weights');
  await page.focus('#all-settings');
  // A pointer’s focus asks for no help.
  assert.ok(
    await page
      .locator('#help')
      .count()
      .then((n) => n === 0),
  );
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    const key = await page.evaluate(
      () => /** @type {HTMLElement} */ (document.activeElement?.closest('.row'))?.dataset.key,
    );
    if (key === 'betaMax') break;
  }
  await shows(page, /^β max/);
  const described = await page.evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-describedby') ?? '';
    return document.getElementById(id)?.textContent;
  });
  assert.match(described ?? '', /Range: 0\.1 to 50/);
  await page.keyboard.press('F1');
  await page.waitForSelector('dialog[open] #term-schedule.chosen');
  await gone(page);
  await page.keyboard.press('Escape');
  await page.focus('#kl');
  assertClean();
  await close();
});

test('by tap: on a name, once to show and once to hide; no keyboard opens; links in the text', async () => {
  const context = await app.browser.newContext({
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 844 },
  });
  const { page, assertClean, close } = await app.openPage({ context, firstVisit: true });
  await flowOf(page, 'shipped weights');
  await page.tap('[data-key="steps"] .name');
  await shows(page, /^Steps .*Range: 10 to 100000 steps/);
  assert.notEqual(await page.evaluate(() => document.activeElement?.id), 'setting-steps');
  await page.tap('[data-key="steps"] .name');
  await gone(page);
  await page.tap('#floor');
  await shows(page, /^Floor/);
  await page.tap('#help .terms a');
  await page.waitForSelector('dialog[open] #term-floor.chosen');
  await page.tap('dialog[open] .close');
  // A box’s name ticks it.
  await page.tap('[data-key="trainOnChange"] .name');
  assert.ok(await page.isChecked('#setting-trainOnChange'));
  await page.tap('.story a[href="?term=score"]');
  await page.waitForSelector('dialog[open] #term-score.chosen');
  assertClean();
  await close();
});

test('an address can name a term', async () => {
  const { page, assertClean, close } = await app.openPage({ query: 'term=nfe', firstVisit: true });
  await page.waitForSelector('dialog[open] #term-nfe.chosen');
  assertClean();
  await close();
});
