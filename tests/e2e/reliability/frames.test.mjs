// The page within other pages, and under the hands of others: frames without rights, of no size, a
// browser that translates, an extension that puts things in.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, flowOf, inkShare, notice, says, training, type } from '../support/actions.mjs';
import { framed } from '../support/framed.mjs';
import { playHosts } from '../support/hosts/server.mjs';
import { DIST, launch } from '../../../tools/browsers/chromium.mjs';

const app = await launch();
const hosts = await playHosts(DIST);
after(async () => {
  await app.close();
  await hosts.close();
});

const SMALL = 'layers=3&width=16&steps=200&batch=64&particles=200&dt=0.05';

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

test('a frame of no size works, and draws when it gets one', async () => {
  const context = await app.browser.newContext();
  const { page, frame } = await framed(
    context,
    `${hosts.url('plain')}?all#${SMALL}`,
    'width: 0; height: 0',
  );
  await flowOf(frame, 'shipped weights');
  await page.locator('iframe').evaluate((element) => {
    element.style.width = '1200px';
    element.style.height = '800px';
  });
  await frame.waitForFunction(
    () => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById('flow'));
      return canvas.clientWidth > 300 && canvas.width >= canvas.clientWidth;
    },
    null,
    { timeout: PATIENCE },
  );
  await frame.waitForFunction(() => document.querySelector('#loss-card canvas')?.clientWidth);
  assert.ok((await inkShare(frame)) > 0.001);
  await context.close();
});

/** In the page: what a browser that translates does to it, and an extension that adds to it. */
function meddle() {
  /** @param {Element} root */
  const translate = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    /** @type {Text[]} */
    const texts = [];
    while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
    for (const text of texts) {
      const parent = text.parentElement;
      if (!text.data.trim() || parent?.closest('script, style, font, textarea, [translate=no]')) {
        continue;
      }
      const font = document.createElement('font');
      font.append(document.createElement('font'));
      /** @type {Element} */ (font.firstChild).textContent = text.data.toUpperCase();
      text.replaceWith(font);
    }
  };
  const start = () => {
    translate(document.body);
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) {
          const root = node instanceof Element ? node : node.parentElement;
          if (root?.isConnected) translate(root);
        }
      }
    }).observe(document.body, { childList: true, subtree: true });
    // At both ends of all that holds something, as password managers and spelling checkers do.
    for (const host of document.querySelectorAll(
      'body, main, .card, .row, .buttons, #notices, form',
    )) {
      const added = () => document.createElement('x-extension');
      host.prepend(added());
      host.append(added());
    }
    document.documentElement.setAttribute('data-extension', '');
  };
  document.addEventListener('DOMContentLoaded', start);
}

test('translated by the browser, and with what an extension puts in, the page works on', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL, before: meddle });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 200');
  await says(page, 'step', /200 \/ 200/);
  // Formulas and code are no words, and stay.
  assert.match(await page.locator('#pytorch-code').innerText(), /import torch/);
  assert.equal(await page.locator('math font').count(), 0);
  // What is translated is not written anew with every picture.
  // Played to its end, it starts anew.
  await page.locator('#player-play[aria-label="Play"]').click({ timeout: PATIENCE });
  await page.waitForSelector('#player-play[aria-label="Pause"]');
  const writes = await page.evaluate(async () => {
    let writes = 0;
    const button = /** @type {HTMLElement} */ (document.getElementById('train'));
    const observer = new MutationObserver(() => writes++);
    observer.observe(button, { childList: true });
    for (let i = 0; i < 20; i++) await new Promise((next) => requestAnimationFrame(next));
    observer.disconnect();
    return writes;
  });
  assert.ok(writes < 3, `the button was written ${writes} times in 20 pictures`);
  await page.selectOption('#setting-dataset', 'moons');
  await page.click('#export summary');
  await page.locator('#export [data-item="losses"]:enabled').waitFor();
  await page.keyboard.press('Escape');
  await page.click('#tour-open');
  await page.click('#tour .primary');
  assertClean();
  await close();
});

test('type twice as large on a narrow screen: nothing is beyond its edge', async () => {
  const { page, close } = await app.openPage({
    hash: SMALL,
    viewport: { width: 390, height: 844 },
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
  await flowOf(page, 'shipped weights');
  const [type, width] = await page.evaluate(() => [
    getComputedStyle(document.body).fontSize,
    document.documentElement.scrollWidth,
  ]);
  assert.deepEqual([type, width], ['28px', 390]);
  await close();
});
