// The browser is killed in mid-run: what is lost, what is kept, and what it goes on to.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, flowOf, notice, notices, training } from '../support/actions.mjs';
import { launchBare } from '../support/bare.mjs';
import { kept, keptRun, press } from '../support/kept.mjs';

const app = await launchBare({ flags: ['--force-prefers-reduced-motion'] });
after(() => app.close());

/** A run of some ten seconds. */
const HASH = 'layers=4&width=64&batch=512&steps=15000&particles=200&dt=0.05';
/** What may be lost (seconds of work), … */
const MOST = 2;
/** … of which so much is for a write, and a report; on a busy machine they take longer. */
const ROOM = 0.5;

/**
 * What the training worker told the page, when, in seconds of the page's clock.
 * @typedef {{ name: string, step: number, seconds: number, at: number }} Report
 */

/** Work in reports of what came after a step. @param {Report[]} reports @param {number} step */
function since(reports, step) {
  return reports.reduce((sum, each) => sum + (each.step > step ? each.seconds : 0), 0);
}

/** In the page: passes on what workers report. */
function overhear() {
  window.Worker = new Proxy(Worker, {
    construct(target, [url, options]) {
      const worker = new target(url, options);
      worker.addEventListener('message', ({ data: { event: name, data } }) => {
        if (name !== 'progress' && name !== 'saved') return;
        const { step, seconds = 0 } = data;
        /** @type {any} */ (window).report({ name, step, seconds, at: performance.now() / 1000 });
      });
      return worker;
    },
  });
}

test('a browser killed in mid-run loses two seconds of work at most', async () => {
  /** @type {Report[]} */
  const reports = [];
  await app.browser
    .contexts()[0]
    .exposeFunction('report', (/** @type {Report} */ report) => reports.push(report));
  const first = await app.openPage({ hash: HASH, before: overhear });
  await flowOf(first.page, 'shipped weights');
  await first.page.click('#train');
  const end = Date.now() + PATIENCE;
  while (reports.filter(({ name }) => name === 'saved').length < 4) {
    assert.ok(Date.now() < end, `${reports.length} reports`);
    await new Promise((done) => setTimeout(done, 20));
  }
  // At some moment after that.
  const { length } = reports;
  while (reports.length < length + 10) await new Promise((done) => setTimeout(done, 5));
  await app.crash();

  const { page, assertClean } = await app.openPage({ query: 'all&again' });
  assert.match(await notice(page, 'saved'), /stopped at step [\d,]+ of 15,000/);
  const [saved] = await kept(page);
  assert.ok(saved.step > 0 && saved.step < 15_000, `${saved.step}`);
  // What would have been lost at each moment until then, and what was.
  let [last, slowest] = [0, 0];
  const losses = reports.map(({ name, step, at }, i) => {
    if (name === 'saved') {
      const made = reports.find((each) => each.name === 'progress' && each.step >= step);
      slowest = Math.max(slowest, at - (made?.at ?? at));
      last = step;
    }
    return since(reports.slice(0, i + 1), last);
  });
  losses.push(since(reports, saved.step));
  const extra = Math.max(0, slowest + Math.max(...reports.map(({ seconds }) => seconds)) - ROOM);
  const worst = Math.max(...losses);
  assert.ok(worst > 0 && worst < MOST + extra, `${worst} s of work; ${extra} s for slow writes`);

  await press(page, 'saved', 'Resume the run');
  await training(page, 'finished');
  const resumed = await keptRun(page, ({ step }) => step === 15_000);
  assert.deepEqual(await notices(page), []);
  assertClean();
  // The same settings, undisturbed.
  const whole = await app.openPage({ hash: HASH });
  await flowOf(whole.page, 'shipped weights');
  await whole.page.click('#train');
  await training(whole.page, 'finished');
  const undisturbed = await keptRun(
    whole.page,
    ({ id, step }) => id !== resumed.id && step === 15_000,
  );
  assert.equal(resumed.sum, undisturbed.sum);
  assert.deepEqual(resumed.losses, undisturbed.losses);
  await whole.page.close();
  await page.close();
});

test('a tab that crashes in mid-run leaves its run behind', async () => {
  const { page, problems } = await app.openPage({ hash: `${HASH}&seed=2` });
  await flowOf(page, 'shipped weights');
  const before = (await kept(page)).map(({ id }) => id);
  await page.click('#train');
  const run = await keptRun(page, ({ id, step }) => !before.includes(id) && step > 0);
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => {});
  await crashed;
  assert.ok(problems.includes('the page crashed'));
  await page.close();
  const again = await app.openPage();
  const offer = again.page.locator('#notices [data-key="saved"] p', { hasText: 'stopped at step' });
  await offer.waitFor({ timeout: PATIENCE });
  assert.ok((await kept(again.page)).some(({ id, step }) => id === run.id && step >= run.step));
  await again.page.close();
});

test('the history of the excess loss goes on with the run', async () => {
  const hash = 'layers=3&width=32&batch=128&steps=100000&particles=200&dt=0.05&loss=excess&seed=3';
  const { page, assertClean } = await app.openPage({ hash });
  await flowOf(page, 'shipped weights');
  const before = (await kept(page)).map(({ id }) => id);
  await page.click('#train');
  for (let i = 0, last = ''; i < 3; i++) {
    const measured = await page.waitForFunction(
      (last) => {
        const { measured = '' } = document.body.dataset;
        return /^step /.test(measured) && measured !== last && measured;
      },
      last,
      { timeout: PATIENCE },
    );
    last = String(await measured.jsonValue());
  }
  await page.click('#train');
  await training(page, 'paused');
  const { id, excess } = await keptRun(
    page,
    ({ id, excess }) => !before.includes(id) && excess.steps.length >= 2,
  );
  assert.equal(excess.values.length, excess.steps.length);
  assert.ok(excess.values.every((/** @type {number} */ value) => value > 0));

  await page.reload();
  assert.match(await notice(page, 'saved'), /stopped at step [\d,]+ of 100,000/);
  await press(page, 'saved', 'Resume the run');
  await training(page, 'running', 'finished');
  // The chart begins where the first visit began.
  await page.locator('#loss-chart .u-over').hover({ position: { x: 1, y: 10 } });
  const [step] = excess.steps;
  await page.waitForFunction(
    (words) => document.getElementById('loss-readout')?.textContent?.startsWith(words),
    `step ${step.toLocaleString('en-US')}: ${excess.values[0].toFixed(4)}`,
    { timeout: PATIENCE },
  );
  await page.click('#train');
  await training(page, 'paused', 'finished');
  const later = await keptRun(page, (run) => !before.includes(run.id) && run.id !== id);
  assert.deepEqual(later.excess.steps.slice(0, excess.steps.length), excess.steps);
  // So does that of the table of runs.
  const runs = await page.evaluate(() => sessionStorage.getItem('nano-diffusion-runs') ?? '');
  const { steps } = JSON.parse(runs).runs.at(-1).excesses;
  assert.deepEqual(steps.slice(0, excess.steps.length), excess.steps);

  // A run that an earlier version kept has no such history.
  await page.evaluate(
    (id) =>
      new Promise((resolve) => {
        const request = indexedDB.open('nano-diffusion', 1);
        request.onsuccess = () => {
          const transaction = request.result.transaction('runs', 'readwrite');
          transaction.oncomplete = () => resolve(request.result.close());
          const runs = transaction.objectStore('runs');
          const one = runs.get(id);
          one.onsuccess = () => {
            delete one.result.excess;
            delete one.result.kl;
            runs.put(one.result);
          };
        };
      }),
    later.id,
  );
  await page.reload();
  await notice(page, 'saved');
  await press(page, 'saved', later.step < 100_000 ? 'Resume the run' : 'Show it again');
  await training(page, 'running', 'finished');
  assert.deepEqual(await notices(page), []);
  assertClean();
  await page.close();
});
