// No figure outlives what it was measured on, the rest of the page: (what is shown) × (what can
// change). In the very moment of a change, what is not of it any more dims; what can be computed anew
// comes back, and what cannot stays dim and says what it is of.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PATIENCE, flowOf, says, text, training } from '../support/actions.mjs';
import { seenAfter } from '../support/at-once.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** Small, so that likelihood and samplers take seconds. */
const SMALL = 'layers=2&width=8&steps=40&batch=32&particles=300&noiseSteps=8&method=dpm';

/** Where each thing that is shown can be found. */
const SHOWN = {
  picture: '#first',
  second: '#second',
  angle: '#angle-card',
  radius: '#radius-card',
  comparison: '.comparison',
  loss: '#loss-card',
  byTime: '.card:has(#by-time-words)',
  likelihood: '.card:has(#likelihood-maps)',
  samplers: '.card:has(#quality-chart)',
  schedule: '#schedule',
};

/**
 * Sets settings, and says what is dim in that very moment, before any worker can have answered.
 * @param {Page} page
 * @param {Record<string, string>} values
 */
async function dimAfter(page, values) {
  const seen = await seenAfter(page, values, SHOWN);
  return Object.entries(seen).flatMap(([name, { earlier }]) => (earlier ? [name] : []));
}

/** Waits until just these are dim. @param {Page} page @param {string[]} names */
async function restsWithDim(page, names) {
  const expected = Object.keys(SHOWN).filter((name) => names.includes(name));
  await page
    .waitForFunction(
      ([shown, expected]) =>
        Object.entries(shown)
          .filter(([, selector]) => document.querySelector(selector)?.matches('.earlier'))
          .map(([name]) => name)
          .join() === expected.join(),
      /** @type {const} */ ([SHOWN, expected]),
      { timeout: 30_000 },
    )
    .catch(async () => {
      const dim = await dimAfter(page, {});
      assert.deepEqual(dim, expected);
    });
}

/** A page with a run, its likelihood and its samplers. @param {string} [more] */
async function measured(more = '') {
  const opened = await app.openPage({ hash: `${SMALL}&${more}` });
  const { page } = opened;
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 40');
  await page.click('#likelihood-run');
  await says(page, 'likelihood-status', /^Of step 40/);
  return opened;
}

const FLOWS = ['picture', 'angle', 'radius', 'comparison'];

/**
 * A change, what dims at once, and what stays dim; the rest of the former is made anew.
 * @type {{ change: Record<string, string>, back: Record<string, string>, dims: string[], stays: string[] }[]}
 */
const TABLE = [
  {
    change: { dataset: 'moons' },
    back: { dataset: 'ring' },
    dims: [...FLOWS, 'loss', 'byTime', 'likelihood', 'samplers', 'schedule'],
    stays: ['loss', 'likelihood', 'samplers'],
  },
  {
    change: { scale: '50' },
    back: { scale: '200' },
    dims: [...FLOWS, 'loss', 'byTime', 'likelihood', 'samplers', 'schedule'],
    stays: ['loss', 'likelihood', 'samplers'],
  },
  {
    change: { betaMax: '15' },
    back: { betaMax: '20' },
    dims: [...FLOWS, 'loss', 'byTime', 'likelihood', 'samplers', 'schedule'],
    stays: ['loss', 'likelihood', 'samplers'],
  },
  {
    change: { tEnd: '0.9' },
    back: { tEnd: '1' },
    dims: [...FLOWS, 'loss', 'byTime', 'likelihood', 'samplers', 'schedule'],
    stays: ['loss', 'likelihood', 'samplers'],
  },
  { change: { method: 'ddim' }, back: { method: 'dpm' }, dims: FLOWS, stays: [] },
  { change: { noiseSteps: '12' }, back: { noiseSteps: '8' }, dims: FLOWS, stays: [] },
  { change: { score: 'exact' }, back: { score: 'learned' }, dims: FLOWS, stays: [] },
  { change: { seed: '2' }, back: { seed: '1' }, dims: FLOWS, stays: [] },
  {
    change: { direction: 'langevin' },
    back: { direction: 'reverse' },
    dims: ['angle', 'radius', 'comparison'],
    stays: ['comparison'],
  },
  {
    change: { objective: 'denoisingUniform' },
    back: { objective: 'denoising' },
    dims: ['loss', 'schedule'],
    stays: ['loss'],
  },
  // Nothing is of these: they wait for a run, or only show things otherwise.
  { change: { width: '12' }, back: { width: '8' }, dims: [], stays: [] },
  {
    change: { playback: '2', loss: 'linear' },
    back: { playback: '1', loss: 'log' },
    dims: [],
    stays: [],
  },
];

test('in the moment of a change what is of something else dims; what stays says of what', async () => {
  const { page, assertClean, close } = await measured();
  await page.click('#quality-run');
  // A few samplers are enough here.
  await page.waitForFunction(
    () => Number(document.getElementById('quality-chart')?.dataset.points) >= 2,
    null,
    { timeout: PATIENCE },
  );
  await page.click('#quality-run');
  const whose = 'step 40, trained on the ring, under β 0.1–20, T = 1.';
  await says(page, 'quality-status', new RegExp(`^Cancelled. Of ${whose}$`));
  await restsWithDim(page, []);
  for (const { change, back, dims, stays } of TABLE) {
    const name = JSON.stringify(change);
    const order = Object.keys(SHOWN);
    assert.deepEqual(
      await dimAfter(page, change),
      order.filter((each) => dims.includes(each)),
      name,
    );
    await restsWithDim(page, stays);
    for (const [what, id] of [
      ['likelihood', 'likelihood-status'],
      ['samplers', 'quality-status'],
    ]) {
      const words = (await text(page, id)).replace(/^Cancelled\. /, '');
      if (!stays.includes(what)) assert.match(words, /^Of step 40, trained on the ring, /, name);
      else
        assert.match(words, /^Not of what is set now: of step 40, trained on the ring.*, under /);
    }
    const run = await text(page, 'loss-readout');
    assert.match(run, stays.includes('loss') ? /^Of Run 1, with other settings: ./ : /^$/, name);
    await dimAfter(page, back);
    await restsWithDim(page, []);
  }
  // Other weights: another run.
  await page.click('#train');
  await training(page, 'finished');
  await restsWithDim(page, ['likelihood', 'samplers']);
  assertClean();
  await close();
});

test('the curves of excess and KL are of data and process, not of the loss; by nats as by loss', async () => {
  const { page, assertClean, close } = await measured('loss=excess&byTime=nats');
  await says(page, 'by-time-words', /^Total: .* nats \(step 40, trained on the ring, /);
  assert.deepEqual(await dimAfter(page, { objective: 'denoisingUniform' }), ['schedule']);
  await restsWithDim(page, []);
  for (const loss of ['excess', 'kl']) {
    await dimAfter(page, { loss });
    const dim = await dimAfter(page, { dataset: 'spiral' });
    assert.ok(dim.includes('loss') && dim.includes('byTime'), `${loss}: ${dim}`);
    await restsWithDim(page, ['loss', 'byTime', 'likelihood']);
    assert.match(await text(page, 'by-time-words'), /\(step 40, trained on the ring, /);
    await dimAfter(page, { dataset: 'ring' });
    await restsWithDim(page, []);
  }
  // Under another β(t) the nats are measured anew.
  assert.ok((await dimAfter(page, { betaMax: '18' })).includes('byTime'));
  await restsWithDim(page, ['loss', 'likelihood']);
  assert.match(await text(page, 'by-time-words'), /under β 0\.1–18/);
  assertClean();
  await close();
});

test('two pictures: each says what it shows, not what is asked for', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: `${SMALL}&compare=ddim-exact` });
  await flowOf(page, 'shipped weights');
  await says(page, 'second-caption', /^DDIM, exact score$/);
  const dim = await dimAfter(page, { compare: 'heun-learned' });
  assert.deepEqual(dim, ['picture', 'second', 'angle', 'radius', 'comparison']);
  await restsWithDim(page, []);
  await says(page, 'second-caption', /^ODE, Heun, learned score$/);
  // In the moment of the change the old picture keeps its name.
  const caption = await page.evaluate(() => {
    const menu = /** @type {HTMLSelectElement} */ (document.getElementById('setting-compare'));
    menu.value = 'ddim-learned';
    menu.dispatchEvent(new Event('change', { bubbles: true }));
    return document.getElementById('second-caption')?.textContent;
  });
  assert.equal(caption, 'ODE, Heun, learned score');
  await restsWithDim(page, []);
  assertClean();
  await close();
});

test('before any training on other data: likelihood, samples and field say whose weights', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: `${SMALL}&dataset=moons&field=learned`,
  });
  await flowOf(page, 'shipped weights');
  await says(page, 'samples', /compared with the moons.*shipped weights, trained on the ring$/);
  await says(page, 'flow-caption', /^Field: shipped weights, trained on the ring$/);
  await page.click('#likelihood-run');
  await says(
    page,
    'likelihood-status',
    /^Not of what is set now: of shipped weights, trained on the ring, under /,
  );
  assert.ok(await page.isVisible('.earlier #likelihood-maps'));
  assertClean();
  await close();
});

test('the exact field is that of the data shown, whatever the weights were trained on', async () => {
  /**
   * The middle of the field at t = 0.03, in few pixels; with few particles, which lie elsewhere for
   * other data. @param {string} hash
   */
  const fieldOf = async (hash) => {
    const { page, assertClean, close } = await app.openPage({
      hash: `${SMALL.replace('300', '100')}&score=exact&field=exact&${hash}`,
      reducedMotion: 'reduce',
    });
    await flowOf(page, 'shipped weights');
    await page.waitForFunction(() => document.body.dataset.field === 'exact', null, {
      timeout: PATIENCE,
    });
    await page.waitForSelector('.picture:not(.earlier)');
    assert.ok(await page.isHidden('#flow-caption'));
    const mean = await page.evaluate(async () => {
      const scrubber = /** @type {HTMLInputElement} */ (document.getElementById('scrubber'));
      scrubber.value = '970';
      scrubber.dispatchEvent(new Event('input'));
      // The picture at rest: the same twice.
      const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById('flow'));
      const at = () => {
        const small = document.createElement('canvas');
        [small.width, small.height] = [40, 40];
        const context = /** @type {CanvasRenderingContext2D} */ (small.getContext('2d'));
        const [quarter, half] = [canvas.width / 4, canvas.width / 2];
        context.drawImage(canvas, quarter, quarter, half, half, 0, 0, 40, 40);
        return [...context.getImageData(0, 0, 40, 40).data];
      };
      let last = at();
      for (let same = 0; same < 30;) {
        await new Promise((frame) => requestAnimationFrame(frame));
        const now = at();
        same = now.every((v, i) => v === last[i]) ? same + 1 : 0;
        last = now;
      }
      return last;
    });
    assertClean();
    await close();
    return mean;
  };
  const [ring, own] = [await fieldOf('dataset=ring'), await fieldOf('dataset=gaussians')];
  // Where the fields are the same, the particles make a sixtieth; where they are not, it is a quarter.
  const far = ring.filter((v, i) => Math.abs(v - own[i]) > 20).length / ring.length;
  assert.ok(far > 0.1, `${far}`);
});

test('data on their way to noise are no samples', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: `${SMALL}&direction=langevin` });
  await page.waitForFunction(() => document.body.dataset.direction === 'langevin');
  await page.locator('.legend .samples', { hasText: 'noised data' }).waitFor();
  assert.equal(await text(page, 'training-status'), 'Not training.');
  await page.hover('#radius-chart .u-over');
  await says(page, 'radius-readout', /noised data \d/);
  await page.click('#export summary');
  assert.match((await page.textContent('[data-item="samples-csv"]')) ?? '', /Noised data/);
  assertClean();
  await close();
});

test('with the exact score nothing says shipped weights but what is measured of them', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: `${SMALL}&score=exact` });
  await flowOf(page, 'shipped weights');
  await says(page, 'samples', /exact score$/);
  await says(page, 'training-status', /^Not training\.$/);
  await dimAfter(page, { score: 'learned' });
  await says(page, 'training-status', /^Not training\. The flow comes from shipped weights\.$/);
  assertClean();
  await close();
});

test('losses are offered once there are some; one measured point is seen', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: `${SMALL}&steps=10&loss=excess`,
  });
  await flowOf(page, 'shipped weights');
  const item = page.locator('#export [data-item="losses"]');
  await page.click('#export summary');
  assert.ok(await item.isDisabled());
  assert.match((await item.textContent()) ?? '', /none yet: train first/);
  await page.keyboard.press('Escape');
  const ink = () =>
    page.locator('#loss-chart canvas').evaluate((element) => {
      const canvas = /** @type {HTMLCanvasElement} */ (element);
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      // Inside the axes, off the grid lines: only a point is as dark as text.
      const { data } = context.getImageData(70, 10, canvas.width - 70, canvas.height - 60);
      let dark = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] > 200 && data[i] + data[i + 1] + data[i + 2] < 150) dark++;
      }
      return dark;
    });
  const before = await ink();
  await page.click('#train');
  await training(page, 'finished');
  await says(page, 'excess', /^\d/);
  await page.waitForFunction(() => document.body.dataset.measured === 'step 10');
  await page.waitForFunction(
    (before) => before !== undefined && document.getElementById('loss-empty')?.hidden,
    before,
  );
  await page.click('#export summary');
  assert.ok(await item.isEnabled());
  await page.keyboard.press('Escape');
  assert.ok((await ink()) > before + 8, 'a point');
  assertClean();
  await close();
});
