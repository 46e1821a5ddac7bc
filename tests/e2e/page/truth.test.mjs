// No figure outlives what it was measured on: (what is shown) × (what can change). What is not of the
// settings at hand any more is dimmed and says what it is of, at once, until there is a new one.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { flowOf, says, text } from '../support/actions.mjs';
import { seenAfter } from '../support/at-once.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

const app = await launch();
after(() => app.close());

const SETTINGS = 'particles=300&noiseSteps=12&method=dpm';

/**
 * What is true of the card in the very moment of a change, before any worker can have answered.
 * @param {import('playwright-core').Page} page
 * @param {string} key @param {string} value
 */
async function atOnce(page, key, value) {
  const selectors = { card: '.comparison', samples: '#samples' };
  const { card, samples } = await seenAfter(page, { [key]: value }, selectors);
  return { earlier: card.earlier, words: samples.words };
}

/** @type {[string, string, RegExp][]} a setting, its new value, and what the card then speaks of */
const CHANGES = [
  [
    'dataset',
    'moons',
    /^300 samples compared with the moons, .*12 score evaluations, shipped weights, trained on the ring/,
  ],
  ['noiseSteps', '16', /16 score evaluations/],
  ['method', 'ddim', /DDIM/],
  ['betaMax', '15', /shipped weights under β 0\.1–15, T = 1, trained on the ring/],
  ['seed', '2', /^300 samples/],
  ['particles', '400', /^400 samples/],
  ['score', 'exact', /, exact score$/],
  ['compare', 'heun-learned', / \| .*exact score \| shipped weights/],
];

test('figures of samples are of the settings, or say that they are earlier ones', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: SETTINGS });
  await flowOf(page, 'shipped weights');
  await says(page, 'samples', /^300 samples of the ring, .*12 score evaluations, shipped weights$/);
  for (const [key, value, words] of CHANGES) {
    const before = await text(page, 'samples');
    const { earlier, words: then } = await atOnce(page, key, value);
    assert.ok(earlier, `${key}: dimmed`);
    assert.equal(then, `Earlier: ${before}`, key);
    await page.waitForSelector('.comparison:not(.earlier)');
    await says(page, 'samples', words);
  }
  // Data on their way to noise are no samples.
  const before = await text(page, 'samples');
  const { earlier, words } = await atOnce(page, 'direction', 'langevin');
  assert.ok(earlier);
  assert.equal(words, `No samples here: data on their way to noise. Earlier: ${before}`);
  await page.waitForFunction(() => document.body.dataset.direction === 'langevin');
  assert.ok(await page.locator('.comparison.earlier').isVisible());
  // A change and its undoing: the figures are of the settings again.
  await atOnce(page, 'direction', 'reverse');
  await page.waitForSelector('.comparison:not(.earlier)');
  assert.equal(await text(page, 'samples'), before);
  // What is only shown otherwise changes nothing.
  assert.equal((await atOnce(page, 'playback', '2')).earlier, false);
  assertClean();
  await close();
});

test('floor, loss, excess and KL are of the settings, or are dimmed and say what they are of', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: `${SETTINGS}&steps=60&batch=64&layers=3&width=16`,
  });
  await flowOf(page, 'shipped weights');
  await says(page, 'floor', /^\d/);
  await says(page, 'excess', /^\d/);
  await says(page, 'kl', /nats$/);
  const earlier = () =>
    page.evaluate(() =>
      ['loss', 'excess', 'kl'].filter((id) =>
        document.getElementById(id)?.classList.contains('earlier'),
      ),
    );
  assert.deepEqual(await earlier(), []);
  const floor = await text(page, 'floor');
  // Other data: the old floor goes at once; what was measured stays, of the ring.
  await atOnce(page, 'dataset', 'moons');
  await page.waitForFunction((old) => document.getElementById('floor')?.textContent !== old, floor);
  await page.waitForSelector('#kl.earlier');
  assert.deepEqual(await earlier(), ['excess', 'kl']);
  assert.equal(
    await page.locator('#excess').getAttribute('title'),
    'Of shipped weights, trained on the ring, under β 0.1–20, T = 1',
  );
  await atOnce(page, 'dataset', 'ring');
  await page.waitForSelector('#kl:not(.earlier)');
  await says(page, 'floor', new RegExp(`^${floor}$`));

  // A run of one objective, and then another: the loss is of the first.
  await page.click('#train');
  await page.waitForFunction(() => document.body.dataset.training === 'finished');
  assert.deepEqual(await earlier(), []);
  await atOnce(page, 'objective', 'denoisingUniform');
  await page.waitForSelector('#loss.earlier');
  assert.deepEqual(await earlier(), ['loss'], 'excess and KL are the same for every objective');
  assertClean();
  await close();
});
