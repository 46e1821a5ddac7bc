import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Crash,
  WorkerClient,
  emitEvent,
  held,
  messageOf,
  serve,
  transfer,
} from '../../../www/shared/rpc.js';

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
    on: { news: (/** @type {any} */ data) => events.push(['news', data]) },
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
  await assert.rejects(client.call('toString'), /Unknown worker command “toString”/);
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
    event: () => emitEvent('news', { n: 1 }),
  });
  assert.deepEqual([...(await client.call('points'))], [1, 2]);
  assert.equal(points.length, 0);
  await client.call('event');
  assert.deepEqual(events, [['news', { n: 1 }]]);
});

test('a trap in the core is called a bug on our side', () => {
  assert.match(messageOf(new WebAssembly.RuntimeError('unreachable')), /bug on our side/);
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
  await assert.rejects(defect.client.call('trap'), /bug on our side/);
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
  for (const method of methods)
    await assert.rejects(any.call(method), /Unknown worker command/, String(method));
  for (const args of [[], [null], [1, 2].fill(/** @type {any} */ (undefined))]) {
    await assert.rejects(any.call('add', ...args), Error);
  }
  assert.equal(await any.call('add', { value: 1 }, { value: 2 }, 'one too many'), 3);
});

test('an error crosses with its name, its words, and the setting that it is about', async () => {
  const { client } = connect({
    refuse: () => {
      const error = new RangeError('batch = 3 is out of range.');
      throw Object.assign(error, { name: 'OutOfRange', setting: 'batch' });
    },
    plain: () => {
      throw new TypeError('no');
    },
    text: () => {
      throw 'words alone';
    },
    nothing: () => {
      throw undefined;
    },
  });
  /** @param {'refuse' | 'plain' | 'text' | 'nothing'} method */
  const fault = async (method) => {
    const error = await client.call(method).catch((/** @type {any} */ caught) => caught);
    assert.ok(error instanceof Error && !(error instanceof Crash));
    const { name, message, setting } =
      /** @type {import('../../../www/shared/rpc.js').CallError} */ (error);
    return [name, message, setting];
  };
  assert.deepEqual(await fault('refuse'), ['OutOfRange', 'batch = 3 is out of range.', 'batch']);
  assert.deepEqual(await fault('plain'), ['TypeError', 'no', undefined]);
  assert.deepEqual(await fault('text'), ['Error', 'words alone', undefined]);
  assert.deepEqual(await fault('nothing'), ['Error', 'undefined', undefined]);
});

/** What a worker was sent, in order: `hold 1`, `drop 1`, `sum 1`. */
function spy(/** @type {any} */ worker) {
  /** @type {string[]} */
  const sent = [];
  const post = worker.postMessage.bind(worker);
  worker.postMessage = (/** @type {any} */ data) => {
    sent.push(`${data.method} ${data.args[0]}`);
    post(data);
  };
  return sent;
}

const summing = {
  sum: (/** @type {number} */ id) =>
    held(id).reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b),
};

test('a large value goes to a worker once, and is asked about by its id', async () => {
  const { client, worker } = connect(summing);
  const sent = spy(worker);
  const [a, b] = [Uint8Array.of(1, 2), [1, 2]];
  for (let i = 0; i < 3; i++) {
    assert.equal(await client.call('sum', client.give(a)), 3);
    assert.equal(await client.call('sum', client.give(b)), 3);
  }
  // Equal, but not the same.
  assert.notEqual(client.give(a), client.give(b));
  assert.deepEqual([...a], [1, 2], 'it stays on the page');
  const holds = sent.filter((words) => words.startsWith('hold'));
  assert.equal(holds.length, 2);
  assert.equal(sent.length, 2 + 6);
  await assert.rejects(client.call('sum', 10_000), /does not have/);
});

test('a worker holds the last few values asked about, and is sent the others anew', async () => {
  const { client, worker } = connect(summing);
  const sent = spy(worker);
  const values = Array.from({ length: 20 }, (_, i) => [i, 1]);
  const first = client.give(values[0]);
  for (const [i, value] of values.entries()) {
    assert.equal(await client.call('sum', client.give(value)), i + 1);
    // Asked about at each turn, the first stays.
    assert.equal(await client.call('sum', client.give(values[0])), 1);
    const count = (/** @type {string} */ what) =>
      sent.filter((words) => words.startsWith(`${what} `)).length;
    assert.ok(count('hold') - count('drop') <= 4);
  }
  assert.equal(sent.filter((words) => words === `hold ${first}`).length, 1);
  const dropped = client.give(values[1]);
  assert.equal(await client.call('sum', dropped), 2);
  assert.equal(sent.filter((words) => words === `hold ${dropped}`).length, 2);
});

test('the worker in a dead one’s place is given its values again', async () => {
  const weights = Uint8Array.of(3, 4);
  const old = connect(summing);
  const id = old.client.give(weights);
  assert.equal(await old.client.call('sum', id), 7);
  old.worker.onerror({ message: 'out of memory', preventDefault() {} });
  assert.equal(old.crashes.length, 1);
  // Giving to a dead one is no error of its own: what is asked of it says so.
  await assert.rejects(old.client.call('sum', old.client.give([1])), Crash);

  const { client, worker } = connect(summing);
  const sent = spy(worker);
  assert.equal(client.give(weights), id, 'the id is the value’s, whoever holds it');
  assert.equal(await client.call('sum', id), 7);
  assert.deepEqual(sent, [`hold ${id}`, `sum ${id}`]);
});
