// The arithmetic itself leaves the finite numbers, in training and in sampling: it is told within
// the step, with what to change, and one click goes on.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import {
  PATIENCE,
  flowOf,
  metrics,
  notice,
  says,
  text,
  training,
  type,
} from '../support/actions.mjs';
import { DIST, launch } from '../../../tools/browsers/chromium.mjs';
import { keptRun, press, tableSteps } from '../support/kept.mjs';

const app = await launch();
after(() => app.close());

/** λ = 1 from times near 0, where B is tiny, and a deep network: at a high rate it breaks in steps. */
const STEEP =
  'betaMin=0.01&betaMax=0.1&tEnd=0.1&tEpsilon=0.00001&objective=denoisingUniform&layers=10' +
  '&width=256&activation=silu&parametrisation=noise&batch=64&lrSchedule=constant&particles=100';

test('a rate too high from the start: one click goes back and on with a tenth of it', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: `${STEEP}&steps=200` });
  await flowOf(page, 'shipped weights');
  await type(page, 'learningRate', '0.1');
  await page.click('#train');
  const words = await notice(page, 'training');
  assert.match(words, /diverged at step \d+: the (loss|gradient) is no longer a finite number/);
  assert.match(words, /learning rate 0\.1 is far above the usual 0\.001: lower it/);
  await training(page, 'failed');
  const faulty = page.locator('.row.faulty');
  const rate = faulty.filter({ hasText: 'Learning rate' });
  assert.match(await rate.innerText(), /far above the usual 0\.001/);
  // From step 0, or where a slow machine had kept it on the way.
  await page
    .getByRole('button', { name: /^Continue from step \d+ with learning rate 0\.01$/ })
    .click();
  await training(page, 'running', 'finished');
  assert.equal(await page.inputValue('#setting-learningRate'), '0.01');
  await training(page, 'finished');
  await says(page, 'step', /^200 \/ 200$/);
  assert.ok(Number.isFinite(Number(await text(page, 'loss'))), await text(page, 'loss'));
  // It is the same run that went on.
  assert.deepEqual(await tableSteps(page), ['200']);
  // A flow made on the way may diverge in its turn, with so high a rate, and is told of: that is another matter.
  assert.equal(await page.locator('#notices [data-key="training"]').count(), 0);
  assert.equal(await rate.count(), 0, 'marks go with their notices');
  assertClean();
  await close();
});

test('a rate turned up too high in mid-run: one click goes back to where it was good', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: `${STEEP}&steps=2000` });
  await flowOf(page, 'shipped weights');
  await type(page, 'learningRate', '0.001');
  await page.click('#train');
  // Kept, it has a good state behind it; and from step 200 on it breaks at once, whatever the step.
  await keptRun(page, ({ step }) => step >= 200);
  await type(page, 'learningRate', '0.1');
  const words = await notice(page, 'training');
  const [, end] = /diverged at step (\d+)/.exec(words) ?? [];
  assert.match(words, /learning rate 0\.1 is far above/);
  const button = page.locator('#notices [data-key="training"] button', {
    hasText: 'Continue from',
  });
  const [, good] = /step (\d+) with learning rate 0\.01/.exec(await button.innerText()) ?? [];
  assert.ok(Number(good) > 0 && Number(good) <= Number(end), `${good} of ${end}`);
  await button.click();
  await training(page, 'running');
  assert.equal(await page.inputValue('#setting-learningRate'), '0.01');
  assert.equal(await page.locator('#notices [data-key="training"]').count(), 0);
  // Past where it broke, and in the same row of the table.
  await page.waitForFunction(
    (end) => parseInt(document.getElementById('step')?.textContent ?? '') > end,
    Number(end),
    { timeout: PATIENCE },
  );
  assert.equal((await tableSteps(page)).length, 1);
  assertClean();
  await close();
});

/**
 * Picks a file of weights, the shipped ones with another value for each.
 * @param {import('playwright-core').Page} page
 * @param {(value: number, i: number) => number} change
 */
async function importChanged(page, change) {
  const bytes = await readFile(`${DIST}/www/assets/pretrained.safetensors`);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  for (let at = start; at < bytes.length; at += 4) {
    bytes.writeFloatLE(change(bytes.readFloatLE(at), (at - start) / 4), at);
  }
  const file = { name: 'changed.safetensors', mimeType: '', buffer: bytes };
  await page.setInputFiles('#import-file', file);
}

test('weights so large that particles leave the finite numbers: told, and one click goes back', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'particles=200&dt=0.05' });
  await flowOf(page, 'shipped weights');
  const before = await metrics(page);
  await importChanged(page, (value) => 1e20 * value);
  const words = await notice(page, 'flow');
  assert.match(
    words,
    /Sampling diverged at t = [01]\.\d+: a position is no longer a finite number/,
  );
  assert.match(words, /smaller dt.*more training/);
  // The page goes on: the controls answer, and so do the weights before.
  await type(page, 'dt', '0.04');
  await notice(page, 'flow');
  await type(page, 'dt', '0.05');
  await press(page, 'import', 'Back to shipped weights');
  await page.locator('#notices [data-key="flow"]').waitFor({ state: 'detached' });
  await flowOf(page, 'shipped weights');
  assert.deepEqual(await metrics(page), before);
  assertClean();
  await close();
});

test('weights with one value that is no number are refused, as is a pickle, and nothing changes', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'particles=200&dt=0.05' });
  await flowOf(page, 'shipped weights');
  const before = await metrics(page);
  await importChanged(page, (value, i) => (i === 777 ? NaN : value));
  assert.match(
    await notice(page, 'import'),
    /changed\.safetensors was not imported; nothing has changed.*layers\.\d\.(weight|bias) holds a value that is not finite/,
  );
  // Of a file of another kind it is said what it is, and two lines of Python make it one of ours.
  await page.setInputFiles('#import-file', {
    name: 'last.ckpt',
    mimeType: '',
    buffer: Buffer.from('PK\x03\x04..........................last/data.pkl'),
  });
  await page.waitForSelector('#notices [data-key="import"] code');
  assert.match(
    await notice(page, 'import'),
    /^last\.ckpt was not imported.*a pickled PyTorch file/,
  );
  const lines = await page.locator('#notices [data-key="import"] code').allTextContents();
  assert.equal(lines.length, 2);
  assert.match(lines[0], /torch\.load\("last\.ckpt"/);
  assert.equal(await page.evaluate(() => document.body.dataset.flow), 'shipped weights');
  assert.deepEqual(await metrics(page), before);
  // A step that is far too large for the process leaves finite numbers: beside it stands why.
  assert.ok(await page.isHidden('#step-hint'));
  await type(page, 'dt', '1');
  await says(page, 'step-hint', /^β·dt is 20 at t = T, .*without meaning.*Try dt = 0\.01\.$/);
  await type(page, 'dt', '0.01');
  await page.locator('#step-hint').waitFor({ state: 'hidden' });
  assertClean();
  await close();
});
