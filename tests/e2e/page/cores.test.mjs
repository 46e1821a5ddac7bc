// A flow that all cores share: the same to the bit with one worker or several, also where a helper dies
// in the midst of it; shown as it grows, and given up at once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from '../../../tools/browsers/chromium.mjs';
import { PATIENCE, flowOf } from '../support/actions.mjs';

/** @typedef {import('playwright-core').Page} Page */
/**
 * What the page asks of its workers, and what these tell, by the worker's number; 0 is that of the picture.
 * @typedef {object} Heard
 * @property {number} cores that the machine seems to have
 * @property {boolean} kill a helper, at its third frame
 * @property {[number, string, number, number][]} asked worker, method, flow, part
 * @property {[number, number, number, number][]} frames worker, flow, part, index
 * @property {string} end of the flow that was compared with the data last: all bits of its particles
 */

/** @type {Awaited<ReturnType<typeof launch>>} */
let app;
before(async () => (app = await launch()));
after(() => app.close());

/** In the page, before its scripts. */
function listen() {
  /** @type {Heard} */
  const heard = { cores: 1, kill: false, asked: [], frames: [], end: '' };
  Object.assign(window, { heard });
  Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => heard.cores });
  let count = 0;
  window.Worker = new Proxy(Worker, {
    construct(target, [url, options]) {
      const worker = new target(url, options);
      const number = String(url).includes('worker-sampling') ? 0 : ++count;
      worker.addEventListener('message', ({ data }) => {
        if (data?.event !== 'frame') return;
        const { id, part, index } = data.data;
        heard.frames.push([number, id, part, index]);
        if (!heard.kill || number === 0 || index !== 2) return;
        heard.kill = false;
        worker.terminate();
        worker.dispatchEvent(new ErrorEvent('error', { message: 'killed', cancelable: true }));
      });
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (/** @type {any} */ message, /** @type {any[]} */ ...rest) => {
        const { method, args } = message;
        if (method === 'flow' || method === 'leave') {
          heard.asked.push([number, method, args[0], args[1]]);
        } else if (method === 'evaluate') {
          heard.end = new Uint32Array(args[1].buffer).join();
        }
        post(message, ...rest);
      };
      return worker;
    },
  });
}

/** @param {Page} page @returns {Promise<Heard>} */
const heardIn = (page) => page.evaluate(() => /** @type {any} */ (window).heard);

/** Asks for a flow, with so many cores. @param {Page} page @param {string} hash @param {Partial<Heard>} [now] */
const ask = (page, hash, now = {}) =>
  page.evaluate(
    ({ hash, now }) => {
      delete document.body.dataset.flow;
      const { heard } = /** @type {any} */ (window);
      Object.assign(heard, now, { asked: [], frames: [], end: '' });
      location.hash = hash;
    },
    { hash, now },
  );

const FLOW = 'method=sde&particles=3000&dt=0.01';
const OTHER = 'method=sde&particles=3000&dt=0.1';
const LONG = 'method=sde&particles=20000&dt=0.0005&score=exact';

test('a flow is the same to the bit, whoever makes it; it grows on the screen, and is given up at once', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: FLOW, before: listen });
  /** @param {Partial<Heard>} [now] */
  const again = async (now) => {
    await ask(page, OTHER);
    await flowOf(page, 'shipped weights');
    await ask(page, FLOW, now);
    await flowOf(page, 'shipped weights');
    return heardIn(page);
  };
  const makers = (/** @type {Heard} */ { frames }) => new Set(frames.map(([worker]) => worker));
  await flowOf(page, 'shipped weights');
  const alone = await again();
  assert.ok(alone.end.length > 3000);
  assert.deepEqual([...makers(alone)], [0]);
  /** Helpers come when they are loaded, and may leave between two flows on a busy machine.
   * @param {Partial<Heard>} now @param {(heard: Heard) => boolean} enough */
  const until = async (now, enough) => {
    for (let tries = 0; ; tries++) {
      const heard = await again(now);
      assert.equal(heard.end, alone.end);
      if (enough(heard)) return heard;
      assert.ok(tries < 10, 'helpers take part');
    }
  };
  await until({ cores: 3 }, (heard) => makers(heard).size === 3);
  const lost = await until({ kill: true }, ({ kill }) => !kill);
  const parts = lost.asked.flatMap(([, method, , part]) => (method === 'flow' ? [part] : []));
  assert.ok(parts.length > new Set(parts).size, 'its part is made again');

  await ask(page, LONG);
  // Played from its first steps on.
  await page.waitForFunction(
    () => {
      const { asked, frames } = /** @type {{ heard: Heard }} */ (/** @type {any} */ (window)).heard;
      const parts = new Set(asked.map(([, , , part]) => part));
      const begun = new Set(frames.flatMap(([, , part, index]) => (index > 0 ? [part] : [])));
      // Dimmed as long as the flow before is shown.
      const shown = !document.getElementById('first')?.classList.contains('earlier');
      return parts.size > 1 && begun.size === parts.size && shown;
    },
    null,
    { timeout: PATIENCE },
  );
  assert.equal(await page.evaluate(() => document.body.dataset.flow), undefined);
  const long = await heardIn(page);
  await ask(page, OTHER);
  await flowOf(page, 'shipped weights');
  const { asked, frames } = await heardIn(page);
  const id = long.asked[0][2];
  const left = asked.flatMap(([, method, flow, part]) =>
    method === 'leave' && flow === id ? [part] : [],
  );
  assert.deepEqual(left.sort(), [...new Set(long.asked.map(([, , , part]) => part))].sort());
  const late = frames.filter(([, flow]) => flow === id).length;
  assert.ok(late < 600, `${late} more of some 2000 frames of each part`);
  assertClean();
  await close();
});
