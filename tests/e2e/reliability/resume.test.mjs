// Nothing lost: a run outlives its tab, its worker and its own divergence, and makes the same bits.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  PATIENCE,
  flowOf,
  losses,
  notice,
  notices,
  says,
  text,
  training,
  type,
} from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';
import {
  HASH,
  MORTAL,
  kept,
  keptRun,
  leaveMidway,
  midway,
  press,
  tableSteps,
  whole,
} from '../support/kept.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** In a worker: it hangs when told so. */
const HANGING = `
  new BroadcastChannel('fate').onmessage = () => { for (;;); };`;

/** The checkpoint at the end of a run that nothing disturbs. @type {any} */
let undisturbed;
/** All its losses. */
let undisturbedLosses = '';

test('a run is kept at its end, and shown again after a reload', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: HASH });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'finished');
  undisturbed = await keptRun(page, whole);
  assert.equal(undisturbed.losses.figures[4], 40000);
  undisturbedLosses = await losses(page);
  assert.equal(undisturbedLosses.trim().split('\r\n').length, 40001);
  await page.reload();
  assert.match(await notice(page, 'saved'), /all its 40,000 steps/);
  await flowOf(page, 'shipped weights');
  await press(page, 'saved', 'Show it again');
  await training(page, 'finished');
  await flowOf(page, 'step 40,000');
  await says(page, 'step', /^40,000 \/ 40,000$/);
  assert.equal(await losses(page), undisturbedLosses);
  await page.waitForFunction(
    () => Number(document.querySelector('.runs-table td.excess')?.textContent) > 0,
  );
  assert.deepEqual(await tableSteps(page), ['40,000', '40,000']);
  assertClean();
  await close();
});

test('after a reload the run is offered, and goes on to the same bits', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: HASH });
  const saved = await leaveMidway(page);
  // Without its settings in the link: they come with the run.
  await page.goto(page.url().replace(/#.*/, '?again'));
  assert.match(await notice(page, 'saved'), /stopped at step [\d,]+ of 40,000/);
  await press(page, 'saved', 'Resume the run');
  await training(page, 'running', 'finished');
  assert.equal(await page.inputValue('#setting-width'), '32');
  await training(page, 'finished');
  const end = await keptRun(page, whole);
  assert.equal(end.sum, undisturbed.sum);
  assert.deepEqual(end.losses, undisturbed.losses);
  await flowOf(page, 'step 40,000');
  assert.equal(await losses(page), undisturbedLosses);
  // Written down as a run of this visit, beside what the one before came to.
  const [all, part] = await tableSteps(page);
  assert.equal(all, '40,000');
  assert.match(part, /^[1-9][\d,]* \/ 40,000$/);
  assert.ok(saved.step > 0);
  // It took the place of the one it came from.
  assert.equal((await kept(page)).length, 1);
  assert.deepEqual(await notices(page), []);
  assertClean();
  await close();
});

test('a run is kept with its first steps, so that a page left right after it began offers it', async () => {
  const { page, close } = await app.openPage({
    hash: HASH,
    // No second save comes within this test.
    scripts: {
      'www/workers/autosave.js': (text) => text.replace('INTERVAL = 1500', 'INTERVAL = 1e9'),
    },
  });
  await page.click('#train');
  const { step } = await keptRun(page, midway);
  assert.ok(step < 10_000, `${step}`);
  await page.reload();
  assert.match(await notice(page, 'saved'), /stopped at step [\d,]+ of 40,000/);
  await close();
});

test('a learning rate changed in a pause is kept too', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: HASH });
  const { sum } = await leaveMidway(page);
  await type(page, 'learningRate', '0.0005');
  // The page hears so when it is left, but then not all that it begins may come to an end.
  await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
  await keptRun(page, (run) => run.sum !== sum);
  await page.goto(page.url().replace(/#.*/, '?again'));
  await press(page, 'saved', 'Resume the run');
  await training(page, 'running', 'finished');
  assert.equal(await page.inputValue('#setting-learningRate'), '0.0005');
  assertClean();
  await close();
});

test('a discarded run is gone', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: HASH });
  await leaveMidway(page);
  await page.reload();
  await notice(page, 'saved');
  await press(page, 'saved', 'Discard');
  await page.waitForFunction(() => document.getElementById('notices')?.childElementCount === 0);
  assert.deepEqual(await kept(page), []);
  await page.reload();
  await flowOf(page, 'shipped weights');
  assert.deepEqual(await notices(page), []);
  assertClean();
  await close();
});

test('a kept run that is damaged is put aside with a message', async () => {
  const { page, close } = await app.openPage({ hash: HASH });
  await leaveMidway(page);
  await page.reload();
  await notice(page, 'saved');
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('nano-diffusion', 1);
        request.onsuccess = () => {
          const transaction = request.result.transaction('runs', 'readwrite');
          transaction.oncomplete = resolve;
          const runs = transaction.objectStore('runs');
          const all = runs.getAll();
          all.onsuccess = () => {
            all.result[0].bytes[500] ^= 1;
            runs.put(all.result[0]);
          };
        };
      }),
  );
  await press(page, 'saved', 'Resume the run');
  assert.match(await notice(page, 'training'), /checkpoint can't be used.*damaged/);
  await training(page, 'failed');
  assert.deepEqual(await kept(page), []);
  const [aside] = await kept(page, 'aside');
  assert.match(aside.why ?? '', /damaged/);
  // And the page works on.
  await page.click('#train');
  await training(page, 'running');
  await close();
});

test('a training worker that dies goes on from what was kept, to the same bits', async () => {
  const { page, close } = await app.openPage({
    hash: HASH,
    scripts: { 'www/workers/train.js': (text) => text + MORTAL },
  });
  await leaveMidway(page);
  await page.click('#train');
  await training(page, 'running');
  await page.evaluate(() => new BroadcastChannel('fate').postMessage('die'));
  assert.match(await notice(page, 'training'), /out of memory/);
  await press(page, 'training', 'Continue from step');
  await training(page, 'running', 'finished');
  await training(page, 'finished');
  assert.equal((await keptRun(page, whole)).sum, undisturbed.sum);
  await close();
});

test('a training worker that hangs is told of, and one click goes on, to the same bits', async () => {
  const { page, close } = await app.openPage({
    hash: HASH,
    scripts: {
      'www/workers/train.js': (text) => text + HANGING,
      'www/training/watchdog.js': (text) => text.replace('SILENT = 20', 'SILENT = 3'),
    },
  });
  const { step } = await leaveMidway(page);
  await page.click('#train');
  await training(page, 'running');
  await page.evaluate(() => new BroadcastChannel('fate').postMessage('hang'));
  assert.match(await notice(page, 'silent'), /hasn’t responded for \d+ seconds/);
  assert.ok(step > 0);
  await press(page, 'silent', 'Restart from the saved state');
  await training(page, 'finished');
  assert.equal((await keptRun(page, whole)).sum, undisturbed.sum);
  await flowOf(page, 'step 40,000');
  assert.deepEqual(await notices(page), []);
  await close();
});

test('a run on points of one’s own comes back with them', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: `${HASH}&dataset=own&points=gAgAwAgAgAwAwAwA`,
  });
  await leaveMidway(page);
  await page.goto(page.url().replace(/#.*/, '?again'));
  await notice(page, 'saved');
  await page.evaluate(() => localStorage.clear());
  await press(page, 'saved', 'Resume the run');
  await training(page, 'finished');
  await flowOf(page, 'step 40,000');
  assert.match(page.url(), /dataset=own&points=gAgAwAgAgAwAwAwA/);
  assert.equal(await page.locator('#stale').isVisible(), false);
  assert.deepEqual(await notices(page), []);
  assertClean();
  await close();
});

test('a kept run, resumed while another begins, is followed to its end', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: HASH });
  await leaveMidway(page);
  await page.reload();
  await notice(page, 'saved');
  await flowOf(page, 'shipped weights');
  await page.waitForFunction(() => document.body.dataset.need);
  const need = await page.evaluate(() => document.body.dataset.need);
  await type(page, 'steps', '50');
  // Once it is known that there is the memory for it, Train begins at once.
  await page.waitForFunction((before) => document.body.dataset.need !== before, need);
  // Without its notice being dismissed: both presses in one go.
  await page.evaluate(() => {
    const resume = document.querySelector('#notices [data-key="saved"] button');
    document.getElementById('train')?.click();
    /** @type {HTMLElement} */ (resume).click();
  });
  await training(page, 'finished');
  await flowOf(page, 'step 40,000');
  await says(page, 'step', /^40,000 \/ 40,000$/);
  assert.equal((await tableSteps(page))[0], '40,000');
  assertClean();
  await close();
});

test('a run of another tab is offered here once that tab is closed', async () => {
  const first = await app.openPage({ hash: HASH.replace('steps=40000', 'steps=100000') });
  await first.page.click('#train');
  await keptRun(first.page, ({ step }) => step > 0);
  const second = await app.openPage({ hash: HASH, context: first.context });
  await flowOf(second.page, 'shipped weights');
  assert.deepEqual(await notices(second.page), []);
  await first.page.close();
  assert.match(await notice(second.page, 'saved'), /of 100,000/);
  await first.close();
});

test('two tabs keep a run each, and offer only what nobody makes', async () => {
  const first = await app.openPage({ hash: HASH.replace('steps=40000', 'steps=100000') });
  await first.page.click('#train');
  const one = await keptRun(first.page, ({ step }) => step > 0);
  const second = await app.openPage({ hash: HASH, context: first.context });
  await flowOf(second.page, 'shipped weights');
  assert.deepEqual(await notices(second.page), []);
  await second.page.click('#train');
  await keptRun(second.page, ({ id }) => id !== one.id);
  const runs = await kept(second.page);
  assert.equal(runs.length, 2);
  assert.ok(runs.some(({ id }) => id === one.id));
  await first.page.close();
  await second.page.reload();
  await notice(second.page, 'saved');
  assert.equal((await kept(second.page)).length, 2);
  await first.close();
});
