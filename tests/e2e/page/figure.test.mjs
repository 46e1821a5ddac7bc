// The post's figure: what it shows is what the core counts, of the flow on the page, at its t; it
// follows, dims, is saved, and is worked by keys.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { PATIENCE, choose, flowOf, notice, says, text } from '../support/actions.mjs';
import { core } from '../../unit/support/core.mjs';
import { layOut } from '../../../www/figure/figure-layout.js';
import { toConfig } from '../../../www/settings/config.js';
import { readHash } from '../../../www/settings/url-hash.js';
import { SIDE } from '../../../www/sampling/sampling-canvas.js';
import { colour } from '../../../www/plots/colormap.js';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ t: number, histogram: string, of: string, density: number }} Bin */

const app = await launch();
after(() => app.close());

const SETTINGS = 'particles=400&noiseSteps=12&method=dpm';

/** Opens the figure, of a flow that stands at a share of its time. @param {Page} page @param {number} progress */
async function openFigure(page, progress) {
  await page.click('#figure-open');
  await page.waitForSelector('#figure-dialog[open]');
  await seek(page, progress);
}

/** Goes to a share of the flow from T = 1 to 0, and waits for the figure of that time.
 * @param {Page} page @param {number} progress */
async function seek(page, progress) {
  await page.locator('#figure-time').fill(String(1000 * progress));
  await page.waitForFunction(
    (wanted) => {
      const words = document.getElementById('figure-words')?.textContent ?? '';
      return Math.abs(Number(/ t = ([\d.]+)/.exec(words)?.[1] ?? NaN) - wanted) < 2e-3;
    },
    1 - progress,
    { timeout: PATIENCE },
  );
}

/** What a button saves. @param {Page} page @param {string} button */
async function saved(page, button) {
  const download = page.waitForEvent('download');
  await page.locator(button).dispatchEvent('click');
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** @param {Page} page @returns {Promise<Bin[]>} */
async function table(page) {
  const { name, bytes } = await saved(page, '#figure-csv');
  assert.equal(name, 'nano-diffusion-figure.csv');
  const [head, ...lines] = bytes
    .toString('utf8')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  return lines.map((cells) => {
    const row = Object.fromEntries(head.map((column, i) => [column, cells[i]]));
    return { t: Number(row.t), histogram: row.histogram, of: row.of, density: Number(row.density) };
  });
}

/** @param {Bin[]} bins @param {string} histogram @param {string} of */
const densities = (bins, histogram, of) =>
  bins.filter((bin) => bin.histogram === histogram && bin.of === of).map(({ density }) => density);

/** @param {number[]} found @param {ArrayLike<number>} expected @param {string} what */
function same(found, expected, what) {
  assert.equal(found.length, expected.length, what);
  found.forEach((v, i) =>
    assert.ok(Math.abs(v - expected[i]) < 1e-5, `${what}, bin ${i}: ${v}, ${expected[i]}`),
  );
}

for (const [dataset, marginals] of /** @type {const} */ ([
  ['ring', ['radius', 'angle']],
  ['moons', ['x', 'y']],
])) {
  test(`${dataset}: it shows what the core counts, of the samples and of the data at t`, async () => {
    const hash = `${SETTINGS}&dataset=${dataset}&score=exact`;
    const { page, assertClean, close } = await app.openPage({ hash });
    await flowOf(page, 'shipped weights');
    const { bytes } = await saved(page, '#export [data-item="samples-csv"]');
    const numbers = bytes.toString('utf8').split('\r\n').slice(1, -1).join(',').split(',');
    const samples = Float32Array.from(numbers.map(Number));
    assert.equal(samples.length, 800);
    const evaluator = new core.Evaluator(toConfig(readHash(hash).values));

    await openFigure(page, 1);
    assert.match(
      await text(page, 'figure-words'),
      /exact score · β 0\.1–20, T = 1 · t = 0\.000 · n = 400/,
    );
    const end = await table(page);
    const planes = evaluator.planesAt(samples, 0, SIDE);
    const half = planes.length / 2;
    same(densities(end, 'plane', 'data'), planes.subarray(0, half), 'data');
    same(densities(end, 'plane', 'samples'), planes.subarray(half), 'samples');
    const views = evaluator.histogramsAt(samples, 0);
    for (const key of marginals) {
      const view = views.find((one) => one.key === key);
      assert.ok(view);
      same(densities(end, key, 'data'), view.data, key);
      same(densities(end, key, 'samples'), view.samples, key);
    }
    const shown = await page.locator('#figure-distances li').allTextContents();
    const metrics = evaluator.evaluate(samples).metrics;
    assert.equal(shown.length, metrics.length + 1);
    metrics.forEach(({ value, bandBound }, i) =>
      assert.equal(shown[i + 1].includes('✓'), value <= bandBound, shown[i + 1]),
    );

    // Another time: the data of that time, and its words.
    await seek(page, 0.6);
    const way = await table(page);
    const t = way[0].t;
    assert.ok(Math.abs(t - 0.4) < 2e-3, String(t));
    assert.match(await text(page, 'figure-words'), new RegExp(`t = ${t.toFixed(3)}`));
    same(
      densities(way, 'plane', 'data'),
      evaluator.planesAt(samples, t, SIDE).subarray(0, half),
      'noised',
    );
    assert.notDeepEqual(densities(way, 'plane', 'samples'), densities(end, 'plane', 'samples'));
    assertClean();
    await close();
  });
}

test('one scale of colours for data and samples; saved as picture and arrays', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: SETTINGS,
    viewport: { width: 1440, height: 900 },
  });
  await flowOf(page, 'shipped weights');
  await openFigure(page, 1);
  const bins = await table(page);
  const most = Math.max(...['data', 'samples'].flatMap((of) => densities(bins, 'plane', of)));
  const { width, height, letters } = await page.locator('#figure').evaluate((canvas) => ({
    width: canvas.clientWidth,
    height: canvas.clientHeight,
    letters: 11,
  }));
  const planes = layOut({ width, height, letters }, 2).panels.filter(
    ({ quantity }) => quantity === 0,
  );
  for (const [row, of] of ['data', 'samples'].entries()) {
    const plane = densities(bins, 'plane', of);
    const cells = Math.sqrt(plane.length);
    const peak = plane.indexOf(Math.max(...plane));
    const { box } = planes[row];
    const x = box.x + (((peak % cells) + 0.5) / cells) * box.width;
    const y = box.y + (1 - (Math.floor(peak / cells) + 0.5) / cells) * box.height;
    const pixel = await page.locator('#figure').evaluate(
      (element, [x, y]) => {
        const canvas = /** @type {HTMLCanvasElement} */ (element);
        const ratio = canvas.width / canvas.clientWidth;
        const data = canvas.getContext('2d')?.getImageData(x * ratio, y * ratio, 1, 1).data;
        return [...(data ?? [])].slice(0, 3);
      },
      [x, y],
    );
    const expected =
      colour(plane[peak] / most)
        .match(/\d+/g)
        ?.map(Number) ?? [];
    pixel.forEach((v, i) =>
      assert.ok(Math.abs(v - expected[i]) <= 2, `${of}: ${pixel} for ${expected}`),
    );
  }

  const picture = await saved(page, '#figure-png');
  assert.equal(picture.name, 'nano-diffusion-figure.png');
  assert.equal(picture.bytes.toString('latin1', 1, 4), 'PNG');
  // Twice 1200 CSS pixels.
  assert.equal(picture.bytes.readUInt32BE(16), 2400);
  const arrays = await saved(page, '#figure-npz');
  assert.equal(arrays.name, 'nano-diffusion-figure.npz');
  // The first file of the archive, stored as it is.
  assert.equal(arrays.bytes.readUInt32LE(0), 0x04034b50);
  assert.match(arrays.bytes.toString('latin1'), /plane_samples\.npy.NUMPY/s);
  assertClean();
  await close();
});

test('it follows the settings: earlier figures are dimmed and say so, until there are new ones', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SETTINGS });
  await flowOf(page, 'shipped weights');
  await openFigure(page, 1);
  const before = await text(page, 'figure-words');
  // The page itself can't be reached behind a dialog, but by the way back of the browser, or a run.
  const then = await page.evaluate(async () => {
    const menu = /** @type {HTMLSelectElement} */ (document.getElementById('setting-dataset'));
    menu.value = 'moons';
    menu.dispatchEvent(new Event('change', { bubbles: true }));
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    const dialog = document.getElementById('figure-dialog');
    const words = document.getElementById('figure-words')?.textContent;
    return { earlier: dialog?.classList.contains('earlier'), words };
  });
  assert.deepEqual(then, { earlier: true, words: `Earlier: ${before}` });
  await says(page, 'figure-words', /^The moons/);
  await page.waitForSelector('#figure-dialog:not(.earlier)');
  await page.keyboard.press('Escape');
  // Data on their way to noise are no samples, and have no distances.
  await page.selectOption('#setting-direction', 'langevin');
  await page.click('#figure-open');
  await says(page, 'figure-note', /^No samples here: data on their way to noise/);
  assert.match(await text(page, 'figure-words'), /forward process, SDE/);
  assert.equal(await page.locator('#figure-distances').isVisible(), false);
  await page.keyboard.press('Escape');
  // Two flows: a row for each.
  await page.selectOption('#setting-direction', 'reverse');
  await page.selectOption('#setting-compare', 'heun-exact');
  await page.click('#figure-open');
  await says(
    page,
    'figure-words',
    /ODE, DPM-Solver\+\+\(2M\) \| ODE, Heun · shipped weights.* \| exact score/,
  );
  await page.waitForFunction(() => document.querySelectorAll('#figure-distances li').length === 5);
  const named = new Set((await table(page)).map(({ of }) => of));
  assert.deepEqual([...named], ['data', 'samples', 'second']);
  assertClean();
  await close();
});

test('by keys: opened, moved in time, left; the focus comes back', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: SETTINGS,
    reducedMotion: 'reduce',
  });
  await flowOf(page, 'shipped weights');
  await page.focus('#figure-open');
  await page.keyboard.press('Enter');
  await says(page, 'figure-words', /t = 0\.000/);
  const focus = () => page.evaluate(() => document.activeElement?.id);
  assert.equal(await focus(), 'figure-play');
  await page.keyboard.press('Tab');
  assert.equal(await focus(), 'figure-time');
  await page.keyboard.press('Home');
  await says(page, 'figure-words', /t = 1\.000/);
  const label = await page.locator('#figure').getAttribute('aria-label');
  assert.match(label ?? '', /Histograms over the plane, of radius and angle.*largest density/);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#figure-dialog').isVisible(), false);
  assert.equal(await focus(), 'figure-open');
  // The folded angle, when that is chosen.
  await choose(page, 'angle', 'folded');
  await page.keyboard.press('Escape');
  await page.click('#figure-open');
  await seek(page, 1);
  const bins = await table(page);
  assert.ok(
    Math.max(...densities(bins, 'angle', 'data')) > 0.3,
    'twice as dense on half the circle',
  );
  assertClean();
  await close();
});

test('on paper it goes with the page, as long as it is of what the page is about', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SETTINGS });
  await flowOf(page, 'shipped weights');
  await openFigure(page, 1);
  const print = async () => {
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    const sheet = await page.locator('#figure-sheet canvas').isVisible();
    assert.equal(await page.locator('#figure-dialog').isVisible(), false);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await page.locator('#figure-sheet').count(), 0);
    return sheet;
  };
  assert.equal(await print(), true);
  await page.keyboard.press('Escape');
  assert.equal(await print(), true);
  // With all settings, and the figure, on two sheets.
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length, 2);
  await page.selectOption('#setting-dataset', 'moons');
  assert.equal(await print(), false);
  assertClean();
  await close();
});

test('a figure that can’t be loaded is reported', async () => {
  const { page, close } = await app.openPage({
    hash: SETTINGS,
    route: ['**/figure-dialog-*.js', 404],
  });
  await flowOf(page, 'shipped weights');
  await page.click('#figure-open');
  assert.match(await notice(page, 'part'), /could not be loaded/);
  await close();
});
