// Storage that is denied, as by the browser's own setting, that does not answer, and that is full.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { flowOf, notice, notices, says, training } from '../support/actions.mjs';
import { launchBare } from '../support/bare.mjs';
import { framed } from '../support/framed.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

const QUICK = 'layers=3&width=16&steps=500&batch=64&particles=200&dt=0.05';
/** In a profile: sites may keep nothing. */
const DENIED = { profile: { default_content_setting_values: { cookies: 2 } } };

const denying = await launchBare({ preferences: DENIED });
after(() => denying.close());
const app = await launch();
after(() => app.close());

test('where storage is denied, all of it is', async () => {
  const { page } = await denying.openPage();
  const found = await page.evaluate(async () => {
    /** @param {() => unknown} use */
    const works = async (use) => {
      try {
        await use();
        return true;
      } catch {
        return false;
      }
    };
    const database = () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('any');
        request.onsuccess = resolve;
        request.onerror = reject;
      });
    return Promise.all([
      works(() => localStorage.length),
      works(() => sessionStorage.length),
      works(database),
      works(() => navigator.locks.request('any', () => {})),
      works(() => navigator.serviceWorker.getRegistration()),
    ]);
  });
  assert.deepEqual(found, [false, false, false, false, false]);
  await page.close();
});

test('where storage is denied, a run that can’t be kept is told of, and everything works', async () => {
  // With what would be kept in it: the use without a network, the choice of settings, the tour.
  const { page, assertClean } = await denying.openPage({ query: 'offline', hash: QUICK });
  await flowOf(page, 'shipped weights');
  assert.deepEqual(await notices(page), []);

  await page.click('#train');
  await training(page, 'finished');
  assert.match(await notice(page, 'unsaved'), /can’t be saved.*denied.*Training continues/);
  await flowOf(page, 'step 500');
  await says(page, 'step', /^500 \/ 500$/);
  assert.equal(await page.locator('.runs-table td.steps').innerText(), '500');
  assert.equal((await denying.losses(page)).trim().split('\r\n').length, 501);

  const state = await page.evaluate(() => document.body.dataset.settings);
  await page.click('#all-settings');
  assert.notEqual(await page.evaluate(() => document.body.dataset.settings), state);
  await page.keyboard.press('?');
  await page.locator('dialog[open] input[type="checkbox"]').uncheck();
  await page.keyboard.press('Escape');

  // A second run takes the notice of the first away, and tells it again.
  await page.click('#train');
  await training(page, 'finished');
  await notice(page, 'unsaved');
  assert.equal((await page.locator('.runs-table td.steps').allInnerTexts()).length, 2);
  assertClean();
  await page.close();
});

test('where storage is denied, the tour and points of one’s own work', async () => {
  const { page, assertClean } = await denying.openPage({ query: 'tour=1' });
  for (let station = 2; station <= 10; station++) {
    await page.click('#tour .primary');
    await page.waitForURL(new RegExp(`tour=${station}\\b`));
  }
  await page.click('#tour .close');
  assert.equal(await page.locator('#tour').isVisible(), false);
  assertClean();
  await page.close();

  const points = 'gAgAwAgAgAwAwAwA';
  const own = await denying.openPage({
    hash: `dataset=own&points=${points}&particles=200&dt=0.05`,
  });
  await flowOf(own.page, 'shipped weights');
  assert.equal(await own.page.inputValue('#setting-dataset'), 'own');
  assert.match(own.page.url(), new RegExp(points));
  assert.deepEqual(await notices(own.page), []);
  own.assertClean();
  await own.page.close();
});

test('in a frame of another site that may keep nothing, the page works', async () => {
  const { page, frame } = await framed(
    denying.browser.contexts()[0],
    `${denying.url}?all&offline#${QUICK}`,
    'width: 1200px; height: 700px',
  );
  await flowOf(frame, 'shipped weights');
  await assert.rejects(frame.evaluate(() => localStorage.length));
  await frame.click('#train');
  await training(frame, 'finished');
  assert.match(await notice(frame, 'unsaved'), /can’t be saved.*denied/);
  await flowOf(frame, 'step 500');
  await page.close();
});

test('storage that does not answer is told of, until it does, and holds nothing up', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: QUICK.replace('steps=500', 'steps=100000'),
    scripts: {
      'www/shared/checkpoint-store.js': (text) => {
        const asked = 'indexedDB.open(DATABASE, VERSION)';
        assert.ok(text.includes(asked));
        const answering = `
          let answers = false;
          new BroadcastChannel('storage').onmessage = () => (answers = true);`;
        return text.replace(asked, `answers ? ${asked} : {}`) + answering;
      },
    },
  });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'running');
  await page.click('#train');
  await training(page, 'paused');
  assert.match(
    await notice(page, 'unsaved'),
    /can’t be saved.*does not answer.*Training continues/,
  );
  await page.click('#train');
  await training(page, 'running');
  await page.evaluate(() => new BroadcastChannel('storage').postMessage(''));
  await page.waitForSelector('#notices [data-key="unsaved"]', { state: 'detached' });
  assertClean();
  await close();
});

test('a full disk is told, and training goes on', async () => {
  const { page, context, close } = await app.openPage({ hash: QUICK });
  await flowOf(page, 'shipped weights');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', {
    origin: new URL(app.url).origin,
    quotaSize: 1,
  });
  await page.click('#train');
  await training(page, 'finished');
  assert.match(await notice(page, 'unsaved'), /can’t be saved.*quota/i);
  await flowOf(page, 'step 500');
  await close();
});
