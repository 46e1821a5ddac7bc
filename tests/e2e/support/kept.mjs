// What the tests about kept runs do with them.

import { PATIENCE, training } from './actions.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** A run of some seconds, most of which is left when it is first saved. */
export const HASH = 'layers=3&width=32&batch=128&steps=40000&particles=200&dt=0.05';

/** In a worker: it dies when told so, as if it had run out of memory. */
export const MORTAL = `
  new BroadcastChannel('fate').onmessage = () => { throw new Error('out of memory'); };`;

/** The kept runs. @param {Page} page @param {'runs' | 'aside'} [store] */
export function kept(page, store = 'runs') {
  return page.evaluate(
    (store) =>
      /** @type {Promise<{ id: string, step: number, sum: string, losses: any, excess?: any, kl?: any, training?: any, why?: string }[]>} */ (
        new Promise((resolve, reject) => {
          const request = indexedDB.open('nano-diffusion', 1);
          // It may not be there yet.
          request.onupgradeneeded = () => request.transaction?.abort();
          request.onerror = () => resolve([]);
          request.onsuccess = () => {
            const all = request.result.transaction(store).objectStore(store).getAll();
            all.onerror = () => reject(all.error);
            all.onsuccess = async () => {
              request.result.close();
              const found = all.result.map(async ({ bytes, ...rest }) => {
                const digest = await crypto.subtle.digest('SHA-256', bytes);
                return { ...rest, sum: new Uint8Array(digest).join() };
              });
              resolve(await Promise.all(found));
            };
          };
        })
      ),
    store,
  );
}

/** Waits until a run is kept whose state fits. @param {Page} page @param {(run: any) => boolean} fits */
export async function keptRun(page, fits) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const run = (await kept(page)).find(fits);
    if (run) return run;
    await page.waitForTimeout(50);
  }
  throw new Error(`no such run is kept: ${JSON.stringify(await kept(page)).slice(0, 500)}`);
}

/** @param {{ step: number }} run */
export const midway = ({ step }) => step > 0 && step < 40000;
export const whole = ({ step = 0 }) => step === 40000;

/** Trains for a moment and pauses, which keeps the run. @param {Page} page */
export async function leaveMidway(page) {
  await page.click('#train');
  await page.waitForFunction(() =>
    /^[1-9]/.test(document.getElementById('step')?.textContent ?? ''),
  );
  await page.click('#train');
  await training(page, 'paused');
  return keptRun(page, midway);
}

/** @param {Page} page @param {string} key @param {string} label */
export async function press(page, key, label) {
  await page.click(`#notices [data-key="${key}"] button:text("${label}")`);
}

/** The steps of the runs in the table, the newest first. @param {Page} page */
export function tableSteps(page) {
  return page.locator('.runs-table td.steps').allInnerTexts();
}
