// The page within other pages, and under the hands of others: frames without rights, of no size, a
// browser that translates, an extension that puts things in.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, flowOf, inkShare, notice, says, training, type } from '../support/actions.mjs';
import { launchBare } from '../support/bare.mjs';
import { playHosts } from '../support/hosts/server.mjs';
import { DIST, launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** A frame has what is used here of a page. @typedef {import('playwright-core').Frame} Frame */

const app = await launch();
const hosts = await playHosts(DIST);
after(async () => {
  await app.close();
  await hosts.close();
});

const SMALL = 'layers=3&width=16&steps=200&batch=64&particles=200&dt=0.05';

/**
 * A page of another site with the site of a host in a frame.
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} src @param {string} size of the frame @param {string} [sandbox]
 */
async function framed(context, src, size, sandbox) {
  const page = await context.newPage();
  // Another site: it has another name.
  const outside = new URL('/none/', src);
  outside.hostname = 'localhost';
  await page.goto(outside.href);
  await page.evaluate(
    ([src, size, sandbox]) => {
      const frame = document.createElement('iframe');
      if (sandbox) frame.setAttribute('sandbox', sandbox);
      frame.setAttribute('style', `border: 0; ${size}`);
      frame.src = /** @type {string} */ (src);
      document.body.replaceChildren(frame);
    },
    [src, size, sandbox],
  );
  const handle = await page.waitForSelector('iframe', { state: 'attached' });
  const frame = /** @type {Frame} */ (await handle.contentFrame());
  return { page, frame: /** @type {Page} */ (/** @type {unknown} */ (frame)) };
}

test('a sandboxed frame: the page runs where its files may be read, elsewhere it says what to do', async () => {
  const context = await app.browser.newContext();
  const size = 'width: 1200px; height: 700px';
  const { page, frame } = await framed(
    context,
    `${hosts.url('open')}?all#${SMALL}`,
    size,
    'allow-scripts',
  );
  await flowOf(frame, 'shipped weights');
  assert.equal(await frame.evaluate(() => origin), 'null');
  await frame.click('#train');
  await training(frame, 'finished');
  await flowOf(frame, 'step 200');
  assert.match(await notice(frame, 'unsaved'), /can’t be saved/);
  await type(frame, 'width', '24');
  await page.close();

  const closed = await framed(context, hosts.url('plain'), size, 'allow-scripts');
  await says(closed.frame, 'start-help', /add allow-same-origin.*By itself it works/);
  await context.close();
});
