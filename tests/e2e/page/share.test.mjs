// What a visitor takes along and brings: runs, exports, weights from PyTorch and back.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findPython, python } from '../../unit/support/python.mjs';
import { pytorchShapes, readSafetensors } from '../../unit/support/safetensors-reader.mjs';
import {
  PATIENCE,
  choose,
  flowOf,
  notice,
  notices,
  pick,
  says,
  text,
  training,
  type,
} from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const PYTORCH = fileURLToPath(
  new URL('../../fixtures/nano_20k_pytorch.safetensors', import.meta.url),
);
const SMALL = 'steps=40&batch=64&particles=300&width=16&layers=3';

const app = await launch();
after(() => app.close());

/** Trains to the end. @param {Page} page @param {string} source of the last flow */
async function train(page, source) {
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, source);
  await measured(page, source);
}

/** Waits for the excess of certain weights. @param {Page} page @param {string} source */
async function measured(page, source) {
  await page.waitForFunction((wanted) => document.body.dataset.measured === wanted, source, {
    timeout: PATIENCE,
  });
}

/** The file that a click leads to. @param {Page} page @param {() => Promise<unknown>} click */
async function saved(page, click) {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: PATIENCE }),
    click(),
  ]);
  return {
    name: download.suggestedFilename(),
    bytes: new Uint8Array(readFileSync(await download.path())),
  };
}

/** An item of the Export menu. @param {Page} page @param {string} item */
async function exported(page, item) {
  await page.click('#export summary');
  return saved(page, () => page.click(`#export [data-item="${item}"]`));
}

/**
 * Where there is a PyTorch, the code on the page gives what the page says, from the file saved.
 * @param {Page} page
 * @param {Uint8Array} weights
 */
async function inPyTorch(page, weights) {
  const torch = findPython('torch', 'safetensors.torch');
  if (!torch) {
    console.log('skipped: the exported weights in PyTorch, which is not here with safetensors');
    return;
  }
  const code = await text(page, 'pytorch-code');
  const printed = python(torch, code, { 'nano-diffusion.safetensors': weights });
  const found = (printed.match(/-?\d+\.\d*/g) ?? []).map(Number);
  assert.equal(found.length, 6, printed);
  await page.waitForFunction((expected) => {
    const cells = [...document.querySelectorAll('#outputs td:nth-child(n + 4)')];
    const shown = cells.map((cell) => Number(cell.textContent?.replace('−', '-')));
    return shown.length === 6 && shown.every((v, i) => Math.abs(v - expected[i]) < 2e-4);
  }, found);
}

/** @param {{ bytes: Uint8Array }} file */
function lines({ bytes }) {
  return new TextDecoder().decode(bytes).trim().split('\r\n');
}

/** The texts of a column of the runs, the newest first. @param {Page} page @param {string} column */
function column(page, column) {
  return page.locator(`.runs-table td.${column}`).allInnerTexts();
}

/** Pixels of the loss chart in a colour of the style sheet. @param {Page} page @param {string} token */
async function painted(page, token) {
  // Out of sight it is not drawn; in sight, at the latest after two frames.
  await page.locator('#loss-chart').evaluate(async (host) => {
    host.scrollIntoView();
    for (let i = 0; i < 3; i++) await new Promise((done) => requestAnimationFrame(done));
  });
  return page.locator('#loss-chart canvas').evaluate((element, name) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const wanted = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (wanted.every((v, c) => data[i + c] === v) && data[i + 3] === 255) count++;
    }
    return count;
  }, token);
}

/** Waits until more than so many pixels have that colour. @param {Page} page @param {string} token @param {number} pixels */
async function paints(page, token, pixels) {
  for (const end = Date.now() + PATIENCE; !((await painted(page, token)) > pixels);) {
    assert.ok(Date.now() < end, `${token} is not drawn`);
  }
}

test('runs are listed, compared, renamed, kept over a reload, run again and deleted', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  assert.match(await text(page, 'runs-empty'), /Every training run from this visit/);
  assert.ok(await page.isDisabled('#runs-csv'));
  await train(page, 'step 40');
  assert.ok(await page.isHidden('#runs-empty'));
  const loss = await text(page, 'loss');
  await type(page, 'seed', '7');
  await type(page, 'learningRate', '0.0005');
  await type(page, 'steps', '30');
  await train(page, 'step 30');

  for (const figure of ['excess', 'kl']) {
    await page.waitForFunction(
      (figure) => document.querySelector(`.runs-table td.${figure}`)?.textContent !== '–',
      figure,
    );
  }
  assert.deepEqual(await column(page, 'steps'), ['30', '40']);
  assert.deepEqual((await column(page, 'loss'))[1], loss);
  const [second, first] = await column(page, 'settings');
  for (const words of ['Seed 7', 'Learning rate 0.0005', 'Steps 30']) {
    assert.ok(second.includes(words), `${words} in ${second}`);
  }
  for (const words of ['As in the post', 'Seed 1', 'Learning rate 0.002', 'Width 16', 'Layers 3']) {
    assert.ok(first.includes(words), `${words} in ${first}`);
  }
  assert.ok(!first.includes('β'), first);
  assert.ok((await column(page, 'excess')).every((figure) => Number(figure) > 0));

  // The first run's curve over the second's, in the first's colour, on both kinds of axis.
  assert.equal(await painted(page, '--run-0'), 0);
  const box = page.getByRole('checkbox', { name: 'Run 1 in the loss chart' });
  await box.check();
  await paints(page, '--run-0', 50);
  await choose(page, 'loss', 'excess');
  await paints(page, '--run-0', 0);
  await choose(page, 'loss', 'kl');
  await paints(page, '--run-0', 0);
  await choose(page, 'loss', 'log');

  const name = page.getByRole('textbox', { name: 'Name of Run 1' });
  await name.fill('small, "first"');
  await name.press('Enter');
  const table = await saved(page, () => page.click('#runs-csv'));
  assert.equal(table.name, 'nano-diffusion-runs.csv');
  const [head, row] = lines(table);
  assert.match(
    head,
    /^name,state,steps_done,mean_loss,excess_loss,kl_nats,kl_standard_error,training_set_loss,held_out_loss,copies,copies_by_chance,seconds,.*seed/,
  );
  assert.match(row, /^"small, ""first""",finished,40,0\.\d+,0\.\d+,/);
  assert.equal(lines(table).length, 3);

  await page.reload();
  await flowOf(page, 'shipped weights');
  assert.equal(await page.locator('.runs-table tbody tr').count(), 2);
  assert.ok(await box.isHidden());
  const kept = page.getByRole('checkbox', { name: 'small, "first" in the loss chart' });
  assert.ok(await kept.isChecked());
  // Its curve is there without a run at hand.
  await paints(page, '--run-0', 50);
  assert.ok(await page.isHidden('#loss-empty'));

  // The same settings give the same loss.
  await page.getByRole('button', { name: 'Run small, "first" again' }).click();
  await training(page, 'finished');
  await flowOf(page, 'step 40');
  assert.equal(await page.inputValue('#setting-seed'), '1');
  assert.equal(await text(page, 'loss'), loss);
  assert.deepEqual(await column(page, 'loss'), [loss, (await column(page, 'loss'))[1], loss]);

  for (const left of [2, 1, 0]) {
    await page.locator('.runs-table .remove').first().click();
    assert.equal(await page.locator('.runs-table tbody tr').count(), left);
  }
  assert.ok(await page.isVisible('#runs-empty'));
  assertClean();
  await close();
});

test('a run begun at the very end of another is followed and measured like any', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'finished');
  await type(page, 'steps', '50');
  await page.click('#train');
  await flowOf(page, 'step 50');
  await measured(page, 'step 50');
  await page.waitForFunction(
    () => Number(document.querySelector('.runs-table td.excess')?.textContent) > 0,
  );
  assert.deepEqual(await column(page, 'steps'), ['50', '40']);
  assertClean();
  await close();
});

/** The size of a picture, and how much of its left and right half is not background. @param {Page} page @param {Uint8Array} bytes */
function inksOf(page, bytes) {
  const address = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
  return page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { width, height } = image;
    const canvas = new OffscreenCanvas(width, height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.drawImage(image, 0, 0);
    const inks = [0, width / 2].map((left) => {
      const { data } = context.getImageData(left, 0, width / 2, height);
      const pixels = new Uint32Array(data.buffer);
      return pixels.filter((pixel) => pixel !== pixels[0]).length / pixels.length;
    });
    return { size: [width, height], inks };
  }, address);
}

test('exports: weights, samples, losses, picture, slide', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: `${SMALL}&compare=heun-exact` });
  await flowOf(page, 'shipped weights');
  // Nothing trained yet: not offered.
  await page.click('#export summary');
  assert.ok(await page.isDisabled('#export [data-item="losses"]'));
  await page.keyboard.press('Escape');
  await train(page, 'step 40');

  const weights = await exported(page, 'weights');
  assert.equal(weights.name, 'nano-diffusion.safetensors');
  const { tensors, metadata } = readSafetensors(weights.bytes);
  const shapes = Object.entries(tensors).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(Object.fromEntries(shapes), pytorchShapes(3, 16));
  assert.equal(JSON.parse(metadata.nano_diffusion).train.steps, 40);
  await inPyTorch(page, weights.bytes);

  const table = await exported(page, 'samples-csv');
  // Named by what they are: of which data, at which t; and in the first line, in which units.
  assert.match(table.name, /^nano-diffusion-samples-ring-t[\d.e-]+\.csv$/);
  const csv = lines(table);
  assert.match(
    csv[0],
    /^x \(samples of a model of the ring at t = [\d.e-]+; units of the page\),y \(/,
  );
  const points = csv.slice(1).flatMap((line) => line.split(',').map(Number));
  assert.equal(points.length, 600);
  const npy = await exported(page, 'samples-npy');
  assert.equal(npy.name, table.name.replace('.csv', '.npy'));
  const start = 10 + new DataView(npy.bytes.buffer).getUint16(8, true);
  assert.match(new TextDecoder('latin1').decode(npy.bytes.slice(0, start)), /'shape': \(300, 2\)/);
  assert.deepEqual(new Float32Array(npy.bytes.buffer.slice(start)), Float32Array.from(points));

  const losses = lines(await exported(page, 'losses'));
  assert.equal(losses.length, 41);
  assert.equal(losses[0], 'step,loss,mean');
  assert.equal(Number(losses[40].split(',')[2]).toFixed(4), await text(page, 'loss'));

  const picture = await exported(page, 'picture');
  assert.equal(picture.name, 'nano-diffusion.png');
  const view = new DataView(picture.bytes.buffer);
  assert.equal(view.getUint32(0), 0x89504e47);
  const shown = await page.locator('#flow').evaluate((canvas) => canvas.clientWidth);
  // Two pictures side by side, twice as sharp, and a line under them.
  assert.equal(view.getUint32(16), 2 * (2 * shown + 8));
  assert.equal(view.getUint32(20), 2 * (shown + 34));
  // For a slide: two pictures, and one beside its words.
  for (const compare of ['heun-exact', 'off']) {
    if (compare === 'off') await page.selectOption('#setting-compare', 'off');
    const slide = await exported(page, 'slide');
    assert.equal(slide.name, 'nano-diffusion-slide.png');
    const { size, inks } = await inksOf(page, slide.bytes);
    assert.deepEqual(size, [1920, 1080]);
    // Both halves have a picture or words in them.
    assert.ok(
      inks.every((ink) => ink > 0.005 && ink < 0.5),
      `${compare} ${inks}`,
    );
  }
  assert.deepEqual(await notices(page), []);
  assertClean();
  await close();
});

test('the film plays the flow once, whatever happens to the page; without a recorder it says so', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: `${SMALL}&playback=1.5` });
  await flowOf(page, 'shipped weights');
  // What the recorder is given: the size of its pictures, and how long it stood still while it ran.
  await page.evaluate(() => {
    const original = HTMLCanvasElement.prototype.captureStream;
    HTMLCanvasElement.prototype.captureStream = function (...given) {
      const seen = { width: this.width, height: this.height };
      Object.assign(window, { filmed: this, seen });
      return original.apply(this, given);
    };
    const { pause, resume } = MediaRecorder.prototype;
    MediaRecorder.prototype.pause = function () {
      document.body.dataset.held = 'yes';
      pause.call(this);
    };
    MediaRecorder.prototype.resume = function () {
      document.body.dataset.held = 'no';
      resume.call(this);
    };
  });
  const recording = exported(page, 'film');
  await notice(page, 'export');
  /** @param {boolean} hidden */
  const hide = (hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  await page.waitForSelector('body[data-held="yes"]');
  // Another size of the window, and another flow: neither is in the film.
  const size = /** @type {{ width: number, height: number }} */ (page.viewportSize());
  await page.setViewportSize({ width: 700, height: 800 });
  await type(page, 'particles', '500');
  await says(page, 'samples', /^500 samples/);
  await hide(false);
  await page.waitForSelector('body[data-held="no"]');
  const film = await recording;
  await page.setViewportSize(size);
  assert.equal(film.name, 'nano-diffusion.webm');
  assert.equal(new DataView(film.bytes.buffer).getUint32(0), 0x1a45dfa3, 'the mark of Matroska');
  assert.ok(film.bytes.length > 20_000, `${film.bytes.length} bytes`);
  const [now, then] = await page.evaluate(() => {
    const { filmed, seen } = /** @type {any} */ (window);
    return [{ width: filmed.width, height: filmed.height }, seen];
  });
  assert.deepEqual(now, then, 'its pictures keep their size');
  await page.waitForFunction(() => !document.querySelector('#notices [data-key="export"]'));
  // A browser that promises a codec and has none; one without a recorder.
  await page.evaluate(() => {
    MediaRecorder.prototype.start = () => {
      throw new DOMException('no codec', 'NotSupportedError');
    };
  });
  for (const missing of ['codec', 'recorder']) {
    if (missing === 'recorder') {
      await page.evaluate(() => Reflect.deleteProperty(window, 'MediaRecorder'));
    }
    await page.click('#export summary');
    await page.click('#export [data-item="film"]');
    await page.waitForSelector('#notices [data-key="export"].warning');
    assert.match(await notice(page, 'export'), /can’t record video/);
    await page.click('#notices [data-key="export"] .close');
  }
  assertClean();
  await close();
});

test('the Export menu works by keyboard', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  await page.focus('#export summary');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-item'));
  assert.equal(await focused(), 'samples-csv');
  // There are no losses yet: they can't be chosen.
  await page.keyboard.press('End');
  assert.equal(await focused(), 'film');
  await page.keyboard.press('Escape');
  assert.ok(await page.isHidden('#export ul'));
  assert.ok(await page.evaluate(() => document.activeElement?.matches('#export summary')));
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  const file = await saved(page, () => page.keyboard.press('Enter'));
  assert.equal(file.name, 'nano-diffusion.safetensors');
  assert.ok(await page.isHidden('#export ul'));
  assertClean();
  await close();
});

test('weights from PyTorch: read, shown, compared, read otherwise, and put back', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  await measured(page, 'shipped weights');
  const before = await text(page, 'excess');
  await page.setInputFiles('#import-file', PYTORCH);
  const source = 'imported: nano_20k_pytorch.safetensors';
  await flowOf(page, source);
  await measured(page, source);
  await says(page, 'excess', /^0\.001[5-9]\d$/);
  await says(page, 'floor', /^0\.1801$/);
  assert.match(
    await notice(page, 'import'),
    /nano_20k.*6 layers of width 64, ReLU.*post’s conventions/,
  );
  await says(page, 'import-status', /output is the score/);
  assert.equal(await page.inputValue('#setting-layers'), '6');
  assert.equal(await page.inputValue('#setting-steps'), '40', 'how to train stays as it was');
  assert.equal(await text(page, 'stale'), '');

  // What these weights give at (0.5, 0.5, 0.05) and (2, 2, 1), by PyTorch.
  await says(page, 'outputs', /4\.7196/);
  const cells = await page
    .locator('#outputs tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  assert.deepEqual(cells[0], ['0.5', '0.5', '0.05', '4.7196', '5.3143']);
  assert.deepEqual(cells.at(-1), ['2', '2', '1', '−1.9666', '−2.0031']);
  assert.match(await text(page, 'pytorch-code'), /\[3\] \+ \[64\] \* 5 \+ \[2\]/);
  assert.match(await text(page, 'pytorch-code'), /functional\.relu/);

  await pick(page.locator('#import-reading input[value="silu"]'));
  await says(page, 'pytorch-code', /functional\.silu/);
  await says(page, 'import-status', /SiLU/);
  await page.waitForFunction(() => Number(document.getElementById('excess')?.textContent) > 0.01);
  await pick(page.locator('#import-reading input[value="relu"]'));
  await says(page, 'excess', /^0\.001[5-9]\d$/);

  // Saved again, the file says how it is to be read, and needs no questions.
  const again = await exported(page, 'weights');
  const { metadata } = readSafetensors(again.bytes);
  assert.equal(JSON.parse(metadata.nano_diffusion).network.parametrisation, 'score');

  await page.click('#import-back');
  await flowOf(page, 'shipped weights');
  await measured(page, 'shipped weights');
  await says(page, 'excess', new RegExp(`^${before}$`));
  assert.equal(await page.inputValue('#setting-layers'), '3');
  assert.ok(await page.isHidden('#import-reading'));
  assert.deepEqual(await notices(page), []);
  assertClean();
  await close();
});

test('a dropped file pauses the run, which can go on; a bad one changes nothing', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'steps=100000&batch=64&particles=200',
  });
  await page.click('#train');
  await page.waitForFunction(() => /^step /.test(document.body.dataset.flow ?? ''), null, {
    timeout: PATIENCE,
  });
  /** @param {string} name @param {Uint8Array} bytes */
  const drop = async (name, bytes) => {
    const transfer = await page.evaluateHandle(
      ([name, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], name));
        return data;
      },
      [name, Buffer.from(bytes).toString('base64')],
    );
    await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
    assert.ok(await page.locator('body.dropping').count());
    await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
    assert.equal(await page.locator('body.dropping').count(), 0);
  };
  const bytes = new Uint8Array(readFileSync(PYTORCH));
  await drop('half.safetensors', bytes.slice(0, 1000));
  assert.match(await notice(page, 'import'), /^half\.safetensors was not imported.*not a complete/);
  assert.equal(await page.evaluate(() => document.body.dataset.training), 'running');

  await drop('whole.safetensors', bytes);
  await training(page, 'paused');
  await flowOf(page, 'imported: whole.safetensors');
  await says(page, 'training-status', /Paused\. The flow comes from imported: whole/);
  await page.click('#train');
  await training(page, 'running');
  await page.waitForFunction(() => /^step /.test(document.body.dataset.flow ?? ''), null, {
    timeout: PATIENCE,
  });
  await says(page, 'import-status', /^Step /);
  assert.ok(await page.isHidden('#import-back'));
  assertClean();
  await close();
});
