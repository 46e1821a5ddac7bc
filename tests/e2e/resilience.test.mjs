// Nothing dead: what the world around the page can do to it, and that it lives on.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { flowOf, inkShare, notice, notices, training } from './actions.mjs';
import { launch } from './harness.mjs';

/** @type {Awaited<ReturnType<typeof launch>>} */
let app;
before(async () => {
  app = await launch();
});
after(() => app?.close());

const QUICK = 'layers=3&width=16&steps=500&batch=64&particles=200&dt=0.05';
const ENDLESS = QUICK.replace('steps=500', 'steps=100000');

test('wasm cut short in transit is reported, for the flow and for training', async () => {
  const { page, close } = await app.openPage({
    edits: [['**/*_bg.wasm', (body) => body.subarray(0, body.length / 2)]],
  });
  assert.match(await notice(page, 'pretrained'), /can’t be shown/);
  await page.click('#train');
  assert.ok((await notice(page, 'training')).length > 10);
  await training(page, 'failed');
  await close();
});

test('where storage is denied a notice says so, and training goes on', async () => {
  const { page, close } = await app.openPage({
    hash: QUICK,
    scripts: {
      'www/checkpoint-store.js': (text) =>
        text.replace(
          'indexedDB.open(',
          `(() => { throw new DOMException('Access is denied.', 'SecurityError'); })(`,
        ),
    },
  });
  await flowOf(page, 'shipped weights');
  assert.deepEqual(await notices(page), []);
  await page.click('#train');
  await training(page, 'finished');
  assert.match(await notice(page, 'unsaved'), /Access is denied.*goes on/);
  await flowOf(page, 'step 500');
  await close();
});

test('a full disk is told, and training goes on', async () => {
  const { page, context, close } = await app.openPage({ hash: QUICK });
  await flowOf(page, 'shipped weights');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', {
    origin: new URL(app.url).origin,
    quotaSize: 1,
  });
  await page.click('#train');
  await training(page, 'finished');
  assert.match(await notice(page, 'unsaved'), /can’t be kept.*quota/i);
  await flowOf(page, 'step 500');
  await close();
});

test('without the network, once loaded, everything but leaving works', async () => {
  const { page, context, close } = await app.openPage({ hash: QUICK });
  await flowOf(page, 'shipped weights');
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 500');
  assert.deepEqual(await notices(page), []);
  await close();
});

test('hidden, the page draws nothing and trains on', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: ENDLESS });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'running');
  // What a browser does with a hidden tab: no more animation frames, and the event.
  await page.evaluate(async () => {
    const later = window.requestAnimationFrame.bind(window);
    /** @type {FrameRequestCallback[]} */
    const held = [];
    window.requestAnimationFrame = (callback) => held.push(callback);
    Object.assign(window, {
      reappear() {
        window.requestAnimationFrame = later;
        held.forEach((callback) => later(callback));
      },
    });
    // The frame that was asked for before is still drawn.
    await new Promise((done) => later(done));
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const step = await page.textContent('#step');
  const flow = await page.evaluate(() => document.body.dataset.flow);
  await page.waitForFunction((before) => document.body.dataset.flow !== before, flow);
  assert.equal(await page.textContent('#step'), step);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    /** @type {any} */ (window).reappear();
  });
  await page.waitForFunction(
    (before) => document.getElementById('step')?.textContent !== before,
    step,
  );
  assertClean();
  await close();
});

test('a frozen tab goes on where it was', async () => {
  const { page, context, assertClean, close } = await app.openPage({ hash: ENDLESS });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'running');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  const flow = await page.evaluate(() => document.body.dataset.flow);
  await page.waitForFunction((before) => document.body.dataset.flow !== before, flow);
  await training(page, 'running');
  assertClean();
  await close();
});

test('left and come back to, the run is there: as it was, or on offer', async () => {
  const { page, close } = await app.openPage({ hash: ENDLESS });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await page.waitForFunction(() => /^step /.test(document.body.dataset.flow ?? ''));
  await page.click('#train');
  await training(page, 'paused');
  await page.goto(`${app.url}bench.html`);
  await page.goBack();
  await page.waitForFunction(
    () =>
      document.body.dataset.training === 'paused' ||
      document.querySelector('#notices [data-key="saved"]') !== null,
  );
  await close();
});

test('a picture that the browser took away is drawn again', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: QUICK, reducedMotion: 'reduce' });
  await flowOf(page, 'shipped weights');
  await page.waitForFunction(() => document.getElementById('time')?.textContent?.startsWith('0'));
  const ink = await inkShare(page);
  assert.ok(ink > 0.005, `${ink}`);
  // Once all else has come to rest, an emptied canvas stays empty.
  await page.locator('#flow').evaluate(async (element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    const blank = () =>
      !canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean);
    do {
      // Setting its size, even to the same, empties it.
      Object.assign(canvas, { width: canvas.width });
      for (let i = 0; i < 30; i++) await new Promise((done) => requestAnimationFrame(done));
    } while (!blank());
  });
  assert.equal(await inkShare(page), 0);
  await page.locator('#flow').evaluate(async (canvas) => {
    canvas.dispatchEvent(new Event('contextrestored'));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
  assert.ok(Math.abs((await inkShare(page)) - ink) < 0.2 * ink);
  assertClean();
  await close();
});
