// What the page knows without learning: floor, excess, field, likelihood, samplers, forward process.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  PATIENCE,
  choose,
  flowOf,
  inkShare,
  metrics,
  says,
  text,
  training,
  type,
} from '../support/actions.mjs';
import { encodePoints } from '../../../www/settings/points-codec.js';
import { keptRun } from '../support/kept.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const app = await launch();
after(() => app.close());

/** Waits for the excess loss of a network. @param {Page} page @param {string} source */
async function measured(page, source) {
  await page.waitForFunction((wanted) => document.body.dataset.measured === wanted, source, {
    timeout: PATIENCE,
  });
  await says(page, 'excess', /^\d/);
  return Number(await text(page, 'excess'));
}

/** Waits for the KL of a network, and reads it. @param {Page} page @param {string} source */
async function judged(page, source) {
  await page.waitForFunction((wanted) => document.body.dataset.judged === wanted, source, {
    timeout: PATIENCE,
  });
  await says(page, 'kl', /^\d.* nats$/);
  return readKl(await text(page, 'kl'));
}

/** Such as “0.0052 ± 0.0003 nats”. @param {string} words */
function readKl(words) {
  const found = /^(\d+\.\d+) ± (\d+\.\d+)( nats)?$/.exec(words);
  assert.ok(found, `KL “${words}”`);
  return { mean: Number(found[1]), stdError: Number(found[2]) };
}

/** Picks from a menu. @param {Page} page @param {string} key @param {string} value */
async function pick(page, key, value) {
  await page.selectOption(`#setting-${key}`, value);
}

/** Waits for the next picture: two frames, as the first may be under way. @param {Page} page */
async function drawn(page) {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

/** A colour of the picture, at a share of its width and height. @param {Page} page @param {number} x @param {number} y */
async function colourAt(page, x, y) {
  return page.locator('#flow').evaluate(
    (element, [x, y]) => {
      const canvas = /** @type {HTMLCanvasElement} */ (element);
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      const place = [Math.round(x * canvas.width), Math.round(y * canvas.height)];
      return [...context.getImageData(place[0], place[1], 1, 1).data];
    },
    [x, y],
  );
}

test('the floor is the known one, follows the sliders, and shipped weights are just above it', async () => {
  // A link trains for ε at uniform t, unless it says otherwise.
  const { page, assertClean, close } = await app.openPage({ hash: 'loss=linear' });
  await says(page, 'floor', /^\d/);
  const floor = Number(await text(page, 'floor'));
  // Computed outside this project: 0.1801 ± 0.0003.
  assert.ok(Math.abs(floor - 0.1801) < 4e-4, `floor ${floor}`);
  const excess = await measured(page, 'shipped weights');
  assert.ok(excess > 0 && excess < 0.003, `excess ${excess}`);
  await says(page, 'by-time-words', /0\.180.* on average.*0\.00\d+ ± 0\.000\d+ above/);
  // Less noise by T: more of the loss can't be avoided.
  await type(page, 'betaMax', '5');
  await page.waitForFunction(
    (before) => Number(document.getElementById('floor')?.textContent) > before + 0.1,
    floor,
  );
  // The network is asked under that β(t), and held against its floor.
  await says(
    page,
    'by-time-words',
    /0\.[3-9].* on average over t\. This network is 0\.00\d+ ± 0\.000\d+ above/,
  );
  assertClean();
  await close();
});

test('while training, the excess falls; it has a chart of its own', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'steps=400&batch=256&particles=300&loss=excess',
  });
  await measured(page, 'shipped weights');
  await page.click('#train');
  await page.waitForFunction(() => /^step /.test(document.body.dataset.measured ?? ''), null, {
    timeout: PATIENCE,
  });
  const early = Number(await text(page, 'excess'));
  await training(page, 'finished');
  const late = await measured(page, 'step 400');
  assert.ok(late < early, `${early} -> ${late}`);
  assert.ok(late > 0.001 && late < 0.1, `excess ${late}`);
  assertClean();
  await close();
});

test('KL is measured as it falls, stands in card, chart and table, and outlives a reload', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'layers=4&width=48&steps=4000&batch=256&particles=200&loss=kl',
  });
  const shipped = await judged(page, 'shipped weights');
  assert.ok(shipped.mean > 0 && shipped.mean < 0.004, `KL ${shipped.mean} of the shipped weights`);
  assert.ok(shipped.stdError < 5e-4, `± ${shipped.stdError}`);
  await page.click('#train');
  // While it goes on, from a few points.
  await page.waitForFunction(
    () => /^step /.test(document.body.dataset.judged ?? '') && document.body.dataset.training,
    null,
    { timeout: PATIENCE },
  );
  assert.equal(await page.evaluate(() => document.body.dataset.training), 'running');
  await says(page, 'kl', /^\d.* nats$/);
  await training(page, 'finished');
  const end = await judged(page, 'step 4,000');
  assert.match((await page.locator('#kl').getAttribute('title')) ?? '', /^Of step 4,000/);
  // What is kept last is from more points than on the way.
  const run = await keptRun(
    page,
    ({ step, kl }) =>
      step === 4000 && kl?.steps.at(-1) === 4000 && kl.errors.at(-1) < kl.errors.at(-2),
  );
  const { steps, values } = run.kl;
  assert.ok(steps.length >= 2, `${steps}`);
  assert.ok(values[0] > end.mean, `${values}`);
  assert.ok(Math.abs(values.at(-1) - end.mean) < end.stdError);
  await page.waitForFunction(
    (words) => `${document.querySelector('#runs-table td.kl')?.textContent} nats` === words,
    await text(page, 'kl'),
  );

  // The curve: from its first point, as it was before the reload.
  await page.reload();
  await judged(page, 'shipped weights');
  await page.click('#notices [data-key="saved"] button:text("Show it again")');
  assert.deepEqual(await judged(page, 'step 4,000'), end, 'the same points, the same figure');
  await page.locator('#loss-chart .u-over').hover({ position: { x: 1, y: 10 } });
  await says(page, 'loss-readout', new RegExp(`^step ${steps[0].toLocaleString('en-US')}: `));
  assert.match(await text(page, 'loss-readout'), /nats$/);
  assert.deepEqual((await keptRun(page, ({ kl }) => kl?.steps.length > 0)).kl.steps, steps);
  assertClean();
  await close();
});

/** Three points. */
const MINE = [0.8, 0, -0.6, 0.6, -0.6, -0.6];

test('KL of one’s own points: the truth is the mixture that the page defines', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: `steps=400&batch=256&particles=200&dataset=own&points=${encodePoints(MINE)}`,
  });
  await judged(page, 'shipped weights');
  await page.click('#train');
  await training(page, 'finished');
  const mine = await judged(page, 'step 400');
  assert.ok(mine.mean > 0.01 && mine.mean < 20, `KL ${mine.mean}`);
  // The maps hold all of them, with their blur, and are no wider than that and the model ask for.
  await page.click('#likelihood-run');
  await page.waitForSelector('[data-figure="kl"]', { timeout: PATIENCE });
  const { x, y, scale } = await mapOf(page);
  assert.ok(x[0] < -0.88 && x[1] > 1.08 && y[0] < -0.88 && y[1] > 0.88, `${x}, ${y}`);
  assert.ok(x[1] - x[0] < 3 * 2.2, `${x}`);
  // One of three peaks of width 0.08: ln 8.3 = 2.1.
  assert.ok(scale[1] >= 2, `${scale}`);
  assertClean();
  await close();
});

test('where in time the KL comes from, in nats: by decades of t', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'steps=300&batch=256&particles=200',
  });
  await judged(page, 'shipped weights');
  assert.ok(await page.isHidden('#nats-chart'));
  await choose(page, 'byTime', 'nats');
  await says(
    page,
    'by-time-words',
    /^Total: [\d.]+ ± [\d.]+ nats \(shipped weights, trained on the ring, /,
  );
  assert.ok(await page.isHidden('#by-time-chart'));
  const percents = (/** @type {string} */ words) =>
    [...words.matchAll(/(\d+) % at/g)].map(([, percent]) => Number(percent));
  const shares = percents(await text(page, 'by-time-words'));
  const whole = shares.reduce((sum, percent) => sum + percent, 0);
  assert.ok(shares.length >= 3 && Math.abs(whole - 100) <= shares.length / 2, `${shares}`);
  await page.locator('#nats-chart .u-over').hover({ position: { x: 60, y: 10 } });
  await says(page, 'by-time-readout', /^t [\d.e-]+: .* nats$/);
  // It follows a run, and is of its end.
  await page.click('#train');
  await training(page, 'finished');
  await says(page, 'by-time-words', /nats \(step 300, trained on the ring, /);
  assert.match(page.url(), /byTime=nats/);
  assertClean();
  await close();
});

for (const objective of ['denoisingLikelihood', 'denoisingUniform', 'sliced', 'slicedReduced']) {
  test(`the objective ${objective} trains, and is judged by the excess`, async () => {
    const { page, assertClean, close } = await app.openPage({
      // Sliced score matching trains through the slope of the activation: it must be smooth.
      hash: `steps=400&batch=256&particles=200&activation=silu&objective=${objective}`,
    });
    await flowOf(page, 'shipped weights');
    await page.click('#train');
    await training(page, 'finished');
    const excess = await measured(page, 'step 400');
    // An untrained network has about 0.8, and λ = 1 is slow to leave it.
    const weighted = objective.startsWith('denoising');
    const most = objective === 'denoisingUniform' ? 0.75 : 0.5;
    assert.ok(excess > 0.001 && excess < most, `excess ${excess}`);
    await says(page, 'objective-warning', objective === 'denoisingUniform' ? /λ = 1/ : /^$/);
    // Three to four orders of magnitude: what the text warns of.
    await says(page, 'weight', weighted ? /λ\/B² is \d{1,2},?\d{3} at the smallest t/ : /^$/);
    if (objective.startsWith('sliced')) {
      await choose(page, 'activation', 'relu');
      await says(page, 'objective-warning', /SiLU/);
    }
    assert.equal(await page.locator('[data-key="tEpsilon"]').isVisible(), weighted);
    assertClean();
    await close();
  });
}

test('the score field is drawn at the time shown: learned, exact and their difference', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'particles=100' });
  await flowOf(page, 'shipped weights');
  await page.locator('#scrubber').fill('600');
  await says(page, 'time', /^0\.400$/);
  await drawn(page);
  const plain = await inkShare(page);
  /** @type {Record<string, number[]>} */
  const corners = {};
  for (const kind of ['learned', 'exact', 'difference']) {
    await pick(page, 'field', kind);
    await page.waitForSelector(`body[data-field="${kind}"]`);
    await drawn(page);
    corners[kind] = await colourAt(page, 0.97, 0.06);
  }
  assert.notDeepEqual(corners.difference, corners.exact);
  // Far out the score is long: the light end of viridis, more yellow than blue.
  assert.ok(corners.exact[0] > corners.exact[2] + 40, `${corners.exact}`);
  await pick(page, 'field', 'off');
  await page.waitForSelector('body[data-field=""]');
  await drawn(page);
  assert.ok(Math.abs((await inkShare(page)) - plain) < 0.05);
  assertClean();
  await close();
});

test('two samplers run side by side from the same noise; the exact score is as good as true', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'compare=heun-exact' });
  await flowOf(page, 'shipped weights');
  await says(page, 'second-caption', /ODE, Heun, exact score/);
  await says(page, 'flow-caption', /SDE, learned score/);
  await says(page, 'samples', /200 \| 399 score evaluations/);
  const second = await page
    .locator('#metrics [data-metric="radiusW1"]')
    .evaluate((tile) => [tile.dataset.second, tile.dataset.bandBound].map(Number));
  assert.ok(second[0] < 2 * second[1], `exact: ${second[0]}, true samples up to ${second[1]}`);
  const first = (await metrics(page)).radiusW1;
  assert.ok(first !== second[0] && first < 3 * second[1], `${first} learned, ${second[0]} exact`);
  // Each is judged by itself.
  const judged = await page.locator('#metrics [data-metric="radiusW1"]').evaluate((tile) => {
    const span = tile.querySelector('dd span');
    return [tile.className === 'within', span?.className === 'within'];
  });
  assert.deepEqual(
    judged,
    [first, second[0]].map((value) => value <= second[1]),
  );
  await pick(page, 'compare', 'off');
  await page.waitForFunction(() => document.getElementById('second')?.hidden);
  assertClean();
  await close();
});

test('every sampler lands on the ring, the adaptive one with few calls', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'particles=1000' });
  await flowOf(page, 'shipped weights');
  for (const [method, most] of /** @type {const} */ ([
    ['euler', 200],
    ['heun', 399],
    ['dpm', 24],
    ['adaptive', 199],
  ])) {
    await page.selectOption('#setting-method', method);
    await page.waitForFunction(
      (calls) => {
        const words = document.getElementById('samples')?.textContent ?? '';
        const found = Number(/(\d+) score evaluations/.exec(words)?.[1]);
        return found <= calls && (calls === 199 ? found < 199 : found === calls);
      },
      most,
      { timeout: PATIENCE },
    );
    const { radiusW1, offRing } = await metrics(page);
    assert.ok(radiusW1 < 0.02 && offRing < 0.05, `${method}: ${radiusW1}, ${offRing}`);
  }
  assert.ok(await page.locator('[data-key="tolerance"]').isVisible());
  assert.ok(!(await page.locator('[data-key="dt"]').isVisible()));
  assertClean();
  await close();
});

/** Where the likelihood maps are of, and what their scale spans, as they say. @param {Page} page */
async function mapOf(page) {
  const label = (await page.locator('#likelihood-maps').getAttribute('aria-label')) ?? '';
  const spans = [...label.matchAll(/from (\S+) to ([^\s,;]+)/g)];
  assert.equal(spans.length, 3, label);
  const [x, y, scale] = spans.map(([, ...ends]) =>
    ends.map((end) => Number(end.replace('−', '-'))),
  );
  return { x, y, scale };
}

test('likelihood: KL and NLL fit together, and it can be cancelled', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'particles=200' });
  await measured(page, 'shipped weights');
  await page.click('#likelihood-run');
  await says(page, 'likelihood-run', /Cancel/);
  await page.click('#likelihood-run');
  await says(page, 'likelihood-status', /Cancelled/);
  await says(page, 'likelihood-run', /Compute/);
  await page.click('#likelihood-run');
  await page.waitForSelector('[data-figure="kl"]', { timeout: PATIENCE });
  const figures = await page
    .locator('#likelihood-figures dd')
    .evaluateAll((all) =>
      Object.fromEntries(all.map((dd) => [dd.dataset.figure, Number(dd.dataset.value)])),
    );
  // The entropy of the ring, known to five digits: exact_constants.json.
  assert.ok(Math.abs(figures.entropy - 0.5806) < 1e-3, `entropy ${figures.entropy}`);
  assert.ok(figures.kl > 0 && figures.kl < 0.4, `KL ${figures.kl}`);
  // NLL = KL + entropy, up to the noise of 2,000 points of the data.
  assert.ok(Math.abs(figures.nll - figures.kl - figures.entropy) < 0.12, JSON.stringify(figures));
  // The solver's part is told, and is small beside the network's; the SDE has a bound of its own.
  assert.ok(Math.abs(figures.solver) < 0.2 * figures.kl, JSON.stringify(figures));
  assert.ok(figures.logp > 0 && figures.logp < 0.2, JSON.stringify(figures));
  assert.ok(figures.bound > 0 && figures.bound < 1, JSON.stringify(figures));
  // The maps show the ring, whose points lie within 1.24, and say where they are.
  const map = await mapOf(page);
  assert.ok(map.x[0] < -1.24 && map.x[0] > -1.6 && map.y[1] > 1.24, JSON.stringify(map));
  // Its ridge is at 1.04, at the corners of the square a little more.
  assert.ok(map.scale[1] >= 1 && map.scale[1] <= 3 && map.scale[0] <= map.scale[1] - 8);
  // It is the KL that the card shows, from other points.
  const { mean, stdError } = await judged(page, 'shipped weights');
  const difference = Math.abs(mean - figures.kl);
  assert.ok(difference < 8 * stdError, `${mean} ± ${stdError} in the card, ${figures.kl} here`);
  assertClean();
  await close();
});

/** The points of the chart of samplers so far, and how far the work is. @param {Page} page */
function compared(page) {
  return page.locator('#quality-progress').evaluate((bar) => ({
    share: /** @type {HTMLProgressElement} */ (bar).value,
    points: Number(document.getElementById('quality-chart')?.dataset.points),
  }));
}

test('samplers compared by price: point by point, in helpers too, and the page stays alive', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'particles=200' });
  await measured(page, 'shipped weights');
  await judged(page, 'shipped weights');
  await page.click('#quality-run');
  await page.waitForFunction(
    () => Number(document.getElementById('quality-chart')?.dataset.points) >= 6,
    null,
    { timeout: PATIENCE },
  );
  const early = await compared(page);
  assert.ok(early.share > 0 && early.share < 0.9, `${early.share} done at ${early.points} points`);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  // The page's own, and the pool's, which the judgement before may have started.
  const workers = page.workers().filter((worker) => worker.url().includes('worker-exact'));
  assert.equal(workers.length, 1 + Math.min(15, cores - 1));
  // Meanwhile the same worker answers short questions.
  await pick(page, 'field', 'exact');
  await page.waitForSelector('body[data-field="exact"]');
  await page.waitForFunction(
    (points) => Number(document.getElementById('quality-chart')?.dataset.points) > points,
    early.points,
    { timeout: PATIENCE },
  );
  await page.click('#quality-run');
  await says(page, 'quality-status', /Cancelled/);
  await says(page, 'quality-run', /Compare/);
  await page.waitForFunction(
    () => document.querySelector('#quality-progress:not([hidden])') === null,
  );
  assertClean();
  await close();
});

test('time runs forward too: the data dissolve, and the histograms follow', async () => {
  for (const direction of ['langevin', 'closed']) {
    const { page, assertClean, close } = await app.openPage({
      hash: `direction=${direction}&particles=1000`,
    });
    await page.waitForSelector(`body[data-direction="${direction}"]`, { timeout: PATIENCE });
    await says(page, 'place-start', /data/);
    await page.locator('#scrubber').fill('0');
    await says(page, 'time', /^0\.000$/);
    await says(page, 'histogram-time', /t = 0\.00/);
    const ring = await inkShare(page);
    await page.locator('#scrubber').fill('1000');
    await says(page, 'time', /^1\.000$/);
    await says(page, 'histogram-time', /t = 1\.00/);
    // Spread over the plane, the same particles cover more of the picture.
    await drawn(page);
    assert.ok((await inkShare(page)) > ring, direction);
    assertClean();
    await close();
  }
});
