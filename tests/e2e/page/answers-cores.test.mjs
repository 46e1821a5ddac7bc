// The right answers, by one worker or several: the same to the bit, also where a helper dies at it; and
// given up at once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from '../../../tools/browsers/chromium.mjs';
import { PATIENCE, says } from '../support/actions.mjs';

/** @typedef {import('playwright-core').Page} Page */
/**
 * @typedef {object} Heard
 * @property {number} cores that the machine seems to have
 * @property {string} kill a helper that is asked for this
 * @property {[string, number][]} asked parts: method and worker
 * @property {Record<string, string>} found what came together, as text
 */

/** @type {Awaited<ReturnType<typeof launch>>} */
let app;
before(async () => (app = await launch()));
after(() => app.close());

/** In the page, before its scripts. */
function listen() {
  /** @type {Heard} */
  const heard = { cores: 1, kill: '', asked: [], found: {} };
  Object.assign(window, { heard });
  Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => heard.cores });
  let count = 0;
  window.Worker = new Proxy(Worker, {
    construct(target, [url, options]) {
      const worker = new target(url, options);
      if (!String(url).includes('worker-exact')) return worker;
      const number = ++count;
      /** @type {Map<number, string>} */
      const whole = new Map();
      worker.addEventListener('message', ({ data }) => {
        const method = whole.get(data?.id);
        if (method) heard.found[method] = JSON.stringify(data.result);
      });
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (/** @type {any} */ message, /** @type {any[]} */ ...rest) => {
        const { id, method } = message;
        if (['floor', 'excess', 'klByTime', 'fit', 'map'].includes(method)) {
          // Of the likelihood, not of the card.
          const name = method === 'fit' ? `fit of ${message.args[0]}` : method;
          heard.asked.push([name, number]);
          if (number > 1 && name === heard.kill) {
            heard.kill = '';
            worker.terminate();
            worker.dispatchEvent(new ErrorEvent('error', { message: 'killed', cancelable: true }));
            return;
          }
        } else if (/Of$/.test(method)) {
          whole.set(id, method);
        }
        post(message, ...rest);
      };
      return worker;
    },
  });
}

/** @param {Page} page @returns {Promise<Heard>} */
const heardIn = (page) => page.evaluate(() => /** @type {any} */ (window).heard);

/** Measures the likelihood, and with it a floor and the nats. @param {Page} page @param {Partial<Heard>} now */
async function likelihood(page, now) {
  await page.evaluate((now) => {
    Object.assign(/** @type {any} */ (window).heard, now, { asked: [], found: {} });
    document.getElementById('likelihood-figures')?.replaceChildren();
  }, now);
  await page.click('#likelihood-run');
  await page.waitForSelector('[data-figure="kl"]', { timeout: PATIENCE });
  await says(page, 'likelihood-run', /Compute/);
  const shown = await page.evaluate(() => ({
    figures: [
      .../** @type {NodeListOf<HTMLElement>} */ (
        document.querySelectorAll('#likelihood-figures dd')
      ),
    ].map((dd) => dd.dataset.value),
    maps: /** @type {HTMLCanvasElement} */ (document.getElementById('likelihood-maps')).toDataURL(),
  }));
  const { asked, found, kill } = await heardIn(page);
  /** @param {string} name */
  const by = (name) => new Set(asked.flatMap(([each, worker]) => (each === name ? [worker] : [])));
  return { shown, found, asked, kill, by };
}

test('floor, excess, nats and likelihood are the same bits with one worker, two and eight', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'particles=200',
    before: listen,
  });
  await page.waitForFunction(
    () => document.body.dataset.measured && document.body.dataset.judged,
    null,
    { timeout: PATIENCE },
  );
  const start = await heardIn(page);
  assert.equal(new Set(start.asked.map(([, worker]) => worker)).size, 1);
  assert.ok(start.found.floorOf && start.found.excessOf);
  const alone = await likelihood(page, {});
  assert.ok(alone.found.klByTimeOf && alone.found.windowOf && alone.found.fitOf);
  assert.deepEqual([...alone.by('map')], [...alone.by('fit of likelihood')]);
  assert.equal(alone.by('map').size, 1);
  for (const cores of [2, 8]) {
    const all = await likelihood(page, { cores });
    assert.deepEqual(all.shown, alone.shown, `${cores}`);
    assert.deepEqual(all.found, alone.found, `${cores}`);
    for (const what of ['fit of likelihood', 'map']) {
      assert.ok(all.by(what).size > 1, `${what}, ${cores} cores: ${[...all.by(what)]}`);
    }
    // With helpers there, the short ones are shared as well.
    if (cores === 8) assert.ok(all.by('floor').size + all.by('klByTime').size > 2);
  }
  for (const kill of ['fit of likelihood', 'map']) {
    const lost = await likelihood(page, { cores: 3, kill });
    assert.equal(lost.kill, '', 'one was lost');
    assert.deepEqual(lost.shown, alone.shown, kill);
  }
  // Given up, no worker is asked for more of it.
  await page.evaluate(() => Object.assign(/** @type {any} */ (window).heard, { asked: [] }));
  await page.click('#likelihood-run');
  await says(page, 'likelihood-run', /Cancel/);
  await page.click('#likelihood-run');
  await says(page, 'likelihood-status', /Cancelled/);
  const { length } = (await heardIn(page)).asked.filter(([name]) => name === 'fit of likelihood');
  const again = await likelihood(page, {});
  assert.ok(length < 16, `${length}`);
  assert.equal(again.asked.filter(([name]) => name === 'fit of likelihood').length, 16);
  assert.deepEqual(again.shown, alone.shown);
  assertClean();
  await close();
});
