// The page as a whole: what is transferred, when the first picture is there, how long the main
// thread is held up while training, and what its drawing costs in steps.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch } from '../tests/e2e/harness.mjs';
import { DIST } from './contenders.mjs';

/** How long each part is watched (milliseconds). */
const WATCH = 5000;

export async function wholePage() {
  const app = await launch();
  try {
    const { page, context, close } = await app.openPage({
      hash: 'steps=100000',
      before: () => {
        const tasks = /** @type {number[]} */ (
      await page.evaluate(() => /** @type {any} */ (globalThis).longTasks)
    );
    // Stands still: the player is stopped, though new flows are still computed.
    if ((await page.getAttribute('#player-play', 'aria-label')) !== 'Play') {
      await page.click('#player-play');
    }
    const still = await rate();
    await close();

    // Some requests of workers are not reported, so what they import is named here.
    for (const name of ['worker-train.js', 'worker-flow.js', 'shard-pool.js', 'worker-shard.js']) {
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
