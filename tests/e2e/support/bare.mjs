// Chromium as visitors have it. Playwright's own launch switches off what would disturb most tests:
// every tab believes that it is seen, nothing goes into the back/forward cache. Here the browser is
// started by hand, and Playwright only drives what it finds, in the profile's own context.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { serve } from '../../../tools/serve.mjs';
import { BASE, DIST, FLAGS, findBrowser, openPage } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */
/**
 * @typedef {object} BareOptions
 * @property {string[]} [flags] of the browser, besides the usual ones
 * @property {boolean} [gpu] draws by the graphics stack, in software, instead of without it
 * @property {object} [preferences] of the profile, as in the browser's own file
 */

/** @param {BareOptions} [options] */
export async function launchBare({ flags = [], gpu = false, preferences } = {}) {
  // With caching as static hosts allow it: a page that must not be stored is never kept for Back.
  const server = await serve(DIST, { base: BASE, cached: true });
  const profile = mkdtempSync(join(tmpdir(), 'bare-'));
  if (preferences) {
    mkdirSync(join(profile, 'Default'));
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  }
  const graphics = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
  const args = [
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--window-size=1280,900',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(gpu ? [...FLAGS.filter((flag) => flag !== '--disable-gpu'), ...graphics] : FLAGS),
    ...flags,
    'about:blank',
  ];
  let { browser, kill } = await start(args);

  return {
    url: server.url,
    get browser() {
      return browser;
    },
    /** A tab. @param {import('../../../tools/browsers/chromium.mjs').PageOptions} [options] */
    openPage: (options = {}) =>
      openPage(browser, server.url, {
        // Which settings are open is otherwise kept in storage, which some tests deny.
        query: 'all',
        firstVisit: true,
        ...options,
        context: browser.contexts()[0],
      }),
    /** Ends every process of the browser without a word, and starts another with the same profile. */
    async crash() {
      await kill();
      ({ browser, kill } = await start(args));
    },
    /** Every loss, as the page exports them. @param {Page} page @returns {Promise<string>} */
    async losses(page) {
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.setDownloadBehavior', {
        behavior: 'allowAndName',
        downloadPath: profile,
        eventsEnabled: true,
      });
      const name = new Promise((resolve) =>
        session.on('Browser.downloadProgress', ({ state, guid }) => {
          if (state === 'completed') resolve(guid);
        }),
      );
      await page.click('#export summary');
      await page.click('#export [data-item="losses"]');
      const text = await readFile(join(profile, await name), 'utf8');
      await session.detach();
      return text;
    },
    async close() {
      await kill();
      await server.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** @param {string[]} args */
async function start(args) {
  // A group of its own, to end its processes together.
  const child = spawn(findBrowser(), args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = async () => {
    if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  try {
    const address = await new Promise((resolve, reject) => {
      let said = '';
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`the browser ended at once: ${said}`)));
      child.stderr.on('data', (data) => {
        said = (said + data).slice(-10_000);
        const [found] = /ws:\/\/\S+/.exec(said) ?? [];
        if (found) resolve(found);
      });
    });
    return { browser: await chromium.connectOverCDP(address, { noDefaults: true }), kill };
  } catch (error) {
    await kill();
    throw error;
  }
}
