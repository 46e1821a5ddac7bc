// What the browser's developer tools tell of a page and its workers: memory, nodes, who is alive.

/** @typedef {import('playwright-core').CDPSession} CDPSession */
/** @typedef {import('playwright-core').Page} Page */

/** The name of a worker's script; empty while it starts. @param {string} url */
const nameOf = (url) => url.split('/').at(-1) ?? '';

/**
 * Bytes of the core's memory in a worker, asked as the page asks; 0 before it is loaded.
 * @param {import('playwright-core').Worker} worker
 * @returns {Promise<number>}
 */
function coreMemory(worker) {
  return worker.evaluate(
    () =>
      new Promise((done) => {
        const id = 'memory of a test';
        const scope = /** @type {any} */ (self);
        const post = scope.postMessage;
        scope.postMessage = (/** @type {any} */ message, /** @type {any} */ options) => {
          if (message.id !== id) return post.call(scope, message, options);
          scope.postMessage = post;
          done(message.result ?? 0);
        };
        scope.onmessage({ data: { id, method: 'memory', args: [] } });
      }),
  );
}

/**
 * What a program keeps, in a heap snapshot; beside it the heap holds compiled code, which grows for
 * long as more of it is optimised, and what the browser's tools themselves collect.
 */
const KEPT = /^(object|closure|array|regexp|number|symbol|bigint|.*string)$/;

/** Bytes that a program keeps. @param {string} snapshot of its heap */
function keptBytes(snapshot) {
  const { snapshot: head, nodes } = JSON.parse(snapshot);
  /** @type {string[]} */
  const fields = head.meta.node_fields;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  const kept = head.meta.node_types[type].map((/** @type {string} */ name) => KEPT.test(name));
  let sum = 0;
  for (let i = 0; i < nodes.length; i += fields.length) {
    if (kept[nodes[i + type]]) sum += nodes[i + size];
  }
  return sum;
}

export class DevTools {
  #page;
  #session;
  #next = 1;
  /** The workers that can be asked, by session. @type {Map<string, string>} */
  #workers = new Map();
  /** @type {Map<number, (answer: any) => void>} */
  #waiting = new Map();
  /** The snapshot that is being taken. @type {string[]} */
  #chunks = [];

  /** @param {Page} page @param {CDPSession} session */
  constructor(page, session) {
    this.#page = page;
    this.#session = session;
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') this.#workers.set(sessionId, nameOf(targetInfo.url));
    });
    session.on('Target.detachedFromTarget', ({ sessionId }) => this.#workers.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result, method, params } = JSON.parse(message);
      if (method === 'HeapProfiler.addHeapSnapshotChunk') this.#chunks.push(params.chunk);
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => this.#chunks.push(chunk));
  }

  /** @param {Page} page */
  static async open(page) {
    const session = await page.context().newCDPSession(page);
    const tools = new DevTools(page, session);
    await session.send('Performance.enable');
    const all = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
    await session.send('Target.setAutoAttach', all);
    return tools;
  }

  /** Asks a worker. @param {string} sessionId @param {string} method @returns {Promise<any>} */
  #ask(sessionId, method) {
    const id = this.#next++;
    return new Promise((done, fail) => {
      this.#waiting.set(id, done);
      const message = JSON.stringify({ id, method });
      this.#session.send('Target.sendMessageToTarget', { sessionId, message }).catch(fail);
    });
  }

  /**
   * The heap of a page or worker, after its garbage was collected: bytes in use, those of what the
   * program keeps, and of its arrays.
   * @param {(method: any) => Promise<any>} ask
   */
  async #heap(ask) {
    await ask('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = await ask('Runtime.getHeapUsage');
    this.#chunks = [];
    await ask('HeapProfiler.takeHeapSnapshot');
    return { heap: usedSize, kept: keptBytes(this.#chunks.join('')), arrays: backingStorageSize };
  }

  async #pageFigures() {
    const session = this.#session;
    const { heap, kept, arrays } = await this.#heap((method) => session.send(method));
    const { metrics } = await session.send('Performance.getMetrics');
    const metric = (/** @type {string} */ name) =>
      metrics.find((each) => each.name === name)?.value ?? NaN;
    return {
      'page heap': heap,
      'page kept': kept,
      'page arrays': arrays,
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
    };
  }

  /**
   * All figures by name. Of workers only those that the page itself made: their helpers come and go.
   * @returns {Promise<Record<string, number>>}
   */
  async figures() {
    /** @type {Record<string, number>} */
    const figures = await this.#pageFigures();
    const add = (/** @type {string} */ name, /** @type {number} */ value) =>
      (figures[name] = (figures[name] ?? 0) + value);
    for (const [sessionId, name] of this.#workers) {
      const figures = await this.#heap((method) => this.#ask(sessionId, method));
      for (const [what, bytes] of Object.entries(figures)) add(`${name} ${what}`, bytes);
    }
    for (const worker of this.#page.workers()) {
      add(`${nameOf(worker.url())} core`, await coreMemory(worker));
    }
    return figures;
  }
}

/**
 * The scripts of all workers that live in a browser.
 * @param {CDPSession} session of the browser
 */
export async function liveWorkers(session) {
  const { targetInfos } = await session.send('Target.getTargets');
  return targetInfos.filter(({ type }) => type === 'worker').map(({ url }) => nameOf(url));
}
