// Nothing dead: what the world around the page can do to it, and that it lives on.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { flowOf, notice, notices, training } from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

const app = await launch();
after(() => app.close());

const QUICK = 'layers=3&width=16&steps=500&batch=64&particles=200&dt=0.05';

test('wasm cut short in transit is reported, for the flow and for training', async () => {
  const { page, close } = await app.openPage({
    edits: [['**/*_bg.wasm', (body) => body.subarray(0, body.length / 2)]],
  });
  assert.match(await notice(page, 'pretrained'), /can’t be shown/);
  await page.click('#train');
  assert.ok((await notice(page, 'training')).length > 10);
  await training(page, 'failed');
  await close();
});

test('without the network, once loaded, everything but leaving works', async () => {
  const { page, context, close } = await app.openPage({ hash: QUICK });
  await flowOf(page, 'shipped weights');
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 500');
  assert.deepEqual(await notices(page), []);
  await close();
});
