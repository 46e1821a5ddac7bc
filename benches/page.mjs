// The page as a whole: what is transferred, when the first picture is there, how long the main
// thread is held up while training, and what its drawing costs in steps.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch } from '../tools/browsers/chromium.mjs';
import { DIST } from './contenders.mjs';

/** How long each part is watched (milliseconds). */
const WATCH = 5000;

export async function wholePage() {
  const app = await launch();
  try {
    const { page, context, close } = await app.openPage({
      hash: 'steps=100000',
      before: () => {
        /** @type {number[]} */
        const tasks = [];
        Object.assign(globalThis, { longTasks: tasks });
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) tasks.push(duration);
        }).observe({ type: 'longtask', buffered: true });
      },
    });
    /** @type {Set<string>} */
    const urls = new Set();
    context.on('request', (request) => urls.add(request.url()));
    await page.reload();
    await page.waitForFunction(() => /\d/.test(document.getElementById('time')?.textContent ?? ''));
    const firstPicture = await page.evaluate(() => performance.now());
    await page.waitForFunction(() => document.body.dataset.flow === 'shipped weights');

    const step = () =>
      page.evaluate(() => {
        const shown = document.getElementById('step')?.textContent ?? '';
        return { step: Number(shown.split('/')[0].replace(/\D/g, '')), now: performance.now() };
      });
    const rate = async () => {
      const before = await step();
      await page.waitForTimeout(WATCH);
      const after = await step();
      return (1000 * (after.step - before.step)) / (after.now - before.now);
    };
    await page.click('#train');
    await page.waitForTimeout(1500);
    await page.evaluate(() => {
      const { longTasks } = /** @type {any} */ (globalThis);
      longTasks.length = 0;
    });
    const drawing = await rate();
    /** @type {number[]} */
    const tasks = await page.evaluate(
      () => /** @type {any} */ (/** @type {unknown} */ (globalThis)).longTasks,
    );
    // The player is stopped, though new flows are still computed.
    if ((await page.getAttribute('#player-play', 'aria-label')) !== 'Play') {
      await page.click('#player-play');
    }
    const still = await rate();
    await close();

    // Some requests of workers are not reported, so what they import is named here.
    for (const name of ['worker-train.js', 'worker-sampling.js', 'worker-shard.js']) {
      urls.add(`${app.url}www/${name}`);
    }
    urls.add(`${app.url}www/pkg/nano_diffusion_bg.wasm`);
    urls.add(`${app.url}www/assets/pretrained.safetensors`);
    const files = [...urls].filter((url) => url.startsWith(app.url));
    const paths = new Set(
      files.map((url) => new URL(url).href.slice(app.url.length).split('#')[0]),
    );
    let transfer = 0;
    for (const path of paths) {
      transfer += gzipSync(readFileSync(join(DIST, path || 'index.html')), { level: 9 }).length;
    }
    return {
      transfer,
      files: paths.size,
      firstPicture,
      longTasks: tasks.length,
      longestTask: Math.max(0, ...tasks),
      watched: WATCH / 1000,
      stepsDrawing: drawing,
      stepsStill: still,
    };
  } finally {
    await app.close();
  }
}
