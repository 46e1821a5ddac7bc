// What every end-to-end test starts from: one headless Chromium, and the built dist/ served under
// a sub-path, as on GitHub Pages, so that an absolute URL in the site fails here.
//
//   const app = await launch();
//   const { page, assertClean, close } = await app.openPage({ hash: '#...' });
//   ... page is a Playwright Page ...
//   assertClean(); await close(); await app.close();

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { bundleScripts } from '../bundle.mjs';
import { serve } from '../serve.mjs';

export const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
export const BASE = '/some/sub/path/';

export const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** As Debian installs it. */
const CHROMIUM = '/usr/bin/chromium';

/** The browser named by CHROMIUM or CHROME, else the first in a usual place. */
export function findBrowser() {
  for (const name of ['CHROMIUM', 'CHROME']) {
    const path = process.env[name];
    if (!path) continue;
    if (existsSync(path)) return path;
    throw new Error(`${name} is set to ${path}, which does not exist`);
  }
  const path = [
    CHROMIUM,
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ].find(existsSync);
  if (path) return path;
  throw new Error(
    'no Chromium found: install Chromium or Google Chrome (Debian: apt-get install chromium), ' +
      'or set CHROMIUM to its path',
  );
}

/** Chromium's engine without its window, which costs half as much for each page: where it is there,
 * and no browser is asked for by name, most tests of the page run in it. Those of the engines run in
 * the browsers themselves. */
const SHELL = '/usr/bin/chromium-headless-shell';

function findTestBrowser() {
  const browser = findBrowser();
  return !process.env.CHROMIUM && !process.env.CHROME && browser === CHROMIUM && existsSync(SHELL)
    ? SHELL
    : browser;
}

/**
 * @typedef {object} PageOptions
 * @property {string} [query] of the URL, with or without its ?
 * @property {string} [hash] fragment of the URL, with or without its #
 * @property {boolean} [firstVisit] without what an earlier visit left, so with few settings
 * @property {{ width: number, height: number }} [viewport]
 * @property {'light' | 'dark' | 'no-preference'} [colorScheme]
 * @property {'reduce' | 'no-preference'} [reducedMotion] at rest, unless the test is about motion: without a
 * graphics card, a picture that plays takes a third of a core
 * @property {() => void} [before] runs in the page before its own scripts
 * @property {[string, number]} [route] a pattern of addresses, and the status they answer instead
 * @property {[string, (body: Buffer) => Buffer | string][]} [edits] patterns of addresses, and what
 * their answers are to be instead
 * @property {Record<string, (text: string) => string>} [scripts] sources, as 'www/training/watchdog.js', and what
 * they are to be instead; the page is bundled anew from them
 * @property {import('playwright-core').BrowserContext} [context] of an earlier page: another tab
 */

/** Starts the server and the browser; `openPage` may be called any number of times. */
export async function launch() {
  const server = await serve(DIST, { base: BASE });
  // Chromium refuses to run its sandbox as root, as in containers; anywhere else it stays on.
  const root = process.getuid?.() === 0;
  const browser = await chromium
    .launch({
      executablePath: findTestBrowser(),
      chromiumSandbox: !root,
      args: root ? [...FLAGS, '--no-sandbox'] : FLAGS,
    })
    .catch(async (error) => {
      await server.close();
      throw error;
    });

  return {
    browser,
    url: server.url,
    /** @param {PageOptions} [options] */
    openPage: (options = {}) => openPage(browser, server.url, options),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/**
 * Opens the site in a fresh context (own storage, nothing cached).
 * @param {import('playwright-core').Browser} browser
 * @param {string} base
 * @param {PageOptions} options
 */
export async function openPage(browser, base, options) {
  const { query = '', hash = '', firstVisit, viewport, colorScheme, reducedMotion } = options;
  const { before, route, edits = [], scripts } = options;
  const context =
    options.context ??
    (await browser.newContext({
      viewport: viewport ?? { width: 1280, height: 800 },
      colorScheme: colorScheme ?? 'light',
      reducedMotion: reducedMotion ?? 'reduce',
    }));
  const page = await context.newPage();
  // On a slow, busy machine what takes a second may take a minute.
  page.setDefaultTimeout(120_000);
  if (!firstVisit) {
    // Most tests work with all settings; a visitor who opened them once has them open.
    await context.addInitScript(() => {
      if (localStorage.getItem('nano-diffusion:settings') === null) {
        localStorage.setItem('nano-diffusion:settings', 'all');
      }
    });
  }
  if (before) await context.addInitScript(before);
  if (route) await context.route(route[0], (call) => call.fulfill({ status: route[1] }));

  for (const [pattern, edit] of edits) {
    await context.route(pattern, async (call) => {
      const response = await call.fetch();
      await call.fulfill({ response, body: edit(await response.body()) });
    });
  }
  if (scripts) {
    for (const [path, text] of (await bundleScripts(DIST, scripts)).scripts) {
      // Not what is built with another text: a part that loads later may have another name there.
      await context.route(base + path, (call) =>
        call.fulfill({ status: 200, contentType: 'text/javascript', body: text }),
      );
    }
  }

  /** What went wrong so far, on the page or in its workers. @type {string[]} */
  const problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error') {
      problems.push(`console.error: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('crash', () => problems.push('the page crashed'));
  context.on('requestfailed', (request) => {
    const words = `${request.url()} ${request.failure()?.errorText ?? ''}`;
    // A helper that is no longer needed may be ended while it loads; and a page that is left, before
    // it has its icon, or a part that loads later.
    if (/\/([\w-]+\.js|pkg\/\w+\.wasm|icon\.svg) net::ERR_ABORTED$/.test(words)) return;
    problems.push(`request failed: ${words}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) problems.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && origin !== new URL(base).origin) {
      problems.push(`request to another host: ${request.url()}`);
    }
  });

  const search = query && `?${query.replace(/^\?/, '')}`;
  const url = base + search + (hash && `#${hash.replace(/^#/, '')}`);
  await page.goto(url, { waitUntil: 'load' });
  return {
    page,
    context,
    url,
    problems,
    /** Fails if anything was logged as an error, thrown, or not loaded. */
    assertClean() {
      assert.deepEqual(problems, [], 'the page reported problems');
    },
    close: () => context.close(),
  };
}
