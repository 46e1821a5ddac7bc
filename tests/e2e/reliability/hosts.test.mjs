// The page on hosts of every kind: it works, again from what was kept, or says what is missing.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { PATIENCE, flowOf } from '../support/actions.mjs';
import { BAD, GOOD } from '../support/hosts/behaviours.mjs';
import { playHosts } from '../support/hosts/server.mjs';
import { seal } from '../../../tools/precache.mjs';
import { DIST, launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
const hosts = await playHosts(DIST);
after(async () => {
  await app.close();
  await hosts.close();
});

const SMALL = 'particles=100&dt=0.1';

/** Waits until the page says why it does not start. @param {Page} page @param {RegExp} words */
async function saysWhy(page, words) {
  // On a busy machine it may say first that it is late.
  await page
    .locator('#start-help.told', { hasText: words })
    .waitFor({ timeout: PATIENCE })
    .catch(async () => assert.match(await page.locator('#start-help').innerText(), words));
}

for (const host of Object.keys(GOOD)) {
  test(`${host}: the page works, and once more from what was kept of it`, async () => {
    const context = await app.browser.newContext();
    const page = await context.newPage();
    /** @type {string[]} */
    const errors = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`${hosts.url(host)}?offline#${SMALL}`);
    await flowOf(page, 'shipped weights');
    assert.equal(await page.locator('#start-help').isVisible(), false);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await context.setOffline(true);
    for (const path of ['index.html', 'bench.html', 'bench', '']) {
      const answer = await page.goto(`${hosts.url(host)}${path}?offline#${SMALL}`);
      assert.deepEqual([answer?.status(), answer?.fromServiceWorker()], [200, true]);
      assert.match(await page.title(), path.startsWith('bench') ? /How fast/ : /^Nano/);
    }
    await flowOf(page, 'shipped weights');
    assert.deepEqual(errors, []);
    await context.close();
  });
}

test('where its scripts can’t run, the page says why, and what to do', async () => {
  const context = await app.browser.newContext();
  const page = await context.newPage();
  for (const [host, [, words]] of Object.entries(BAD)) {
    await page.goto(hosts.url(host));
    await saysWhy(page, words);
    // What would do nothing is not there.
    assert.equal(
      await page.locator('main, header button').locator('visible=true').count(),
      0,
      host,
    );
  }
  await page.goto(`${hosts.url('scripts-as-text')}bench.html`);
  await saysWhy(page, /www\/bench\.js as text\/plain/);

  await page.goto(pathToFileURL(`${DIST}/index.html`).href);
  await saysWhy(page, /from the disk.*\.\/build\.sh serve/);

  // By itself, and by the style sheet alone.
  await page.goto(hosts.url('no-scripts'));
  await page.locator('#start-help', { hasText: 'has not started' }).waitFor();

  // Without the slash not even the style sheet is found; with it all is.
  await page.goto(`${hosts.url('slashless').slice(0, -1)}?embed#${SMALL}`);
  await saysWhy(page, /lacks the slash/);
  await page.click('#start-help a');
  await flowOf(page, 'shipped weights');
  assert.equal(page.url(), `${hosts.url('slashless')}?embed#${SMALL}`);
  await context.close();
});

test('a script that is late is told of, and the page comes when it comes', async () => {
  const context = await app.browser.newContext();
  const page = await context.newPage();
  /** @type {() => void} */
  let come = () => {};
  const wait = new Promise((done) => (come = () => done(null)));
  await page.route('**/www/main.js', async (call) => {
    await wait;
    await call.continue();
  });
  await page.goto(`${hosts.url('plain')}#${SMALL}`, { waitUntil: 'commit' });
  await saysWhy(page, /not started yet: its script www\/main\.js/);
  come();
  await flowOf(page, 'shipped weights');
  assert.equal(await page.locator('#start-help').isVisible(), false);
  assert.equal(await page.locator('main').isVisible(), true);
  await context.close();
});

test('a host that lets browsers keep everything: a reload brings one build, never parts of two', async () => {
  const builds = ['first', 'second'].map((name) => {
    const dir = mkdtempSync(join(tmpdir(), 'nano-diffusion-'));
    cpSync(DIST, dir, { recursive: true });
    const edit = (/** @type {string} */ path, /** @type {(text: string) => string} */ change) =>
      writeFileSync(join(dir, path), change(readFileSync(join(dir, path), 'utf8')));
    edit('index.html', (html) => html.replace('<body', `<body data-page="${name}"`));
    edit('www/main.js', (text) => `${text}\ndocument.body.dataset.script = "${name}";\n`);
    edit('www/main.css', (text) => `${text}\nbody { --sheet: ${name}; }\n`);
    seal(dir);
    return dir;
  });
  const site = await playHosts(builds[0]);
  const context = await app.browser.newContext();
  const page = await context.newPage();
  const parts = () =>
    page.evaluate(() => {
      const { page, script } = document.body.dataset;
      return [page, script, getComputedStyle(document.body).getPropertyValue('--sheet')];
    });
  await page.goto(`${site.url('kept-for-a-year')}#${SMALL}`);
  await flowOf(page, 'shipped weights');
  assert.deepEqual(await parts(), ['first', 'first', 'first']);
  site.show(builds[1]);
  await page.reload();
  await page.waitForSelector('body[data-script="second"]', { timeout: PATIENCE });
  await flowOf(page, 'shipped weights');
  assert.deepEqual(await parts(), ['second', 'second', 'second']);

  await context.close();
  await site.close();
  for (const dir of builds) rmSync(dir, { recursive: true });
});
