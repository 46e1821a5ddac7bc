import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Crash, WorkerClient, messageOf, serve, emit, transfer } from '../../www/shared/rpc.js';

/** A worker and its page in one thread: messages go through structured clones, as between real ones. */
function connect(
  /** @type {Record<string, (...args: any[]) => any>} */ handlers,
  ready = Promise.resolve(/** @type {any} */ (undefined)),
) {
  /** @type {any} */
  const scope = {};
  /** @type {FakeWorker[]} */
  const workers = [];
  class FakeWorker {
    onmessage = (/** @type {any} */ _) => {};
    onerror = (/** @type {any} */ _) => {};
    onmessageerror = () => {};
    terminated = false;
    constructor() {
      workers.push(this);
    }
    postMessage(/** @type {any} */ data) {
      const copy = structuredClone(data);
      queueMicrotask(() => scope.onmessage({ data: copy }));
    }
    terminate() {
      this.terminated = true;
    }
  }
  scope.postMessage = (/** @type {any} */ data, /** @type {any} */ options) => {
    const copy = structuredClone(data, options);
    queueMicrotask(() => workers[0].onmessage({ data: copy }));
  };
  Object.assign(globalThis, { Worker: FakeWorker, self: scope });
  /** @type {[string, any][]} */
  const events = [];
  /** @type {Error[]} */
  const crashes = [];
  serve(handlers, ready);
  const client = new WorkerClient(new URL('file:///worker.js'), {
    onEvent: (name, data) => events.push([name, data]),
    onCrash: (error) => crashes.push(error),
  });
  return { client, worker: workers[0], events, crashes };
}

test('calls end with a result or with the error’s message', async () => {
  const { client } = connect({
    add: (a, b) => a + b,
    later: async () => 'done',
    fail: () => {
      throw new Error('because');
    },
  });
  assert.equal(await client.call('add', 1, 2), 3);
  assert.equal(await client.call('later'), 'done');
  await assert.rejects(client.call('fail'), /because/);
  await assert.rejects(client.call('toString'), /knows no “toString”/);
});

test('answers find their calls, in whatever order they come', async () => {
  /** @type {Record<string, () => void>} */
  const open = {};
  const { client } = connect({
    wait: (name) => new Promise((resolve) => (open[name] = () => resolve(name))),
  });
  const [a, b] = [client.call('wait', 'a'), client.call('wait', 'b')];
  await new Promise((done) => setTimeout(done));
  open.b();
  open.a();
  assert.deepEqual(await Promise.all([a, b]), ['a', 'b']);
});

test('a worker that can’t start answers every call with why', async () => {
  const { client } = connect({ add: () => 0 }, Promise.reject(new Error('no wasm')));
  await assert.rejects(client.call('add'), /no wasm/);
  await assert.rejects(client.call('add'), /no wasm/);
});

test('a worker that dies rejects what waits and what comes', async () => {
  const { client, worker, crashes } = connect({ hang: () => new Promise(() => {}) });
  const waiting = client.call('hang');
  let prevented = false;
  worker.onerror({ message: 'out of memory', preventDefault: () => (prevented = true) });
  await assert.rejects(waiting, /out of memory/);
  await assert.rejects(client.call('hang'), /out of memory/);
  assert.equal(crashes.length, 1);
  assert.ok(prevented && worker.terminated);
});

test('buffers are handed over, and events arrive', async () => {
  const points = new Float32Array([1, 2]);
  const { client, events } = connect({
    points: () => transfer(points, [points.buffer]),
    event: () => emit('news', { n: 1 }),
  });
  assert.deepEqual([...(await client.call('points'))], [1, 2]);
  assert.equal(points.length, 0);
  await client.call('event');
  assert.deepEqual(events, [['news', { n: 1 }]]);
});

test('a trap in the core is called a defect of ours', () => {
  assert.match(messageOf(new WebAssembly.RuntimeError('unreachable')), /defect of ours/);
  assert.equal(messageOf('text'), 'text');
});

test('after a trap the worker is ended, with all that waits for it', async () => {
  let panicked = 0;
  const core = { memory: { buffer: { byteLength: 65536 } }, panicked: () => panicked };
  const trap = () => {
    throw new WebAssembly.RuntimeError('unreachable executed');
  };
  const handlers = { trap, hang: () => new Promise(() => {}) };
  const short = connect(handlers, Promise.resolve(core));
  assert.equal(await /** @type {any} */ (short.client).call('memory'), 65536);
  const waiting = short.client.call('hang');
  // No panic: an allocation failed.
  await assert.rejects(short.client.call('trap'), /not enough memory/);
  await assert.rejects(waiting, /not enough memory/);
  await assert.rejects(short.client.call('trap'), Crash);
  assert.ok(short.worker.terminated);
  assert.equal(short.crashes.length, 1);

  panicked = 1;
  const defect = connect(handlers, Promise.resolve(core));
  await assert.rejects(defect.client.call('trap'), /defect of ours/);
});

test('a browser’s own words for too little memory are explained', () => {
  for (const words of ['Array buffer allocation failed', 'Out of memory']) {
    assert.match(messageOf(new RangeError(words)), new RegExp(`not enough memory.*${words}`));
  }
  assert.equal(messageOf(new RangeError('Invalid array length')), 'Invalid array length');
});

test('whatever is asked of a worker, there is an answer', async () => {
  const { client } = connect({ add: (a, b) => a.value + b.value });
  const any = /** @type {any} */ (client);
  const methods = [
    '',
    'no',
    '__proto__',
    'constructor',
    'toString',
    'add ',
    7,
    null,
    undefined,
    {},
  ];
  for (const method of methods) await assert.rejects(any.call(method), /knows no/, String(method));
  for (const args of [[], [null], [1, 2].fill(/** @type {any} */ (undefined))]) {
    await assert.rejects(any.call('add', ...args), Error);
  }
  assert.equal(await any.call('add', { value: 1 }, { value: 2 }, 'one too many'), 3);
});
