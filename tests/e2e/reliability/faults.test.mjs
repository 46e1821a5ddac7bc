// What goes wrong is said, and the rest of the page goes on.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  flowOf,
  metrics,
  notice,
  notices,
  says,
  text,
  training,
  type,
} from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';
import { engines, runInPage } from '../../../tools/browsers/engines.mjs';
import { MORTAL } from '../support/kept.mjs';

// The sources, whose modules can be imported one by one; in dist/ they are bundled.
const SITE = fileURLToPath(new URL('../../..', import.meta.url));

const app = await launch();
after(() => app.close());

test('a wrong link is set right with a message', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: 'layers=99&betaMin=x&what=1' });
  const words = await notice(page, 'link');
  assert.match(words, /Layers.*99 was changed to 10/);
  assert.match(words, /β min/);
  assert.match(words, /what/);
  assert.equal(await page.inputValue('#setting-layers'), '10');
  await flowOf(page, 'shipped weights');
  assertClean();
  await close();
});

test('what is typed wrong is refused with a message, and nothing is lost', async () => {
  const { page, assertClean, close } = await app.openPage();
  await type(page, 'width', '100000');
  await says(page, 'fault-width', /Width.*256/);
  assert.equal(await page.inputValue('#setting-width'), '256');
  await type(page, 'width', '');
  await says(page, 'fault-width', /Width.*number/);
  assert.equal(await page.inputValue('#setting-width'), '256');
  await type(page, 'width', '32');
  await page.waitForFunction(() => !document.querySelector('[id^=fault-]'));
  assert.deepEqual(await notices(page), []);
  assertClean();
  await close();
});

test('without SIMD the page says what is missing', async () => {
  const { page, close } = await app.openPage({
    before: () => {
      WebAssembly.validate = () => false;
    },
  });
  assert.match(await page.locator('#start-help.told').innerText(), /lacks SIMD.*Chrome 109/);
  await close();
});

test('without module workers the page says what is missing', async () => {
  const { page, close } = await app.openPage({
    before: () => {
      // An old browser takes the address and never looks at the options.
      window.Worker = /** @type {any} */ (
        class {
          terminate() {}
        }
      );
    },
  });
  assert.match(await page.locator('#start-help.told').innerText(), /modules in workers/);
  await close();
});

test('wasm that does not load is reported, for the flow and for training', async () => {
  const { page, close } = await app.openPage({ route: ['**/*_bg.wasm', 404] });
  assert.match(await notice(page, 'pretrained'), /can’t be shown/);
  await page.click('#train');
  assert.ok((await notice(page, 'training')).length > 10);
  await training(page, 'failed');
  await close();
});

test('a worker script that does not load is reported', async () => {
  const { page, close } = await app.openPage({ route: ['**/worker-train.js', 404] });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  assert.match(await notice(page, 'training'), /worker stopped/);
  await training(page, 'failed');
  // The flow of the shipped weights is still there.
  assert.ok((await metrics(page)).radiusW1 < 0.02);
  await close();
});

test('a part of the page that can’t be loaded when it is asked for is reported', async () => {
  const { page, close } = await app.openPage({ route: ['**/points-editor-*.js', 404] });
  await flowOf(page, 'shipped weights');
  await page.selectOption('#setting-dataset', 'own');
  assert.match(await notice(page, 'part'), /could not be loaded/);
  assert.equal(await page.locator('#own-editor').count(), 0);
  await close();
});

test('missing shipped weights do not keep anyone from training', async () => {
  const { page, close } = await app.openPage({
    hash: 'steps=20&batch=32&particles=100',
    route: ['**/pretrained.safetensors', 404],
  });
  assert.match(await notice(page, 'pretrained'), /404/);
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 20');
  await close();
});

test('a training worker that dies is reported, its last weights kept, and Train starts anew', async () => {
  const { page, close } = await app.openPage({
    hash: 'steps=100000&batch=64&particles=200',
    edits: [['**/worker-train.js', (body) => body + MORTAL]],
  });
  await page.click('#train');
  await page.waitForFunction(() => /^step /.test(document.body.dataset.flow ?? ''), null, {
    timeout: 60_000,
  });
  await page.evaluate(() => new BroadcastChannel('fate').postMessage('die'));
  assert.match(await notice(page, 'training'), /out of memory/);
  await training(page, 'failed');
  const download = page.waitForEvent('download');
  await page.click('#notices [data-key="training"] button:text("Save")');
  assert.equal((await download).suggestedFilename(), 'nano-diffusion.safetensors');
  await page.click('#train');
  await training(page, 'running');
  assert.deepEqual(await notices(page), []);
  assert.match(await text(page, 'train'), /Pause/);
  await close();
});

/** In the page: notes what it sends to the worker that knows the answers, and to which of them. */
function overhear() {
  /** @type {[number, string, unknown][]} */
  const asked = [];
  let workers = 0;
  window.Worker = new Proxy(Worker, {
    construct(target, [url, options]) {
      const worker = new target(url, options);
      if (!String(url).includes('worker-exact')) return worker;
      const number = ++workers;
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (/** @type {any} */ message) => {
        asked.push([number, message.method, message.args[0]]);
        post(message);
      };
      return worker;
    },
  });
  Object.assign(window, { asked });
}

/** @param {import('playwright-core').Page} page @returns {Promise<[number, string, number][]>} */
const asked = (page) => page.evaluate(() => /** @type {any} */ (window).asked);

test('weights and points go to a worker once; the one in a dead one’s place gets them again', async () => {
  const { page, close } = await app.openPage({
    hash: 'dataset=own&points=gAgAwAgAgAwAwAwA&field=difference&particles=200&dt=0.05',
    reducedMotion: 'no-preference',
    before: overhear,
    edits: [['**/worker-exact.js', (body) => body + MORTAL]],
  });
  await flowOf(page, 'shipped weights');
  await page.waitForFunction(() => document.body.dataset.measured === 'shipped weights');
  // While the flow plays, the field is asked for at one time after another.
  const fields = async (/** @type {number} */ after) => {
    // Helpers that share in the KL are workers too, and are asked for no field.
    const found = await page.waitForFunction((after) => {
      const all = /** @type {any[][]} */ (/** @type {any} */ (window).asked);
      const asked = all.filter(([number, method]) => number > after && method === 'field');
      return asked.length > 5 && asked[0][0];
    }, after);
    return Number(await found.jsonValue());
  };
  assert.equal(await fields(0), 1);
  const held = async (/** @type {number} */ worker) =>
    (await asked(page)).flatMap(([number, method, id]) =>
      number === worker && method === 'hold' ? [id] : [],
    );
  const first = await held(1);
  assert.equal(first.length, 2, 'the weights, and the points of the floor');
  assert.equal(new Set(first).size, 2);

  await page.evaluate(() => new BroadcastChannel('fate').postMessage('die'));
  assert.match(await notice(page, 'exact'), /worker that computes the exact answers stopped/);
  await type(page, 'kernelWidth', '0.2');
  const second = await fields(1);
  await page.waitForFunction(
    (second) =>
      /** @type {any} */ (window).asked.some(
        (/** @type {any[]} */ [number, method]) => number === second && method === 'floor',
      ),
    second,
  );
  assert.deepEqual((await held(second)).sort(), first.sort());
  await page.waitForSelector('body[data-field="difference"]');
  await close();
});

/** In a worker: long steps are refused, with a name and the setting. */
const REFUSES = `
  const answer = self.onmessage;
  self.onmessage = (event) => {
    const { id, args } = event.data;
    if (!(args[4]?.sample.dt > 0.5)) return answer(event);
    const message = 'dt = 0.8 is out of range: it must be between 0.0005 and 0.5.';
    self.postMessage({ id, error: { name: 'OutOfRange', message, setting: 'dt' } });
  };`;

test('the setting that an error is about is marked, until it is changed', async () => {
  const { page, assertClean, close } = await app.openPage({
    hash: 'particles=200&dt=0.05',
    edits: [['**/worker-sampling.js', (body) => body + REFUSES]],
  });
  await flowOf(page, 'shipped weights');
  const marks = () =>
    page.locator('#setting-dt').evaluate((field) => {
      const note = document.getElementById(field.getAttribute('aria-describedby') ?? '');
      const faulty = [...document.querySelectorAll('.row.faulty')];
      const keys = faulty.map((row) => /** @type {HTMLElement} */ (row).dataset.key);
      return { invalid: field.getAttribute('aria-invalid'), note: note?.textContent, keys };
    });
  const none = { invalid: null, note: undefined, keys: [] };
  assert.deepEqual(await marks(), none);
  await type(page, 'dt', '0.8');
  const words = await notice(page, 'flow');
  assert.match(words, /^dt = 0\.8 is out of range/);
  const { invalid, note, keys } = await marks();
  assert.deepEqual([invalid, keys], ['true', ['dt']]);
  assert.match(note ?? '', /between 0\.0005 and 0\.5/);
  // Another setting's change leaves the mark.
  await type(page, 'playback', '2');
  assert.deepEqual((await marks()).keys, ['dt']);
  await type(page, 'dt', '0.1');
  assert.deepEqual(await marks(), none);
  await page.locator('#notices [data-key="flow"]').waitFor({ state: 'detached' });
  assertClean();
  await close();
});

/** In the page: what workers say of settings that the controls don't let through. */
async function refusals() {
  const { WorkerClient } = await import(/** @type {any} */ ('/www/shared/rpc.js'));
  const { slim } = await import(/** @type {any} */ ('/www/shared/slim-config.js'));
  const core = await import(/** @type {any} */ ('/www/pkg/nano_diffusion.js'));
  await core.default();
  const { config } = core.presets()[0];
  const client = (/** @type {string} */ name) =>
    new WorkerClient(new URL(`/www/worker-${name}.js`, location.href), {});
  const fault = (/** @type {Promise<unknown>} */ call) =>
    call.then(
      () => null,
      ({ name, message, setting }) => ({ name, message, setting }),
    );
  const [training, sampling] = [client('train'), client('sampling')];
  const small = { ...config, train: { ...config.train, batch: 3 } };
  const steep = { ...config, schedule: { ...config.schedule, betaMax: 99 } };
  return [
    await fault(training.call('start', small, 1)),
    await fault(sampling.call('schedule', slim(steep, sampling))),
    await fault(sampling.call('describeWeights', new Uint8Array(9))),
  ];
}

test('an error of the core comes out of its worker with its name and its setting', async () => {
  const [start, schedule, weights] = await runInPage(engines()[0], SITE, refusals, undefined);
  assert.deepEqual([start?.name, start?.setting], ['OutOfRange', 'batch']);
  assert.match(start?.message ?? '', /batch = 3 is out of range: it must be .*16/);
  assert.deepEqual([schedule?.name, schedule?.setting], ['OutOfRange', 'betaMax']);
  assert.deepEqual([weights?.name, weights?.setting], ['BadWeights', undefined]);
});
