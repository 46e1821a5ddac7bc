// The page as a whole: what is transferred, when the first picture is there, how long the main
// thread is held up while training, and what its drawing costs in steps.

import { launch } from '../tools/browsers/chromium.mjs';
import { firstVisit } from './first-visit.mjs';

/** How long each part is watched (milliseconds). */
const WATCH = 5000;

export async function wholePage() {
  const app = await launch();
  try {
    const visit = await firstVisit(app);
    const { page, close } = await app.openPage({
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

    return {
      transfer: visit.picture,
      transferLater: visit.rest,
      files: visit.files.length,
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
