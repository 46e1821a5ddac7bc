// What a first visit fetches, and what of it before the first flow is there: from the browser's own
// requests, those of workers among them, each once, with the size it has gzipped.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DIST } from '../tools/browsers/chromium.mjs';

/** What starts when the first flow is there: a run could begin now. */
const AFTER = ['www/worker-train.js', 'www/worker-shard.js'];

/**
 * @param {Awaited<ReturnType<typeof import('../tools/browsers/chromium.mjs').launch>>} app
 * @returns {Promise<{ files: { path: string, bytes: number, later: boolean }[], picture: number, rest: number }>}
 * picture: bytes before the first flow is there; rest: those until charts are drawn
 */
export async function firstVisit({ browser, url }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    /** In the order of the first request for each. @type {Map<string, boolean>} */
    const asked = new Map();
    let later = false;
    // Through here go the requests of workers, too.
    await context.route('**', (route) => route.continue());
    context.on('request', (request) => {
      // The service worker keeps everything for later: that is no part of the page.
      if (request.serviceWorker() || !request.url().startsWith(url)) return;
      const path =
        request
          .url()
          .slice(url.length)
          .replace(/[?#].*/, '') || 'index.html';
      if (!asked.has(path)) asked.set(path, later || AFTER.includes(path));
    });
    const page = await context.newPage();
    await page.exposeFunction('firstFlow', () => (later = true));
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (document.body?.dataset.flow !== 'shipped weights') return;
        observer.disconnect();
        /** @type {any} */ (globalThis).firstFlow();
      }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-flow'] });
    });
    await page.goto(url);
    await page.waitForFunction(() => document.body.dataset.flow === 'shipped weights');
    await page.locator('#loss-chart .u-over').waitFor({ state: 'attached' });
    const files = Array.from(asked, ([path, later]) => ({
      path,
      bytes: gzipSync(readFileSync(join(DIST, path)), { level: 9 }).length,
      later,
    }));
    const sum = (/** @type {boolean} */ later) =>
      files.reduce((total, file) => total + (file.later === later ? file.bytes : 0), 0);
    return { files, picture: sum(false), rest: sum(true) };
  } finally {
    await context.close();
  }
}
