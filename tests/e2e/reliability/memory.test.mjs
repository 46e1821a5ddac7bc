// What settings ask for, what is taken, and what is said where there is not so much.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  PATIENCE,
  flowOf,
  notice,
  notices,
  says,
  text,
  training,
  type,
} from '../support/actions.mjs';
import { launch } from '../../../tools/browsers/chromium.mjs';
import { engines, runInPage } from '../../../tools/browsers/engines.mjs';

// The sources, whose modules can be imported one by one; in dist/ they are bundled.
const SITE = fileURLToPath(new URL('../../..', import.meta.url));

const app = await launch();
after(() => app.close());

/** Memory comes in pages of so many bytes. */
const PAGE = 65536;

/**
 * Works with workers of its own, as a run does, and tells what their memories grew by.
 * @param {Record<string, any>} asked
 */
async function take(asked) {
  const at = (/** @type {string} */ name) => new URL(`/www/${name}`, location.href);
  const { WorkerClient } = await import(at('shared/rpc.js').href);
  const { slim } = await import(at('shared/slim-config.js').href);
  const { pageNeed } = await import(at('shared/memory-need.js').href);
  const core = await import(at('pkg/nano_diffusion.js').href);
  await core.default();
  const { config } = core.presets()[0];
  for (const part of ['network', 'train', 'sample']) Object.assign(config[part], asked[part]);

  /** @param {string} name @param {(client: any, events: any[]) => Promise<any>} work */
  const measure = async (name, work) => {
    /** @type {any[]} */
    const events = [];
    let client = /** @type {any} */ (null);
    const crash = new Promise((_, onCrash) => {
      const note = (/** @type {string} */ event) => (/** @type {any} */ data) =>
        events.push({ event, data });
      const names = ['finished', 'failed', 'frame'];
      const on = Object.fromEntries(names.map((event) => [event, note(event)]));
      client = new WorkerClient(at(name), { on, onCrash });
    });
    const before = await client.call('memory');
    const result = await Promise.race([work(client, events), crash]);
    const bytes = (await client.call('memory')) - before;
    client.terminate();
    return { bytes, result };
  };

  const train = await measure('worker-train.js', async (client, events) => {
    await client.call('keep');
    await client.call('start', config, 1);
    while (!events.some(({ event }) => event === 'finished')) {
      const failed = events.find(({ event }) => event === 'failed');
      if (failed) throw new Error(failed.data.fault.message);
      await new Promise((done) => setTimeout(done, 20));
    }
    // A run that takes the place of another needs no more.
    await client.call('start', config, 1);
    await client.call('pause');
    return (await client.call('weights')).bytes;
  });
  const helper = await measure('worker-shard.js', async (client) => {
    const run = new core.Trainer(config);
    const params = run.params();
    run.free();
    await client.call('configure', config);
    await client.call('compute', 0, [0], params);
  });
  const flow = await measure('worker-sampling.js', async (client, events) => {
    const plan = { direction: 'reverse', exact: false };
    const sent = slim(config, client);
    const all = [0, config.sample.particles];
    await client.call('flow', 1, 0, plan, client.give(train.result), sent, ...all);
    const { data } = events.filter(({ event }) => event === 'frame').at(-1);
    await client.call('evaluate', sent, data.points);
    const frames = events.filter(({ event }) => event === 'frame');
    const pictures = frames.reduce((sum, { data }) => sum + data.points.byteLength, 0);
    const need = await client.call('need', sent);
    const page = pageNeed(need, { steps: config.train.steps, pictures: 1, cores: 1 });
    return { pictures, need: { ...need, pictures: page.trajectory } };
  });
  const { pictures, need } = flow.result;
  const measured = { training: train.bytes, helper: helper.bytes, sampling: flow.bytes, pictures };
  return { measured, need };
}

const LARGE = { layers: 10, width: 256 };
for (const [what, asked] of Object.entries({
  'the default settings': { train: { steps: 10 } },
  'the largest network, in eight shards': {
    network: { ...LARGE, activation: 'silu' },
    train: { steps: 10, batch: 2048, objective: 'sliced' },
    sample: { particles: 300, method: 'heun', dt: 0.1 },
  },
  'many particles': { train: { steps: 10 }, sample: { particles: 20_000, dt: 5e-3 } },
})) {
  test(`${what} take no more memory than is said, and at least half`, async () => {
    const { measured, need } = await runInPage(engines()[0], SITE, take, asked);
    for (const [part, bytes] of Object.entries(measured)) {
      const said = need[part];
      const words = `${part}: ${bytes} bytes taken, ${said} said`;
      console.log(words);
      assert.ok(bytes <= said + PAGE && said <= 2 * bytes + 2 * PAGE, words);
    }
  });
}

/** As on a small phone. */
const SMALL = () => Object.defineProperty(Navigator.prototype, 'deviceMemory', { value: 0.25 });
const QUICK = 'steps=20&batch=32&particles=200&dt=0.05';

test('settings beyond the budget are said at once, and are not trained unasked', async () => {
  const { page, assertClean, close } = await app.openPage({ hash: QUICK, before: SMALL });
  await flowOf(page, 'shipped weights');
  assert.equal(await text(page, 'memory-warning'), '');
  await type(page, 'width', '256');
  await says(
    page,
    'memory-warning',
    /need about \d+ MiB .* more than the 32 MiB .* Lower Width first/,
  );

  await page.click('#train');
  assert.match(await notice(page, 'memory'), /32 MiB.*Lower Width/);
  assert.equal(await page.evaluate(() => document.body.dataset.training), 'idle');
  assert.equal(await page.locator('#runs-table tr').count(), 0);

  await type(page, 'width', '16');
  await says(page, 'memory-warning', /^$/);
  await page.waitForSelector('#notices [data-key="memory"]', { state: 'detached' });
  await page.click('#train');
  await training(page, 'finished');
  assert.deepEqual(await notices(page), []);
  assertClean();
  await close();
});

test('a visitor may train beyond the budget, and is not asked again for the same', async () => {
  // 102 frames of 160 kB, twice.
  const hash = `${QUICK}&width=16&layers=3`.replace('dt=0.05', 'dt=0.01');
  const { page, assertClean, close } = await app.openPage({ hash, before: SMALL });
  await flowOf(page, 'shipped weights');
  await type(page, 'particles', '20000');
  await says(page, 'memory-warning', /Lower Particles first/);
  await page.click('#train');
  await notice(page, 'memory');
  await page.click('#notices [data-key="memory"] button:text("Train anyway")');
  await training(page, 'finished');
  assert.deepEqual(await notices(page), []);
  await flowOf(page, 'step 20');
  await page.click('#train');
  await page.waitForFunction(() => document.querySelectorAll('#runs-table tbody tr').length === 2);
  await training(page, 'finished');
  assert.deepEqual(await notices(page), []);
  // For more, it is.
  await type(page, 'layers', '10');
  await page.click('#train');
  await notice(page, 'memory');
  assertClean();
  await close();
});

/**
 * The same module, whose memory may grow by so many pages only.
 * @param {Buffer} wasm
 * @param {number} pages
 */
function limited(wasm, pages) {
  const leb = (/** @type {number} */ from) => {
    let [value, at, scale] = [0, from, 1];
    for (; ; scale *= 128) {
      value += (wasm[at] & 127) * scale;
      if (wasm[at++] < 128) return { value, at };
    }
  };
  const bytes = (/** @type {number} */ n) => {
    const out = [];
    for (; n > 127; n >>= 7) out.push((n & 127) | 128);
    return [...out, n];
  };
  for (let at = 8; at < wasm.length;) {
    const size = leb(at + 1);
    const end = size.at + size.value;
    if (wasm[at] === 5) {
      // One memory, without a maximum, and its minimum.
      assert.deepEqual([...wasm.subarray(size.at, size.at + 2)], [1, 0]);
      const least = leb(size.at + 2).value;
      const section = [1, 1, ...bytes(least), ...bytes(least + pages)];
      const head = [5, ...bytes(section.length), ...section];
      return Buffer.concat([wasm.subarray(0, at), Buffer.from(head), wasm.subarray(end)]);
    }
    at = end;
  }
  throw new Error('the module has no memory');
}

test('a worker that gets no memory says so, and what needs less goes on', async () => {
  const { page, close } = await app.openPage({
    hash: `${QUICK}&layers=10&width=256`,
    edits: [['**/*_bg.wasm', (body) => limited(body, 32)]],
  });
  await flowOf(page, 'shipped weights');
  await page.click('#train');
  assert.match(await notice(page, 'training'), /not enough memory.*Lower width/);
  await training(page, 'failed');

  await type(page, 'particles', '20000');
  assert.match(
    await notice(page, 'flow'),
    /sampling worker stopped: .*not enough memory.*particles/,
  );
  await type(page, 'particles', '300');
  await page.waitForSelector('#notices [data-key="flow"]', {
    state: 'detached',
    timeout: PATIENCE,
  });

  await type(page, 'width', '16');
  await page.click('#train');
  await training(page, 'finished');
  await flowOf(page, 'step 20');
  assert.deepEqual(await notices(page), []);
  await close();
});
