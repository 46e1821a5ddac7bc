// The main job, in a real browser on the built site: it loads, shows a flow, trains, improves.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  PATIENCE,
  choose,
  flowOf,
  inkShare,
  losses,
  metrics,
  notices,
  says,
  text,
  training,
  type,
} from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';

const app = await launch();
after(() => app.close());

test('the first picture moves at once, from shipped weights, and lands on the ring', async () => {
  const { page, assertClean, close } = await app.openPage({ reducedMotion: 'no-preference' });
  // The clock shows a time as soon as there is a first frame.
  await page.waitForFunction(() => /\d/.test(document.getElementById('time')?.textContent ?? ''));
  const first = await page.evaluate(() => performance.now());
  console.log(`first frame ${first.toFixed(0)} ms after navigation`);
  // A second on an idle machine; the bound leaves room for a busy one.
  assert.ok(first < 10_000, `${first} ms`);
  const t = Number(await text(page, 'time'));
  await page.waitForFunction(
    (before) => Number(document.getElementById('time')?.textContent) < before,
    t,
  );
  assert.ok((await inkShare(page)) > 0.02);

  await flowOf(page, 'shipped weights');
  const { radiusW1, angleW1, offRing } = await metrics(page);
  assert.ok(radiusW1 < 0.02, `radius W1 ${radiusW1}`);
  assert.ok(angleW1 < 0.15, `angle W1 ${angleW1}`);
  assert.ok(offRing < 0.05, `off the ring ${offRing}`);
  assert.deepEqual(await notices(page), []);
  assertClean();
  await close();
});

test('300 steps of training: the loss falls and the flow improves', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'steps=300&batch=256&particles=1000',
  });
  await page.waitForSelector('#metrics [data-metric]', { timeout: PATIENCE });
  await page.click('#train');
  // Flows of early weights are on the page before the run is over, or right after its start.
  await page.waitForFunction(() => /^step /.test(document.body.dataset.flow ?? ''), null, {
    timeout: PATIENCE,
  });
  const rough = await metrics(page);
  await training(page, 'finished');
  await flowOf(page, 'step 300');
  const loss = Number(await text(page, 'loss'));
  // The mean loss after the first steps. What the page shows first depends on how fast it is, so
  // it is taken from the losses that can be exported.
  const rows = (await losses(page)).trim().split('\n');
  const before = Number(rows[20].split(',')[2]);
  assert.equal(rows.length, 301);
  console.log(`mean loss ${before} -> ${loss}`, rough, await metrics(page));
  assert.ok(loss < 0.7 * before, `${before} -> ${loss}`);
  assert.ok(loss > 0.15 && loss < 0.35, `the floor is 0.18: ${loss}`);
  const { radiusW1, offRing } = await metrics(page);
  // Noise that was never moved has about 0.55 and 0.75.
  assert.ok(radiusW1 < 0.35, `radius W1 ${radiusW1}`);
  assert.ok(offRing < 0.65, `off the ring ${offRing}`);
  assert.ok(radiusW1 <= rough.radiusW1, `${rough.radiusW1} -> ${radiusW1}`);
  assert.equal(await text(page, 'step'), '300 / 300');
  assert.match(await text(page, 'train'), /Train again/);
  assertClean();
  await close();
});

test('the link restores the run: same settings, same losses', async () => {
  const { page, assertClean, close } = await app.openPage();
  for (const [key, value] of [
    ['steps', '40'],
    ['batch', '64'],
    ['layers', '3'],
    ['width', '16'],
    ['betaMax', '12'],
    ['seed', '5'],
    ['particles', '300'],
  ]) {
    await type(page, key, value);
  }
  await choose(page, 'activation', 'silu');
  await choose(page, 'parametrisation', 'score');
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 40');
  const loss = await text(page, 'loss');
  const found = await metrics(page);

  await page.reload();
  assert.equal(await page.inputValue('#setting-layers'), '3');
  assert.equal(await page.inputValue('#setting-betaMax'), '12');
  assert.ok(await page.isChecked('[data-key="activation"] input[value="silu"]'));
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 40');
  assert.equal(await text(page, 'loss'), loss);
  assert.deepEqual(await metrics(page), found);

  await type(page, 'seed', '6');
  await page.click('#train');
  // The state alone may still be that of the run before.
  await page.waitForFunction(
    (before) =>
      document.body.dataset.training === 'finished' &&
      document.getElementById('loss')?.textContent !== before,
    loss,
  );
  assertClean();
  await close();
});

test('sliders act: β on the schedule, layers on the next run, and what needs a restart says so', async () => {
  const { page, assertClean, close } = await app.openPage();
  await page.waitForFunction(() =>
    document.getElementById('readout-a')?.textContent?.startsWith('A(T)'),
  );
  const a = Number((await text(page, 'readout-a')).split('=')[1]);
  assert.ok(Math.abs(a - 0.0066) < 1e-4, `A(T) = ${a}`); // exp(-(0.1 + 20)/4)
  assert.equal(await text(page, 'prior-warning'), '');
  await says(page, 'stale', /^$/);

  const slider = page.locator('[data-key="betaMax"] input[type="range"]');
  await slider.focus();
  for (let i = 0; i < 36; i++) await page.keyboard.press('ArrowLeft');
  assert.equal(await page.inputValue('#setting-betaMax'), '2');
  await page.waitForFunction(() => /betaMax=2\b/.test(location.hash));
  await says(page, 'readout-a', new RegExp(`= ${Math.exp(-(0.1 + 2) / 4).toFixed(4)}$`));
  assert.notEqual(await text(page, 'prior-warning'), '');
  // It needs no run: process.test.mjs.
  await says(page, 'stale', /^$/);
  await type(page, 'betaMax', '20');
  await page.waitForFunction(() => !document.getElementById('prior-warning')?.textContent);
  await says(page, 'stale', /^$/);

  await type(page, 'layers', '3');
  await type(page, 'steps', '20');
  await type(page, 'batch', '64');
  await says(page, 'stale', /Layers/);
  await page.click('#train');
  await training(page, 'finished');
  await says(page, 'stale', /^$/);
  await flowOf(page, 'step 20');
  assertClean();
  await close();
});

test('pause, resume, learning rate and restart of a run', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'steps=100000&batch=64&particles=200',
  });
  await page.click('#train');
  await training(page, 'running');
  await page.waitForFunction(
    () => parseInt(document.getElementById('step')?.textContent ?? '0') > 20,
  );
  // The learning rate changes without a restart.
  await type(page, 'learningRate', '0.0005');
  await says(page, 'stale', /^$/);
  await page.click('#train');
  await training(page, 'paused');
  // Messages on their way when it was paused may still arrive; then it stands.
  await page.waitForTimeout(500);
  const paused = await text(page, 'step');
  await page.waitForTimeout(500);
  assert.equal(await text(page, 'step'), paused);
  await page.click('#train');
  await training(page, 'running');
  await page.waitForFunction(
    (before) => document.getElementById('step')?.textContent !== before,
    paused,
  );
  await type(page, 'layers', '2');
  await says(page, 'stale', /Restart to apply: Layers\./);
  // Every count that is written is looked at: a fast run is past the old one in no time.
  await page.evaluate((before) => {
    const step = /** @type {HTMLElement} */ (document.getElementById('step'));
    /** @param {string | null} text */
    const count = (text) => Number((text ?? '').split(' ')[0].replace(/,/g, ''));
    new MutationObserver(() => {
      if (count(step.textContent) < count(before)) document.body.dataset.restarted = 'yes';
    }).observe(step, { childList: true });
  }, paused);
  await page.click('#restart-training');
  await page.waitForSelector('body[data-restarted][data-training="running"]');
  await says(page, 'stale', /^$/);
  assertClean();
  await close();
});

test('the player plays, stops, steps and scrubs', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'particles=500' });
  await flowOf(page, 'shipped weights');
  await page.locator('#scrubber').fill('500');
  await page.waitForSelector('#player-play[aria-label="Play"]'); // written with the next picture
  await page.waitForFunction(() => document.getElementById('time')?.textContent === '0.500');
  await page.click('#player-forward');
  await page.waitForFunction(() => document.getElementById('time')?.textContent === '0.495');
  await page.click('#player-back');
  await page.click('#player-back');
  await page.waitForFunction(() => document.getElementById('time')?.textContent === '0.505');
  await page.locator('#scrubber').fill('1000');
  await page.waitForFunction(() => document.getElementById('time')?.textContent === '0.000');
  await page.click('#player-restart');
  await page.waitForFunction(() => document.getElementById('time')?.textContent === '1.000');
  await page.locator('h1').click();
  await page.keyboard.press('Space');
  await page.waitForFunction(() => Number(document.getElementById('time')?.textContent) < 0.9);
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('#player-play[aria-label="Play"]'); // written with the next picture
  assertClean();
  await close();
});

test('keys act on what has the focus, and only there', async () => {
  const { page, assertClean, close } = await app.openPage({ reducedMotion: 'reduce' });
  await flowOf(page, 'shipped weights');
  const paused = page.locator('#player-play[aria-label="Play"]');
  await paused.waitFor();
  // A menu opens by Space, and closes; the flow stays as it is.
  const menu = page.locator('#export > summary');
  await menu.focus();
  await page.keyboard.press('Space');
  await page.waitForSelector('#export[open]');
  await page.keyboard.press('Escape');
  // An arrow stays in the menu of samplers, and a letter chooses there.
  await page.locator('#setting-method').focus();
  await page.keyboard.press('t');
  await page.locator('#scrubber').focus();
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => document.getElementById('time')?.textContent !== '0.000');
  assert.equal(await page.evaluate(() => document.body.dataset.training), 'idle');
  assert.ok(await paused.isVisible());
  // The place of T on a Russian keyboard; not while an input method is at work.
  await page.locator('h1').click();
  /** @param {object} more */
  const press = (more) =>
    page.evaluate((init) => {
      const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
      document.body.dispatchEvent(event);
    }, more);
  await press({ key: 'е', code: 'KeyT', isComposing: true });
  await press({ key: 'т', code: 'KeyN' });
  assert.equal(await page.evaluate(() => document.body.dataset.training), 'idle');
  await press({ key: 'е', code: 'KeyT' });
  await page.waitForFunction(() => document.body.dataset.training === 'running');
  assertClean();
  await close();
});

test('reduced motion starts paused, on the samples, and Play still plays', async () => {
  const { page, assertClean, close } = await app.openPage({ reducedMotion: 'reduce' });
  await flowOf(page, 'shipped weights');
  await page.waitForFunction(() => document.getElementById('time')?.textContent === '0.000');
  await page.waitForSelector('#player-play[aria-label="Play"]'); // written with the next picture
  await page.click('#player-play');
  await page.waitForFunction(() => Number(document.getElementById('time')?.textContent) > 0.5);
  assertClean();
  await close();
});

test('presets set everything but the seed, and the angle can be folded', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'seed=9' });
  await page.waitForFunction(() => document.querySelectorAll('#preset option').length > 4);
  await page.selectOption('#preset', 'post');
  assert.equal(await page.inputValue('#setting-batch'), '5000');
  assert.equal(await page.inputValue('#setting-steps'), '20000');
  assert.equal(await page.inputValue('#setting-seed'), '9');
  assert.ok(await page.isChecked('[data-key="parametrisation"] input[value="score"]'));
  await type(page, 'batch', '128');
  assert.equal(await page.inputValue('#preset'), '');
  await page.selectOption('#preset', 'fast');
  const link = new URLSearchParams(new URL(page.url()).hash.slice(1));
  assert.equal(link.get('parametrisation'), 'velocity');
  assert.equal(link.get('seed'), '9');
  assert.equal(link.get('steps'), null);
  await choose(page, 'angle', 'folded');
  assert.match(page.url(), /angle=folded/);
  assertClean();
  await close();
});

test('the card waits only for settings that do something; rows show what applies', async () => {
  const { page, assertClean, close } = await app.openPage();
  await flowOf(page, 'shipped weights');
  await page.selectOption('#setting-objective', 'denoisingUniform');
  await type(page, 'tEpsilon', '0.01');
  await says(page, 'stale', /^Train to apply: Objective, Smallest t\/T\.$/);
  await page.selectOption('#setting-objective', 'denoisingVelocity');
  await says(page, 'stale', /^$/);
  assert.ok(await page.isHidden('[data-key="tEpsilon"]'));
  assert.equal(await page.locator('.row.stale').count(), 0);

  // A second picture by another sampler goes by settings that the first has no use for.
  const shown = (/** @type {string} */ key) => page.isVisible(`[data-key="${key}"]`);
  const steps = async () => [
    await shown('noiseSteps'),
    await shown('dt'),
    await shown('tolerance'),
  ];
  assert.deepEqual(await steps(), [true, false, false]);
  await page.selectOption('#setting-compare', 'adaptive-exact');
  assert.deepEqual(await steps(), [true, false, true]);
  await page.selectOption('#setting-compare', 'off');
  assert.deepEqual(await steps(), [true, false, false]);
  assertClean();
  await close();
});

test('Back undoes a jump of the tour, the article or a preset; “Reset view” appears where it is needed', async () => {
  const { page, assertClean, close } = await app.openPage();
  await flowOf(page, 'shipped weights');
  await page.waitForFunction(() => document.querySelectorAll('#preset option').length > 4);
  const hash = () => new URL(page.url()).hash;
  const is = (/** @type {string} */ id, /** @type {string} */ wanted) =>
    page.waitForFunction(
      ([id, wanted]) =>
        /** @type {HTMLInputElement | null} */ (document.getElementById(id))?.value === wanted,
      [id, wanted],
    );
  await type(page, 'layers', '5'); // one's own change is no step of the history
  const own = hash();
  await page.selectOption('#preset', 'post');
  await is('setting-layers', '6');
  await page.goBack();
  await is('setting-layers', '5');
  assert.equal(hash(), own);
  await page.goForward();
  await is('setting-batch', '5000');
  await page.goBack();
  await is('setting-layers', '5');

  // The tour goes back with its settings, station by station, and then is closed.
  await page.click('#tour-open');
  await page.waitForFunction(() => document.body.dataset.tour === '1');
  for (const wanted of ['2', '3', '4']) {
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((n) => document.body.dataset.tour === n, wanted);
  }
  const steps = await page.evaluate(() => history.length);
  assert.ok(steps > 2, `${steps}`);
  for (let i = 0; i < 10; i++) {
    if (hash() === own) break;
    const before = page.url();
    await page.goBack();
    await page.waitForFunction((url) => location.href !== url, before);
  }
  assert.equal(hash(), own);
  await page.waitForFunction(() => document.body.dataset.tour === undefined);

  const reset = page.locator('#reset-view');
  await reset.waitFor({ state: 'hidden' });
  await page.selectOption('#setting-compare', 'heun-exact');
  await reset.click();
  await reset.waitFor({ state: 'hidden' });
  await is('setting-compare', 'off');
  await is('setting-layers', '5');
  await page.goBack();
  await is('setting-compare', 'heun-exact');
  assertClean();
  await close();
});
