// Without a network the page still loads, whole and of one build; a new build takes over as a whole.
// And what else the service worker does: it keeps a page apart that is to share memory.

import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { seal } from '../../../tools/precache.mjs';
import { serve } from '../../../tools/serve.mjs';
import { flowOf, notice, training } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));

const app = await launch();
/** A copy of the site, to change. */
const dir = mkdtempSync(join(tmpdir(), 'nano-diffusion-'));
cpSync(DIST, dir, { recursive: true });
seal(dir);
const server = await serve(dir, { base: '/another/path/' });
after(async () => {
  await app.close();
  await server.close();
  rmSync(dir, { recursive: true });
});

/** The names of the caches. @param {import('playwright-core').Page} page */
const cacheNames = (page) => page.evaluate(() => caches.keys());

/** Waits until a build is at hand and in charge. @param {import('playwright-core').Page} page */
const ready = (page) => page.evaluate(async () => void (await navigator.serviceWorker.ready));

test('offline, a reload shows the page and trains; a new build comes as a whole, when asked for', async () => {
  const context = await app.browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.url}?offline#steps=20&batch=64&particles=300`);
  await flowOf(page, 'shipped weights');
  await ready(page);
  const [first, ...others] = await cacheNames(page);
  assert.deepEqual(others, []);
  assert.match(first, /another\/path/);

  // Without a network: another page, by another address, and all its workers.
  await context.setOffline(true);
  await page.reload();
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'finished');
  // What is loaded at its first use is at hand too.
  await page.selectOption('#setting-dataset', 'own');
  await page.waitForSelector('#own-editor[open]');
  await page.goto(`${server.url}bench.html`);
  assert.match(await page.title(), /How fast/);
  await context.setOffline(false);

  // A half-published build: one file is newer than the list says. It is left alone.
  await page.goto(`${server.url}?offline#particles=300`);
  await flowOf(page, 'shipped weights');
  appendFileSync(join(dir, 'www/format.js'), '\n// changed\n');
  seal(dir);
  appendFileSync(join(dir, 'www/main.js'), '\ndocument.body.dataset.build = "second";\n');
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const { installing } = registration;
    if (!installing) return;
    await new Promise((done) =>
      installing.addEventListener('statechange', () => {
        if (installing.state === 'redundant' || installing.state === 'installed') done(null);
      }),
    );
  });
  assert.equal(await page.locator('#notices [data-key="version"]').count(), 0);
  assert.deepEqual(await cacheNames(page), [first]);
  await page.reload();
  await flowOf(page, 'shipped weights');
  assert.equal(await page.evaluate(() => document.body.dataset.build), undefined, 'the old build');

  // Now it is published whole: it waits, says so, and takes over on Reload, in every page.
  seal(dir);
  const second = await context.newPage();
  await second.goto(`${server.url}?offline`);
  await flowOf(second, 'shipped weights');
  assert.equal(await second.evaluate(() => document.body.dataset.build), undefined);
  assert.match(await notice(second, 'version'), /new version/i);
  await second.click('#notices [data-key="version"] button');
  for (const each of [page, second]) {
    await each.waitForSelector('body[data-build="second"]', { timeout: 60_000 });
  }
  await second.waitForFunction(async () => (await caches.keys()).length === 1);
  assert.notDeepEqual(await cacheNames(second), [first]);
  await context.close();
});

test('a visit that asks for it may share memory with its workers; a frame is left as it is', async () => {
  const small = '#steps=200&batch=1024&particles=300';
  const context = await app.browser.newContext();
  const page = await context.newPage();
  // The first time it loads once more, when the service worker is there. To ask the page anything
  // before would count as a visitor's act.
  let loads = 0;
  const again = page.waitForEvent('load', { predicate: () => ++loads === 2, timeout: 120_000 });
  await page.goto(`${server.url}?isolated${small}`);
  await again;
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'finished');
  const worker = page.workers().find((each) => each.url().includes('worker-train'));
  assert.equal(await worker?.evaluate(() => crossOriginIsolated), true);

  const outside = await context.newPage();
  await outside.goto(new URL('/none/', server.url).href);
  for (const query of ['?isolated', '?embed']) {
    await outside.evaluate(
      (src) => {
        const frame = document.createElement('iframe');
        Object.assign(frame, { src, width: 1200, height: 700 });
        document.body.replaceChildren(frame);
      },
      server.url + query + small,
    );
    const handle = await outside.waitForSelector('iframe');
    const frame = /** @type {typeof page} */ (/** @type {unknown} */ (await handle.contentFrame()));
    await flowOf(frame, 'shipped weights');
    await frame.click('#train');
    await training(frame, 'finished');
    assert.equal(await frame.evaluate(() => crossOriginIsolated), false);
    assert.equal(await frame.evaluate(() => !!navigator.serviceWorker.controller), true);
  }
  await context.close();
});

test('on localhost it is off, and goes when not asked for any more', async () => {
  const context = await app.browser.newContext();
  const page = await context.newPage();
  const count = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
  await page.goto(server.url);
  await flowOf(page, 'shipped weights');
  assert.equal(await count(), 0);
  await page.goto(`${server.url}?offline`);
  await ready(page);
  assert.equal(await count(), 1);
  await page.goto(server.url);
  await flowOf(page, 'shipped weights');
  await page.waitForFunction(
    async () => (await navigator.serviceWorker.getRegistrations()).length === 0,
  );
  await context.close();
});

test('the manifest and the pictures it and the head name are there', async () => {
  const context = await app.browser.newContext();
  const page = await context.newPage();
  await page.goto(server.url);
  const missing = await page.evaluate(async () => {
    const link = /** @type {HTMLLinkElement} */ (document.querySelector('link[rel="manifest"]'));
    const manifest = await (await fetch(link.href)).json();
    const urls = [
      ...manifest.icons.map((/** @type {{ src: string }} */ { src }) => new URL(src, link.href)),
      new URL(manifest.start_url, link.href),
      .../** @type {NodeListOf<HTMLMetaElement>} */ (
        document.querySelectorAll('meta[property="og:image"], meta[name="twitter:image"]')
      ),
    ].map((each) => (each instanceof URL ? each : new URL(each.content, location.href)));
    const answers = await Promise.all(
      urls.map(async (url) => [url.href, (await fetch(url)).status]),
    );
    return answers.filter(([, status]) => status !== 200);
  });
  assert.deepEqual(missing, []);
  await context.close();
});

test('a build that knows its address makes those of its preview absolute', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'nano-diffusion-'));
  try {
    cpSync(join(DIST, 'index.html'), join(copy, 'index.html'));
    seal(copy, 'https://someone.github.io/nano');
    const sealed = await serve(copy);
    const html = await (await fetch(sealed.url)).text();
    await sealed.close();
    assert.match(
      html,
      /og:image" content="https:\/\/someone\.github\.io\/nano\/www\/assets\/preview\.png"/,
    );
    assert.match(html, /og:url" content="https:\/\/someone\.github\.io\/nano\/"/);
  } finally {
    rmSync(copy, { recursive: true });
  }
});
