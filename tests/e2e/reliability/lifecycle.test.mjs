// Hidden, frozen, left and come back to, for real: the run goes on, to the same bits.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PATIENCE, flowOf, training } from '../support/actions.mjs';
import { launchBare } from '../support/bare.mjs';
import { kept, keptRun, press } from '../support/kept.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** A run of several seconds. */
const HASH = 'layers=4&width=64&batch=256&steps=12000&particles=200&dt=0.05';
/** Added to the training worker: a sign of life that other tabs hear. */
const PULSE = `
  const pulse = new BroadcastChannel('pulse');
  setInterval(() => pulse.postMessage(0), 20);`;

// At rest, but where the picture is to play.
const app = await launchBare({ flags: ['--force-prefers-reduced-motion'] });
after(() => app.close());
/** Every loss of a run that nothing disturbs. */
let undisturbed = '';
before(async () => {
  const { page } = await open();
  await train(page);
  await training(page, 'finished');
  undisturbed = await app.losses(page);
  assert.equal(undisturbed.trim().split('\r\n').length, 12_001);
  await page.close();
});

/** A tab with the first picture made. @param {import('../../../tools/browsers/chromium.mjs').PageOptions} [options] */
async function open(options) {
  const tab = await app.openPage({ hash: HASH, ...options });
  await flowOf(tab.page, 'shipped weights');
  await tab.page.evaluate(() => {
    const seen = { frames: 0, events: /** @type {string[]} */ ([]), persisted: false };
    const count = () => void (seen.frames++, requestAnimationFrame(count));
    count();
    for (const type of ['freeze', 'resume']) {
      document.addEventListener(type, () => seen.events.push(type));
    }
    window.addEventListener('pageshow', (event) => (seen.persisted = event.persisted));
    Object.assign(window, { seen });
  });
  return tab;
}

/** What the tab saw of its own fate; undefined where that is another document. @param {Page} page */
const seen = (page) =>
  page.evaluate(
    () =>
      /** @type {{ frames: number, events: string[], persisted: boolean }} */ (
        /** @type {any} */ (window).seen
      ),
  );

/** Trains until the first weights of the run were drawn. @param {Page} page */
async function train(page) {
  await page.click('#train');
  await flows(page, 1);
}

/** Waits for so many more flows of the run going on. @param {Page} page @param {number} more */
async function flows(page, more) {
  for (let i = 0; i < more; i++) {
    const last = await page.evaluate(() => document.body.dataset.flow);
    await page.waitForFunction(
      (last) => {
        const { flow, training } = document.body.dataset;
        return flow !== last && /^step /.test(flow ?? '') && training !== 'starting';
      },
      last,
      // In a hidden tab there are no animation frames to look at every one of.
      { timeout: PATIENCE, polling: 50 },
    );
  }
}

/** The source of the picture, even of a page that stands still. @param {Page} page */
const flowShown = (page) => page.evaluate(() => document.body.dataset.flow);

/** @param {Page} page */
async function endsUndisturbed(page) {
  await training(page, 'finished');
  await flowOf(page, 'step 12,000');
  assert.equal(await app.losses(page), undisturbed);
}

test('a hidden tab draws nothing, trains on, and ends with the same losses', async () => {
  const { page, assertClean } = await open();
  await page.click('#player-play');
  await train(page);
  const other = await app.openPage();
  await other.page.bringToFront();
  assert.equal(await page.evaluate(() => document.visibilityState), 'hidden');
  const { frames } = await seen(page);
  const step = await page.textContent('#step');
  await flows(page, 2);
  assert.equal((await seen(page)).frames, frames);
  assert.equal(await page.textContent('#step'), step);
  await training(page, 'running');
  await other.page.close();
  await page.bringToFront();
  assert.equal(await page.evaluate(() => document.visibilityState), 'visible');
  await endsUndisturbed(page);
  assert.ok((await seen(page)).frames > frames);
  assertClean();
  await page.close();
});

test('a frozen tab stops with its worker, goes on, and ends with the same losses', async () => {
  const { page, context, assertClean } = await open({ edits: [['**/worker-train.js', pulsing]] });
  const other = await context.newPage();
  await other.goto(`${app.url}bench.html`);
  await other.evaluate(() => {
    Object.assign(window, { pulses: 0 });
    new BroadcastChannel('pulse').onmessage = () => /** @type {any} */ (window).pulses++;
  });
  const pulses = () =>
    other.evaluate(() => /** @type {number} */ (/** @type {any} */ (window).pulses));
  await page.bringToFront();
  const start = Date.now();
  await train(page);
  const interval = Date.now() - start;
  // Only hidden tabs are frozen.
  await other.bringToFront();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  const state = async () => ({ pulses: await pulses(), flow: await flowShown(page) });
  // The worker may hear of it a little later.
  const end = Date.now() + PATIENCE;
  for (let before = -1; before !== (await pulses());) {
    assert.ok(Date.now() < end, 'it does not stand still');
    before = await pulses();
    await new Promise((done) => setTimeout(done, interval / 4));
  }
  const atFirst = await state();
  // For as long as some flows took before: the run would be over by then, or far on.
  await new Promise((done) => setTimeout(done, 3 * interval));
  const atLast = await state();
  assert.equal(atLast.flow, atFirst.flow);
  // What was under way when it froze.
  assert.ok(atFirst.pulses > 0 && atLast.pulses - atFirst.pulses < 5, `${atLast.pulses}`);
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await page.bringToFront();
  await endsUndisturbed(page);
  assert.deepEqual((await seen(page)).events, ['freeze', 'resume']);
  assertClean();
  await other.close();
  await page.close();
});

/** @param {Buffer} body */
function pulsing(body) {
  return body + PULSE;
}

/** Goes to another page of the site. @param {Page} page */
async function leave(page) {
  await page.goto(`${app.url}bench.html`);
  await page.waitForLoadState('networkidle');
}

/** The back button; true if the page came back as it was, false if it was made anew. @param {Page} page */
async function back(page) {
  await page.evaluate(() => history.back());
  await page.waitForFunction(() => document.body?.dataset.training !== undefined, null, {
    timeout: PATIENCE,
  });
}

test('left in mid-run, the back button brings the run back, and it ends with the same losses', async () => {
  const { page, assertClean } = await open();
  await train(page);
  await leave(page);
  await back(page);
  assert.equal((await seen(page))?.persisted, true, await whyNot(page));
  await training(page, 'running', 'finished');
  await endsUndisturbed(page);
  assertClean();
  await page.close();
});

test('a paused run is paused when the back button brings it back', async () => {
  const { page, assertClean } = await open();
  await train(page);
  await page.click('#train');
  await training(page, 'paused');
  await leave(page);
  await back(page);
  assert.equal((await seen(page))?.persisted, true, await whyNot(page));
  assert.equal(await page.evaluate(() => document.body.dataset.training), 'paused');
  await page.click('#train');
  await endsUndisturbed(page);
  assertClean();
  await page.close();
});

test('left in mid-run and come to anew, the run is offered', async () => {
  const { page, assertClean } = await open();
  const before = (await kept(page)).map(({ id }) => id);
  await train(page);
  await keptRun(page, ({ id, step }) => !before.includes(id) && step > 0 && step < 12_000);
  await leave(page);
  await page.goto(`${app.url}?again`);
  // Those of the tests before may be offered first.
  const offer = page.locator('#notices [data-key="saved"] p', {
    hasText: /stopped at step .* of 12,000/,
  });
  await offer.waitFor({ timeout: PATIENCE });
  await press(page, 'saved', 'Resume the run');
  await training(page, 'running', 'finished');
  await endsUndisturbed(page);
  assertClean();
  await page.close();
});

/** Why the browser made the page anew. @param {Page} page */
function whyNot(page) {
  return page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation');
    return JSON.stringify(/** @type {any} */ (entry).notRestoredReasons);
  });
}
