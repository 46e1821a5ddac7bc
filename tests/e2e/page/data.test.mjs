// The choice of data: every shape trains and is judged; points of one's own are drawn, loaded, kept.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { PATIENCE, flowOf, metrics, notice, says, text, training } from '../support/actions.mjs';
import { DATA_SETS } from '../../../www/settings/data-sets.js';
import { encodePoints } from '../../../www/settings/points-codec.js';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const SMALL = 'steps=100&batch=128&particles=300&dt=0.02&layers=4&width=32';

const app = await launch();
after(() => app.close());

/** Means of the losses at the beginning and at the end, by way of the page. @param {Page} page */
async function trainAndJudge(page) {
  await says(page, 'floor', /^\d/);
  const floor = Number(await text(page, 'floor'));
  assert.ok(floor > 0.01 && floor < 0.6, `floor ${floor}`);
  await page.click('#train');
  await page.waitForFunction(() => /^\d/.test(document.getElementById('loss')?.textContent ?? ''));
  const first = Number(await text(page, 'loss'));
  await training(page, 'finished');
  await flowOf(page, 'step 100');
  await page.waitForFunction(() => document.body.dataset.measured === 'step 100', null, {
    timeout: PATIENCE,
  });
  await says(page, 'excess', /^\d/);
  const [last, excess] = [Number(await text(page, 'loss')), Number(await text(page, 'excess'))];
  assert.ok(last < Math.max(first, 0.9), `loss ${first} -> ${last}`);
  assert.ok(last > floor - 0.05, `loss ${last}, floor ${floor}`);
  assert.ok(excess > 0.001 && excess < 0.6, `excess ${excess}`);
}

for (const { key: kind } of DATA_SETS.filter(({ key }) => key !== 'own')) {
  test(`${kind}: picked from the menu it shows, trains and is judged`, async () => {
    const { page, assertClean, close } = await app.openPage({ hash: SMALL });
    await flowOf(page, 'shipped weights');
    await page.selectOption('#setting-dataset', kind);
    const ring = kind === 'ring';
    assert.equal(page.url().includes(`dataset=${kind}`), !ring);
    assert.equal(await page.locator('[data-key="scale"]').isVisible(), ring);
    assert.equal(await page.locator('[data-key="angle"]').isVisible(), ring);
    assert.equal(await page.locator('[data-key="kernelWidth"]').isVisible(), false);
    if (!ring) await says(page, 'stale', /Data/);
    for (const place of ['.tagline', '.view-hint']) {
      const words = await page.locator(place).textContent();
      assert.equal(words?.includes('ring'), ring, words ?? '');
    }
    await trainAndJudge(page);
    await says(page, 'angle-title', ring ? /^Angle$/ : /x$/);
    await says(page, 'radius-title', ring ? /^Radius$/ : /y$/);
    const keys = Object.keys(await metrics(page));
    const expected = ring
      ? ['radiusW1', 'angleW1', 'radiusTv', 'offRing']
      : ['xW1', 'yW1', 'planeTv', 'offSupport'];
    assert.deepEqual(keys, expected);
    assertClean();
    await close();
  });
}

test('the exact score needs no training: it makes the shape picked', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'dataset=checkerboard&score=exact&particles=500&dt=0.005',
  });
  await flowOf(page, 'shipped weights');
  const { xW1, yW1, offSupport } = await metrics(page);
  assert.ok(xW1 < 0.25 && yW1 < 0.25 && offSupport < 0.06, `${xW1} ${yW1} ${offSupport}`);
  assertClean();
  await close();
});

/** Opens the editor by picking one's own data. @param {Page} page */
async function openEditor(page) {
  await page.selectOption('#setting-dataset', 'own');
  await page.waitForSelector('#own-editor[open]');
}

/** The points in the editor. @param {Page} page */
async function count(page) {
  const words = await page.locator('#own-editor [data-part="count"]').textContent();
  return Number(words?.replace(',', '').match(/^\d+/)?.[0]);
}

/** Draws a line over a part of the canvas. @param {Page} page @param {[number, number][]} path shares of its size */
async function stroke(page, path) {
  const box = await page.locator('#own-editor canvas').boundingBox();
  assert.ok(box);
  const at = (/** @type {[number, number]} */ [x, y]) =>
    /** @type {[number, number]} */ ([box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...at(path[0]));
  await page.mouse.down();
  for (const place of path.slice(1)) await page.mouse.move(...at(place), { steps: 8 });
  await page.mouse.up();
}

test('own data by hand: pointer, keys, undo, clear; it trains; the link restores it', async () => {
  const { page, context, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  await openEditor(page);
  assert.equal(await page.locator('[data-part="use"]').isDisabled(), true);
  // Cancelled, nothing has changed.
  await page.click('#own-editor [data-part="leave"]');
  assert.equal(await page.locator('#setting-dataset').inputValue(), 'ring');
  await page.click('#own-edit');
  await stroke(page, [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.5, 0.75],
  ]);
  const drawn = await count(page);
  assert.ok(drawn > 30, `${drawn} points`);
  await page.locator('#own-editor canvas').press('ArrowLeft');
  await page.locator('#own-editor canvas').press('ArrowUp');
  await page.locator('#own-editor canvas').press('Space');
  assert.equal(await count(page), drawn + 1);
  await page.click('[data-part="clear"]');
  assert.equal(await count(page), 0);
  await page.click('[data-part="undo"]');
  await page.locator('#own-editor canvas').press('Backspace');
  assert.equal(await count(page), drawn);
  await page.click('[data-part="use"]');
  assert.equal(await page.locator('#setting-dataset').inputValue(), 'own');
  assert.match(page.url(), /dataset=own&points=[\w-]{120,}/);
  assert.ok(page.url().length < 1600);
  assert.equal(await page.locator('[data-key="kernelWidth"]').isVisible(), true);
  await trainAndJudge(page);
  // Another page, by the link alone: nothing is kept there.
  const url = page.url();
  await page.evaluate(() => localStorage.clear());
  const other = await context.newPage();
  await other.goto(url);
  await other.waitForSelector(`#own-edit[data-count="${drawn}"]`);
  await page.selectOption('#setting-dataset', 'ring');
  assert.doesNotMatch(page.url(), /points/);
  await page.selectOption('#setting-dataset', 'own');
  await page.waitForSelector(`#own-edit[data-count="${drawn}"]`);
  assertClean();
  await close();
});

/** A grey PNG of `width × height` pixels. @param {number} width @param {number} height @param {(x: number, y: number) => number} grey */
function png(width, height, grey) {
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = grey(x, y);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const chunk = (/** @type {string} */ name, /** @type {Buffer} */ data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const out = Buffer.alloc(8 + body.length);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), 4 + body.length);
    return out;
  };
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows))];
  return Buffer.concat([signature, ...parts, chunk('IEND', Buffer.alloc(0))]);
}

/** @param {Buffer} bytes */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

test('own data from files; what is wrong is told and loses nothing; large sets stay here', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  await openEditor(page);
  /** @param {string} name @param {string | Buffer} body @param {RegExp} words */
  const load = async (name, body, words) => {
    const file = { name, mimeType: '', buffer: Buffer.from(body) };
    await page.locator('#own-editor [data-part="file"]').setInputFiles(file);
    const message = page.locator('#own-editor [data-part="message"]');
    await message.filter({ hasText: words }).waitFor({ timeout: PATIENCE });
  };
  await load('line.csv', 'x,y\n0,0\n1,1\n2,2\n', /3 points/);
  assert.equal(await count(page), 3);
  await load('wrong.json', '[[0,0],[1', /ends before it is complete.*are unchanged/);
  await load(
    'wrong.png',
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    /is a PNG picture, but it is damaged.*are unchanged/,
  );
  await load('notes.doc', 'Dear all,', /no table of numbers: line 1 is “Dear all,”.*are unchanged/);
  await load('sheet.csv', 'PK\x03\x04 xl/workbook.xml', /an Excel workbook.*are unchanged/);
  assert.equal(await count(page), 3);
  await load('pairs.json', '[[0,0],[1,0],[0,1],[1,1]]', /4 points/);
  assert.equal(await count(page), 4);
  await load(
    'disc.png',
    png(64, 64, (x, y) => (Math.hypot(x - 32, y - 32) < 25 ? 0 : 255)),
    /1,000 of 1,9\d\d dark pixels/,
  );
  assert.equal(await count(page), 1000);
  await page.click('[data-part="use"]');
  await says(page, 'own-note', /^1,000 points: more than the 350 that a link/);
  assert.doesNotMatch(page.url(), /points=/);
  await trainAndJudge(page);
  // This browser keeps them.
  await page.reload();
  await page.waitForSelector('#own-edit[data-count="1000"]');
  await flowOf(page, 'shipped weights');
  await says(page, 'excess', /^\d/); // all workers are there: nothing is left to be broken off
  // Another one says what it lacks.
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  assert.match(await notice(page, 'link'), /none are saved/);
  assert.equal(await page.locator('#setting-dataset').inputValue(), 'ring');
  assertClean();
  await close();
});

test('a link’s points never take the place of one’s own; those before can be brought back', async () => {
  const mine = encodePoints([-1, 0, 1, 0, 0, 1]);
  const theirs = encodePoints([0.5, 0.5, -0.5, 0.5, -0.5, -0.5, 0.5, -0.5, 0, 0]);
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  await openEditor(page);
  await page.locator('#own-editor canvas').press('Space');
  await page.click('[data-part="use"]');
  await page.waitForSelector('#own-edit[data-count="1"]');
  await page.evaluate((text) => localStorage.setItem('nano-diffusion.points', text), mine);
  const kept = () => page.evaluate(() => localStorage.getItem('nano-diffusion.points'));
  /** Follows a link to their points. */
  const follow = async () => {
    await page.evaluate((hash) => (location.hash = hash), `${SMALL}&dataset=own&points=${theirs}`);
    await page.waitForSelector('#own-edit[data-count="5"]');
  };
  await follow();
  await says(page, 'excess', /^\d/); // nothing is left to be broken off
  await page.reload();
  await page.waitForSelector('#own-edit[data-count="5"]');
  await flowOf(page, 'shipped weights');
  assert.equal(await kept(), mine, 'opening the link');
  const back = page.locator('#own-editor [data-part="back"]');
  // Looked at and used as they are, they remain the link's.
  await page.click('#own-edit');
  assert.equal(await back.textContent(), 'Bring back 3 points');
  await page.click('[data-part="use"]');
  assert.equal(await kept(), mine, 'using the link’s points');
  // Drawn on, they are one's own; the ones before are there.
  await page.click('#own-edit');
  await page.locator('#own-editor canvas').press('ArrowLeft');
  await page.locator('#own-editor canvas').press('Space');
  await page.click('[data-part="use"]');
  await page.waitForSelector('#own-edit[data-count="6"]');
  assert.notEqual(await kept(), mine);
  await says(page, 'excess', /^\d/);
  await page.reload();
  await page.waitForSelector('#own-edit[data-count="6"]');
  await flowOf(page, 'shipped weights');
  await page.click('#own-edit');
  /** @type {number[]} */
  const sets = [];
  for (let i = 0; i < 3; i++) {
    await back.click();
    sets.push(await count(page));
  }
  assert.deepEqual(sets.toSorted(), [3, 5, 6], 'my old points, the link’s, and the new ones');
  for (let i = 0; (await count(page)) !== 3; i++) {
    assert.ok(i < 4);
    await back.click();
  }
  await page.click('[data-part="use"]');
  await page.waitForSelector('#own-edit[data-count="3"]');
  assert.equal(await kept(), mine);
  // What is drawn and then left is not lost either.
  await page.click('#own-edit');
  for (const key of ['Space', 'ArrowUp', 'Space', 'ArrowUp', 'Space', 'ArrowUp', 'Space']) {
    await page.locator('#own-editor canvas').press(key);
  }
  await page.keyboard.press('Escape');
  await page.waitForSelector('#own-editor:not([open])', { state: 'attached' });
  await page.click('#own-edit');
  assert.equal(await count(page), 3);
  assert.equal(await back.textContent(), 'Bring back 7 points');
  assertClean();
  await close();
});

test('a browser that keeps nothing says so of points that no link can hold', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: SMALL,
    before: () => {
      const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, value) {
        if (/points/.test(key)) throw new DOMException('full', 'QuotaExceededError');
        set.call(this, key, value);
      };
    },
  });
  await flowOf(page, 'shipped weights');
  await openEditor(page);
  const rows = Array.from({ length: 400 }, (_, i) => `${Math.cos(i)},${Math.sin(i)}`);
  const file = { name: 'circle.csv', mimeType: '', buffer: Buffer.from(rows.join('\n')) };
  await page.locator('#own-editor [data-part="file"]').setInputFiles(file);
  await page.locator('[data-part="message"]').filter({ hasText: '400 points' }).waitFor();
  await page.click('[data-part="use"]');
  await says(page, 'own-note', /^400 points: .*isn’t saving data/);
  assertClean();
  await close();
});

test('a file is shown before it is used: how it was read, what is left out, what is asked', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  await openEditor(page);
  const preview = page.locator('#own-editor .preview');
  const message = page.locator('#own-editor [data-part="message"]');
  /** @param {RegExp} words */
  const told = (words) => message.filter({ hasText: words }).waitFor({ timeout: PATIENCE });
  /** @param {string} name @param {string} body */
  const load = (name, body) =>
    page
      .locator('#own-editor [data-part="file"]')
      .setInputFiles({ name, mimeType: '', buffer: Buffer.from(body) });
  await load('a.csv', 'id;x;y\n1;170,5;70\n2;NA;3\n3;169,5;70\n4;170;1e400\n');
  await told(/a\.csv: 2 points; moved by \(−170, −70\), scaled by 2\./);
  assert.equal(await preview.locator('[data-choice="delimiter"]').inputValue(), ';');
  assert.equal(await preview.locator('[data-choice="decimal"]').inputValue(), ',');
  assert.equal(await preview.locator('[data-choice="header"]').isChecked(), true);
  assert.equal(await preview.locator('[data-choice="x"]').inputValue(), '1');
  const out = preview.locator('details');
  assert.match(
    await out.innerText(),
    /2 rows left out\s+line 3: “NA” is no value\s+line 5: “1e400” is too large/,
  );
  // Read otherwise; it is still one step.
  await preview.locator('[data-choice="x"]').selectOption({ label: 'id' });
  await told(/3 points/);
  await page.click('[data-part="undo"]');
  assert.equal(await count(page), 0);
  assert.equal(await preview.isVisible(), false);
  // Two readings: nothing changes before the answer.
  await load('b.csv', '0,5,1,25\n2,5,3,75\n');
  await told(/answer the question below/);
  assert.equal(await count(page), 0);
  assert.equal(await page.locator('[data-part="use"]').isDisabled(), true);
  await preview.getByRole('button', { name: 'It is the point (0.5, 1.25)' }).click();
  await told(/2 points; moved by \(−1\.5, −2\.5\)/);
  // Pasted, with one point far from all others.
  const rows = Array.from({ length: 30 }, (_, i) => `${Math.cos(i)}\t${Math.sin(i)}`);
  await page.locator('#own-editor canvas').evaluate(
    (canvas, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      canvas.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    },
    [...rows, '1000000\t0'].join('\n'),
  );
  await told(/Pasted text: 31 points/);
  await preview.getByLabel(/far from the rest: line 31 \(1000000, 0\)/).check();
  await told(/Pasted text: 31 points, 1 left out; moved by/);
  assert.equal(await count(page), 30);
  // A picture that only an element can decode, light on dark.
  await load(
    'c.svg',
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/><circle cx="4.5" cy="4.5" r="3" fill="#fff"/></svg>',
  );
  await told(/1,000 of [\d,]+ light pixels, chosen at random/);
  await page.click('[data-part="undo"]');
  await page.click('[data-part="use"]');
  // Pasted pictures; large ones are made smaller. Their content decides, not their name.
  for (const type of ['image/jpeg', 'image/webp']) {
    await page.click('#own-edit');
    await page.evaluate(async (kind) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 2600, height: 2000 });
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      context.fillStyle = '#eee';
      context.fillRect(0, 0, 2600, 2000);
      context.fillStyle = '#666';
      context.fillRect(200, 200, 520, 400);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, kind));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([/** @type {Blob} */ (blob)], 'p.txt'));
      document
        .querySelector('#own-editor canvas')
        ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, type);
    // A twenty-fifth of four million pixels.
    await told(/p\.txt: 1,000 of 1(59|60|61),\d\d\d dark pixels/);
    await page.click('[data-part="use"]');
  }
  // How they were moved and scaled is kept with the points; samples can be had in the file’s units.
  const TURN = Math.PI / 45;
  const map = Array.from(
    { length: 90 },
    (_, i) => `${170 + 12 * Math.cos(i * TURN)} ${70 + 12 * Math.sin(i * TURN)}`,
  );
  await page.click('#own-edit');
  await load('map.txt', map.join('\n'));
  await told(/map\.txt: 90 points; moved by \(−170, −70.*scaled by 0\.08/);
  await page.click('[data-part="use"]');
  await says(page, 'own-note', /From a file: moved by \(−170, −70.*\), scaled by 0\.08/);
  await page.evaluate(() => (location.hash += '&score=exact'));
  assert.match(page.url(), /points=[\w-]+\.[\d.e-]+_[\d.e-]+_[\d.e-]+/);
  await page.reload();
  await says(page, 'own-note', /From a file: moved by \(−170, −70/);
  await flowOf(page, 'shipped weights');
  await page.click('#export summary');
  const download = page.waitForEvent('download');
  await page.click('[data-item="samples-file"]');
  const csv = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\r\n')
    .slice(1);
  const means = [0, 1].map(
    (i) => csv.reduce((sum, row) => sum + Number(row.split(',')[i]), 0) / csv.length,
  );
  assert.ok(Math.hypot(means[0] - 170, means[1] - 70) < 3, String(means));
  assertClean();
  await close();
});

test('a file dropped on the picture opens the editor', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SMALL });
  await flowOf(page, 'shipped weights');
  await page.locator('#first').evaluate((figure) => {
    const files = new DataTransfer();
    files.items.add(new File(['0,0\n1,0\n0,1\n'], 'three.csv'));
    figure.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true }));
  });
  await page.waitForSelector('#own-editor[open]');
  await page
    .locator('#own-editor [data-part="message"]')
    .filter({ hasText: /3 points/ })
    .waitFor();
  await page.click('[data-part="use"]');
  await page.waitForSelector('#own-edit[data-count="3"]');
  assertClean();
  await close();
});
