// What goes wrong is said, and the rest of the page goes on.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { flowOf, metrics, notice, notices, text, training, type } from './actions.mjs';
import { launch } from './harness.mjs';
import { MORTAL } from './kept.mjs';

const app = await launch();
after(() => app.close());

test('a wrong link is set right with a message', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'layers=99&betaMin=x&what=1' });
  const words = await notice(page, 'link');
  assert.match(words, /Layers.*99 became 10/);
  assert.match(words, /β min/);
  assert.match(words, /what/);
  assert.equal(await page.inputValue('#setting-layers'), '10');
  await flowOf(page, 'shipped weights');
  assertClean();
  await close();
});

test('what is typed wrong is refused with a message, and nothing is lost', async () => {
  const { page, assertClean, close } = await app.openPage();
  await type(page, 'width', '100000');
  assert.match(await notice(page, 'setting'), /Width.*256/);
  assert.equal(await page.inputValue('#setting-width'), '256');
  await type(page, 'width', '');
  assert.match(await notice(page, 'setting'), /Width.*number/);
  assert.equal(await page.inputValue('#setting-width'), '256');
  await type(page, 'width', '32');
  assert.deepEqual(await notices(page), []);
  assertClean();
  await close();
});

test('without SIMD the page says what is missing', async () => {
  const { page, close } = await app.openPage({
    before: () => {
      WebAssembly.validate = () => false;
    },
  });
  assert.match(await notice(page, 'capability'), /SIMD.*Chrome 91/);
  await close();
});

test('without module workers the page says what is missing', async () => {
  const { page, close } = await app.openPage({
    before: () => {
      // An old browser takes the address and never looks at the options.
      window.Worker = /** @type {any} */ (
        class {
          terminate() {}
        }
      );
    },
  });
  assert.match(await notice(page, 'capability'), /modules in workers/);
  await close();
});

test('wasm that does not load is reported, for the flow and for training', async () => {
  const { page, close } = await app.openPage({ route: ['**/*_bg.wasm', 404] });
  assert.match(await notice(page, 'pretrained'), /can’t be shown/);
  await page.click('#train');
  assert.ok((await notice(page, 'training')).length > 10);
  await training(page, 'failed');
  await close();
});

test('a worker script that does not load is reported', async () => {
  const { page, close } = await app.openPage({ route: ['**/worker-train.js', 404] });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  assert.match(await notice(page, 'training'), /worker stopped/);
  await training(page, 'failed');
  // The flow of the shipped weights is still there.
  assert.ok((await metrics(page)).radiusW1 < 0.02);
  await close();
});

test('missing shipped weights do not keep anyone from training', async () => {
  const { page, close } = await app.openPage({
    hash: 'steps=20&batch=32&particles=100',
    route: ['**/pretrained.safetensors', 404],
  });
  assert.match(await notice(page, 'pretrained'), /404/);
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 20');
  await close();
});

test('a training worker that dies is reported, its last weights kept, and Train starts anew', async () => {
  const { page, close } = await app.openPage({
    hash: 'steps=100000&batch=64&particles=200',
    edits: [['**/worker-train.js', (body) => body + MORTAL]],
  });
  await page.click('#train');
  await page.waitForFunction(() => /^step /.test(document.body.dataset.flow ?? ''), null, {
    timeout: 60_000,
  });
  await page.evaluate(() => new BroadcastChannel('fate').postMessage('die'));
  assert.match(await notice(page, 'training'), /out of memory/);
  await training(page, 'failed');
  const download = page.waitForEvent('download');
  await page.click('#notices [data-key="training"] button:text("Save")');
  assert.equal((await download).suggestedFilename(), 'nano-diffusion.safetensors');
  await page.click('#train');
  await training(page, 'running');
  assert.deepEqual(await notices(page), []);
  assert.match(await text(page, 'train'), /Pause/);
  await close();
});
