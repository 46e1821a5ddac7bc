// Fields, keys, drops and links as browsers and people really treat them: nothing is misread in
// silence, nothing stays up, and what a link promises is so.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import {
  PATIENCE,
  flowOf,
  notice,
  notices,
  says,
  text,
  training,
  type,
} from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const WEIGHTS = readFileSync(
  new URL('../../fixtures/nano_20k_pytorch.safetensors', import.meta.url),
);
const SMALL = 'steps=40&batch=64&particles=300&width=16&layers=3';

const app = await launch();
after(() => app.close());

/** The learning rate in the link. @param {Page} page */
const rateOf = (page) => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('learningRate');

test('an arrow in a field moves as on its slider and back; a key held down is one wish', async () => {
  // Counted in the page: each write of its address.
  const { page, context, assertClean, close } = await app.openPage({
    hash: SMALL,
    before: () => {
      const write = history.replaceState;
      let writes = 0;
      history.replaceState = function (...given) {
        document.documentElement.dataset.writes = String(++writes);
        return write.apply(this, given);
      };
    },
  });
  await flowOf(page, 'shipped weights');
  const writes = () => page.evaluate(() => Number(document.documentElement.dataset.writes ?? 0));
  const field = page.locator('#setting-learningRate');
  const slider = page.locator('[data-key="learningRate"] input[type="range"]');
  await field.press('ArrowDown');
  assert.equal(await field.inputValue(), '0.0016');
  assert.equal(rateOf(page), '0.0016');
  await field.press('ArrowUp');
  assert.equal(await field.inputValue(), '0.002');
  await slider.press('ArrowLeft');
  assert.equal(await field.inputValue(), '0.0016');
  await field.press('ArrowUp');
  assert.equal(await field.inputValue(), '0.002');
  const before = await writes();
  for (let i = 0; i < 30; i++) await page.keyboard.down('ArrowDown');
  assert.equal(await writes(), before);
  await page.keyboard.up('ArrowDown');
  assert.equal(await writes(), before + 1);
  const low = Number(await field.inputValue());
  assert.ok(low < 0.0001 && low > 1e-6, `${low}`);
  assert.equal(Number(rateOf(page)), low);
  for (const [key, value] of [
    ['emaDecay', '0.989'],
    ['dt', '0.0043'],
    ['betaMin', '0.086'],
    ['seed', '0'],
  ]) {
    const other = page.locator(`#setting-${key}`);
    const first = await other.inputValue();
    await other.press('ArrowDown');
    assert.equal(await other.inputValue(), value);
    await other.press('ArrowUp');
    assert.equal(await other.inputValue(), first);
  }

  // Numbers as they are typed; links and fields have ASCII and a point, whatever the locale.
  await type(page, 'betaMax', '10,5');
  await type(page, 'learningRate', '٠٫٠٠٥');
  assert.match(page.url(), /betaMax=10\.5&.*learningRate=0\.005&/);
  await type(page, 'betaMax', '1,2,3');
  await says(page, 'fault-betaMax', /β max can’t be “1,2,3”/);
  assert.equal(await page.inputValue('#setting-betaMax'), '10.5');
  await type(page, 'betaMax', '11');
  assert.equal(await page.locator('#fault-betaMax').count(), 0);

  // Without leave for the clipboard the link is there to be copied, and so it is with it.
  await page.evaluate(() =>
    Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }),
  );
  await page.click('#share');
  const copy = page.locator('#notices [data-key="share"] input');
  await copy.waitFor();
  assert.equal(await copy.inputValue(), page.url());
  assert.equal(await page.evaluate(() => String(getSelection())), page.url());

  // The same settings by that link, but for a letter that a mail took, or a cut.
  const link = page.url();
  const other = await context.newPage();
  await other.goto(`${link}).`);
  await says(other, 'setting-betaMax', /^$/);
  assert.equal(await other.inputValue('#setting-betaMax'), '11');
  assert.deepEqual(await notices(other), []);
  await other.goto(`${link.slice(0, link.indexOf('&layers'))}`);
  assert.match(await notice(other, 'link'), /cut off/);
  await other.goto(new URL('#dataset=own', link).href);
  assert.match(await notice(other, 'link'), /contains none.*Showing the ring/);
  assertClean();
  await close();
});

test('what is dropped has one answer, and the veil goes', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  /**
   * @param {string} target
   * @param {{ files?: [string, Uint8Array | string][], texts?: Record<string, string> }} what
   */
  const drop = async (target, { files = [], texts = {} }) => {
    const transfer = await page.evaluateHandle(
      ([files, texts]) => {
        const data = new DataTransfer();
        for (const [name, bytes] of files) {
          data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
        }
        for (const [type, words] of Object.entries(texts)) data.setData(type, words);
        return data;
      },
      /** @type {const} */ ([
        files.map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
        texts,
      ]),
    );
    // Asked at once: where no more of it is heard, the veil goes by itself.
    const veiled = await page.locator(target).evaluate((element, dataTransfer) => {
      const init = { dataTransfer, bubbles: true, cancelable: true, composed: true };
      element.dispatchEvent(new DragEvent('dragover', init));
      return document.body.classList.contains('dropping');
    }, transfer);
    assert.ok(veiled);
    await page.dispatchEvent(target, 'drop', { dataTransfer: transfer });
    assert.equal(await page.locator('body.dropping').count(), 0);
  };
  const editor = page.locator('#own-editor[open]');
  const shown = page.locator('#own-editor [data-part="count"]');
  // Points on the picture: no word of weights. More of them in the editor that is open now.
  await drop('#first', { files: [['three', '0,0\n1,0\n0,1\n']] });
  await editor.waitFor();
  await shown.filter({ hasText: /^3 points/ }).waitFor();
  assert.deepEqual(await notices(page), []);
  await drop('#own-editor canvas', { files: [['4.csv', '0,0\n1,0\n0,1\n1,1\n']] });
  await shown.filter({ hasText: /^4 points/ }).waitFor();
  await drop('#own-editor canvas', { texts: { 'text/plain': '0\t0\n1\t1\n' } });
  await shown.filter({ hasText: /^2 points/ }).waitFor();
  // What is refused is said where it can be read, and nothing is lost.
  const words = page.locator('#own-editor [data-key="drop"] p');
  await drop('#own-editor canvas', {
    files: [
      ['a.csv', '0,0'],
      ['b.csv', '0,0'],
    ],
  });
  await words.filter({ hasText: '2 files' }).waitFor();
  await drop('#own-editor canvas', { texts: { 'text/uri-list': 'https://a.example/' } });
  await words.filter({ hasText: 'That is a link' }).waitFor();
  assert.match((await shown.textContent()) ?? '', /^2 points/);
  // Weights, whatever they are called.
  await drop('#own-editor canvas', { files: [['points.csv', WEIGHTS]] });
  await flowOf(page, 'imported: points.csv');
  assert.equal(await editor.count(), 0);
  assert.equal(await page.locator('#notices .notice').count(), 1);

  // A drag that leaves the window, or says nothing more.
  const over = () =>
    page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([''], 'a'));
      document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true }));
    });
  const veil = page.locator('body.dropping');
  await over();
  assert.equal(await veil.count(), 1);
  await page.evaluate(() =>
    document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true })),
  );
  assert.equal(await veil.count(), 0);
  await over();
  await page.waitForFunction(() => !document.body.classList.contains('dropping'));
  assertClean();
  await close();
});

test('a learning rate that was changed midway is in the record and in the link, which repeats it', async () => {
  const { page, context, assertClean, close } = await app.openPage({
    hash: 'steps=3000&batch=512&particles=200&width=32&layers=4&lrSchedule=constant',
  });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await page.waitForFunction(() =>
    /^[1-9]/.test(document.getElementById('step')?.textContent ?? ''),
  );
  await page.click('#train');
  await training(page, 'paused');
  await type(page, 'learningRate', '0.05');
  await says(page, 'rates-note', /^0\.002 until step [\d,]+, then 0\.05\./);
  await page.click('#train');
  await training(page, 'finished');
  assert.match(page.url(), /&learningRate=0\.05&earlierRates=\d+-0\.002&/);
  const chips = () => page.locator('.runs-table td.settings').allInnerTexts();
  assert.match((await chips())[0], /0\.002 until step \d+/);
  const loss = await text(page, 'loss');
  const other = await context.newPage();
  await other.goto(page.url());
  await flowOf(other, 'shipped weights');
  await says(other, 'rates-note', /^0\.002 until step/);
  await other.click('#train');
  await training(other, 'finished');
  await says(other, 'loss', new RegExp(`^${loss.replace('.', '\\.')}$`));
  await other.click('#forget-rates');
  assert.doesNotMatch(other.url(), /earlierRates/);
  assertClean();
  await close();
});

test('a frame that may keep nothing: no history, no storage, no clipboard; the page works', async () => {
  const { page, close } = await app.openPage({
    hash: SMALL,
    before: () => {
      const refuse = () => {
        throw new DOMException('denied', 'SecurityError');
      };
      history.replaceState = history.pushState = refuse;
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, { get: refuse });
      }
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    },
  });
  await flowOf(page, 'shipped weights');
  const before = page.url();
  await type(page, 'layers', '4');
  assert.equal(page.url(), before);
  assert.equal(await page.inputValue('#setting-layers'), '4');
  await says(page, 'stale', /Layers/);
  await page.click('#share');
  const link = await page.locator('#notices [data-key="share"] input').inputValue();
  assert.match(link, /layers=4/);
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 40');
  await close();
});
