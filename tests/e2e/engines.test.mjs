// The page itself in every engine: it loads, shows a picture, trains with a falling loss, and its
// samples come near the ring. A browser that is not installed is skipped.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { engines, runInPage } from '../tools/engines.mjs';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** In a page beside the site: opens it in a frame and does what a visitor would. @param {string} hash */
async function visit(hash) {
  const frame = document.createElement('iframe');
  Object.assign(frame, { width: 1200, height: 900 });
  /** @type {string[]} */
  const errors = [];
  await new Promise((loaded) => {
    frame.onload = loaded;
    frame.src = `/index.html#${hash}`;
    // Only now: a frame without an address may load an empty page first.
    document.body.append(frame);
  });
  const view = /** @type {any} */ (frame.contentWindow);
  const page = /** @type {Document} */ (frame.contentDocument);
  view.console.error = (/** @type {any[]} */ ...words) => errors.push(words.join(' '));
  view.addEventListener('error', (/** @type {ErrorEvent} */ e) => errors.push(e.message));
  view.addEventListener('unhandledrejection', (/** @type {any} */ e) => errors.push(`${e.reason}`));
  const { dataset } = page.body;
  const until = async (/** @type {() => unknown} */ done, /** @type {string} */ what) => {
    for (const end = Date.now() + 30_000; !done();) {
      const words = page.getElementById('notices')?.textContent;
      if (Date.now() > end) throw new Error(`waited in vain: ${what}; ${words}; ${errors}`);
      await new Promise((next) => setTimeout(next, 30));
    }
  };
  const number = (/** @type {string} */ id) =>
    parseFloat(page.getElementById(id)?.textContent ?? '');
  const metric = (/** @type {string} */ key) =>
    Number(page.querySelector(`[data-metric="${key}"]`)?.getAttribute('data-value') ?? NaN);

  await until(() => dataset.flow === 'shipped weights', 'the first picture');
  const shipped = metric('radiusW1');
  const canvas = /** @type {HTMLCanvasElement} */ (page.getElementById('flow'));
  const colours = new Set(
    new Uint32Array(
      /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      ).data.buffer,
    ),
  ).size;
  page.getElementById('train')?.click();
  await until(() => number('step') > 0 && number('loss') > 0, 'the first losses');
  const first = number('loss');
  await until(() => dataset.training === 'finished', 'the end of training');
  await until(() => dataset.flow === 'step 600', 'the flow of the trained weights');
  return { shipped, colours, first, last: number('loss'), trained: metric('radiusW1'), errors };
}

for (const engine of engines()) {
  const skip = engine.program ? false : `${engine.name} is not installed`;
  test(`${engine.name}: the page draws, trains and lands on the ring`, { skip }, async () => {
    const hash = 'steps=600&batch=256&particles=500&dt=0.01';
    const found = await runInPage(engine, DIST, visit, hash, { patience: 240_000 });
    assert.deepEqual(found.errors, []);
    assert.ok(found.shipped < 0.05, `${found.shipped}`);
    assert.ok(found.colours > 20, `${found.colours}`);
    // An untrained network's loss is about one, the least possible 0.18.
    assert.ok(found.last < 0.5 && found.last <= found.first, `${found.first} ${found.last}`);
    assert.ok(found.trained < 0.3, `${found.trained}`);
  });
}
