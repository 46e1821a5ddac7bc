// What the end-to-end tests do with the page, as a visitor would.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

/** @typedef {import('playwright-core').Page} Page */

/** How long training or a flow may take on a slow, busy machine (milliseconds). */
export const PATIENCE = 120_000;

/** The text of an element. @param {Page} page @param {string} id */
export async function text(page, id) {
  return ((await page.locator(`#${id}`).textContent()) ?? '').trim();
}

/**
 * Waits until an element's text fits: much of it is written with the next picture.
 * @param {Page} page
 * @param {string} id
 * @param {RegExp} words
 */
export async function says(page, id, words) {
  await page.waitForFunction(
    ([id, source]) =>
      new RegExp(source).test(document.getElementById(id)?.textContent?.trim() ?? ''),
    [id, words.source],
    { timeout: PATIENCE },
  );
}

/** Types a value into a setting's field. @param {Page} page @param {string} key @param {string} value */
export async function type(page, key, value) {
  const field = page.locator(`#setting-${key}`);
  await field.fill(value);
  await field.blur();
}

/** Picks one of a setting's choices. @param {Page} page @param {string} key @param {string} value */
export async function choose(page, key, value) {
  await pick(page.locator(`[data-key="${key}"] input[value="${value}"]`));
}

/**
 * Picks a choice as a person does, by its label: the button in it can't be seen. The click waits until the
 * label stands still and nothing lies over it; rows of other settings may just have come or gone.
 * @param {import('playwright-core').Locator} choice the radio button
 */
export async function pick(choice) {
  await choice.locator('..').click();
  assert.ok(await choice.isChecked(), 'the choice is taken');
}

/**
 * Waits for the next picture: the state may be known before the figures that go with it are written. A
 * page that is hidden draws none.
 * @param {Page} page
 */
const nextPicture = (page) =>
  page.evaluate(() => {
    if (document.hidden) return;
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });

/** Waits until training is in one of `states`. @param {Page} page @param {string[]} states */
export async function training(page, ...states) {
  await page.waitForFunction(
    (wanted) => wanted.includes(document.body.dataset.training ?? ''),
    states,
    {
      timeout: PATIENCE,
    },
  );
  await nextPicture(page);
}

/** Waits for figures of a flow whose source fits. @param {Page} page @param {string} source */
export async function flowOf(page, source) {
  await page.waitForFunction((wanted) => document.body.dataset.flow === wanted, source, {
    timeout: PATIENCE,
  });
  await nextPicture(page);
}

/** The figures on the page, by key. @param {Page} page @returns {Promise<Record<string, number>>} */
export async function metrics(page) {
  return page
    .locator('#metrics [data-metric]')
    .evaluateAll((tiles) =>
      Object.fromEntries(
        tiles.map((tile) => [
          tile.getAttribute('data-metric'),
          Number(tile.getAttribute('data-value')),
        ]),
      ),
    );
}

/** The messages that are shown. @param {Page} page @returns {Promise<string[]>} */
export async function notices(page) {
  return page.locator('#notices .notice p').allTextContents();
}

/** Waits for a message of a kind. @param {Page} page @param {string} key */
export async function notice(page, key) {
  const words = page.locator(`#notices [data-key="${key}"] p`);
  await words.waitFor({ timeout: PATIENCE });
  return (await words.textContent()) ?? '';
}

/**
 * What the picture shows: how many of its pixels differ from the background.
 * @param {Page} page
 */
export async function inkShare(page) {
  return page.locator('#flow').evaluate((element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const [r, g, b] = data.slice(4 * 2, 4 * 2 + 3);
    let ink = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) > 24) ink++;
    }
    return (4 * ink) / data.length;
  });
}

/** Every loss, as the page exports them. @param {Page} page @returns {Promise<string>} */
export async function losses(page) {
  const download = page.waitForEvent('download');
  await page.click('#export summary');
  await page.click('#export [data-item="losses"]');
  return readFile(await (await download).path(), 'utf8');
}
