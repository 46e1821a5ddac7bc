// What the browser's developer tools tell of a page and its workers: memory, nodes, who is alive.

/** @typedef {import('playwright-core').CDPSession} CDPSession */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ usedSize: number, backingStorageSize?: number }} Heap */

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

export class DevTools {
  #page;
  #session;
  #next = 1;
  /** The workers that can be asked, by session. @type {Map<string, string>} */
  #workers = new Map();
  /** @type {Map<number, (answer: any) => void>} */
  #waiting = new Map();

  /** @param {Page} page @param {CDPSession} session */
  constructor(page, session) {
    this.#page = page;
    this.#session = session;
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') this.#workers.set(sessionId, nameOf(targetInfo.url));
    });
    session.on('Target.detachedFromTarget', ({ sessionId }) => this.#workers.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message);
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
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

  /** The page's figures, after its garbage was collected. */
  async #pageFigures() {
    const session = this.#session;
    await session.send('HeapProfiler.collectGarbage');
    const heap = /** @type {Heap} */ (await session.send('Runtime.getHeapUsage'));
    const { metrics } = await session.send('Performance.getMetrics');
    const metric = (/** @type {string} */ name) =>
      metrics.find((each) => each.name === name)?.value ?? NaN;
    return {
      'page heap': heap.usedSize,
      'page arrays': heap.backingStorageSize ?? 0,
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
      await this.#ask(sessionId, 'HeapProfiler.collectGarbage');
      const heap = /** @type {Heap} */ (await this.#ask(sessionId, 'Runtime.getHeapUsage'));
      add(`${name} heap`, heap.usedSize);
      add(`${name} arrays`, heap.backingStorageSize ?? 0);
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
