// Calls into a worker that always end: with a result, with an error, or with the worker's death.
// One message format for both sides; knows neither numerics nor DOM.

/** That a worker died: told once through `onCrash`, and the reason of each call that it took along. */
export class Crash extends Error {}

/**
 * What crosses of an error: its name, its words, and the setting that it is about, if it is.
 * @typedef {{ name: string, message: string, setting?: string }} Fault
 */
/** An error as it comes out of a call. @typedef {Error & { setting?: string }} CallError */
/**
 * What a worker emits unasked: events by name, each with its data.
 * @template Events
 * @typedef {<K extends keyof Events & string>(name: K, data: Events[K]) => void} Emit
 */

/** Values that a worker holds at most: weights and points of what is asked about just now. */
const MOST_HELD = 4;

/** The build that this script is of (tools/precache.mjs). @type {string | undefined} */
// A page says it itself: its scripts may be parts whose names, and so what is kept of them, are the same
// in two builds.
const build =
  /** @type {any} */ (globalThis).document?.documentElement.dataset.build ??
  /** @type {any} */ (globalThis).BUILD;
const PUBLISHED = 'A new version of this page was published. Reload the page to use it.';

/** @type {WeakMap<object, number>} */
const ids = new WeakMap();
let lastId = 0;

/** A number for an object that never changes: its own as long as it lives. @param {object} value */
function idOf(value) {
  const id = ids.get(value) ?? ++lastId;
  ids.set(value, id);
  return id;
}

/** Ends the name of a worker that is to compute in fused arithmetic. */
const FUSED = ' fused';

/**
 * A worker, which is told by its name which build its page is of, and which core it is to load. A
 * sandboxed frame has no origin, and may start none from its own site: there a script without an
 * origin imports it.
 * @param {URL} url of a module
 * @param {boolean} fused
 */
function startWorker(url, fused) {
  const name = (build ?? '') + (fused ? FUSED : '');
  const options = { type: /** @type {const} */ ('module'), name };
  if (globalThis.origin !== 'null') return new Worker(url, options);
  const script = encodeURIComponent(`import ${JSON.stringify(url.href)}`);
  return new Worker(`data:text/javascript,${script}`, options);
}

/**
 * Page side of one worker.
 * @template {Record<string, (...args: any[]) => any>} Methods
 * @template {Record<string, any>} [Events={}]
 */
export class WorkerClient {
  #worker;
  #next = 1;
  /** The ids of what the worker holds, that used last at the end. @type {Set<number>} */
  #held = new Set();
  #dead = /** @type {Error | null} */ (null);
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  #pending = new Map();

  /**
   * @param {URL} url of a module worker
   * @param {object} hooks
   * @param {{ [K in keyof Events]?: (data: Events[K]) => void }} [hooks.on] what the worker emits unasked
   * @param {(error: Error) => void} [hooks.onCrash] the worker died; its calls were rejected
   * @param {boolean} [hooks.fused] whether it has to know fused arithmetic, which was probed
   */
  constructor(url, { on = {}, onCrash = () => {}, fused = false }) {
    this.fused = fused;
    this.#worker = startWorker(url, fused);
    /** @param {string} why */
    const die = (why) => {
      if (this.#dead) return;
      this.#fail(new Crash(why));
      onCrash(/** @type {Error} */ (/** @type {unknown} */ (this.#dead)));
    };
    this.#worker.onmessage = ({ data }) => {
      if (data.dead) {
        die(data.error);
        return;
      }
      if ('event' in data) {
        on[data.event]?.(data.data);
        return;
      }
      const call = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      if (!call) return;
      if ('error' in data) call.reject(errorOf(data.error));
      else call.resolve(data.result);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      die(event.message || 'The worker couldn’t be loaded.');
    };
    this.#worker.onmessageerror = () => die('A message from the worker couldn’t be read.');
  }

  /** @param {Error} error */
  #fail(error) {
    this.#dead = error;
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  /**
   * @template {keyof Methods & string} K
   * @param {K} method
   * @param {Parameters<Methods[K]>} args
   * @returns {Promise<Awaited<ReturnType<Methods[K]>>>}
   */
  call(method, ...args) {
    return this.#send(method, args);
  }

  /**
   * The id by which questions name a large value that never changes, such as weights. The worker is
   * sent it once, and holds it while it is among the last few asked about; another worker in its
   * place has another client, which sends it anew.
   * @param {object} value
   */
  give(value) {
    const id = idOf(value);
    // A worker that it did not reach doesn't hold it.
    if (!this.#held.delete(id)) this.#send('hold', [id, value]).catch(() => this.#held.delete(id));
    this.#held.add(id);
    if (this.#held.size > MOST_HELD) {
      const [oldest] = this.#held;
      this.#held.delete(oldest);
      this.#send('drop', [oldest]).catch(() => {});
    }
    return id;
  }

  /**
   * @param {string} method
   * @param {unknown[]} args
   * @returns {Promise<any>}
   */
  #send(method, args) {
    if (this.#dead) return Promise.reject(this.#dead);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, args }, args.flatMap(handedOver));
    });
  }

  /** Ends the worker. What was asked of it is rejected. */
  terminate() {
    if (!this.#dead) this.#fail(new Error('The worker was stopped.'));
  }
}

/**
 * The core of this worker, once it is loaded.
 * @type {{ memory: WebAssembly.Memory, panicked: () => number } | undefined}
 */
let core;

/** What the page has given this worker, by id. @type {Map<number, any>} */
const values = new Map();

/** What every worker answers. */
const common = {
  /** Bytes of the core's memory, which can only grow. */
  memory: () => core?.memory.buffer.byteLength,
  /** @param {number} id @param {unknown} value */
  hold: (id, value) => void values.set(id, value),
  /** @param {number} id */
  drop: (id) => void values.delete(id),
};

/**
 * Worker side: what {@link WorkerClient.give} gave. It may be dropped while a handler waits, so that
 * takes it before.
 * @param {number} id
 * @returns {any}
 */
export function held(id) {
  if (!values.has(id))
    throw new Error('The worker was asked about an object that it does not have.');
  return values.get(id);
}

/** Worker side: whether it has to know fused arithmetic. */
export const isFused = () => self.name.endsWith(FUSED);

/**
 * Worker side: answers every call. A handler's result may name buffers to hand over
 * instead of copying, through {@link transfer}.
 * @param {Record<string, (...args: any[]) => any>} handlers
 * @param {Promise<typeof core>} ready the core; calls wait for it, and fail as it fails
 */
export function serve(handlers, ready) {
  /** @type {typeof handlers} */
  const all = { ...common, ...handlers };
  const ofBuild = self.name?.replace(FUSED, '');
  if (build && ofBuild && build !== ofBuild) {
    // What the browser has kept would be all that a reload gives.
    const renewed = fetch(import.meta.url, { cache: 'reload' })
      .then((answer) => answer.arrayBuffer())
      .catch(() => {});
    void renewed.then(() => reportFatal(new Error(PUBLISHED)));
    return;
  }
  // Seen by the calls that wait for it; here it must not count as unhandled.
  ready.catch(() => {});
  self.onmessage = async ({ data: { id, method, args } }) => {
    try {
      core = await ready;
      const handler = Object.hasOwn(all, method) ? all[method] : null;
      if (!handler) throw new Error(`Unknown worker command “${method}”.`);
      const result = await handler(...args);
      post({ id, result }, result);
    } catch (error) {
      if (isTrap(error)) reportFatal(error);
      else self.postMessage({ id, error: faultOf(error) });
    }
  };
}

/**
 * Ends this worker, and all calls with it: after a trap the core's memory can't be trusted, and
 * what was in use stays so. Whoever needs the worker starts another.
 * @param {unknown} error
 */
export function reportFatal(error) {
  self.postMessage({ dead: true, error: messageOf(error) });
}

/** @param {unknown} error */
export function isTrap(error) {
  return error instanceof WebAssembly.RuntimeError;
}

/**
 * Tells the page something unasked. A worker names its events: see {@link Emit}.
 * @param {string} name
 * @param {unknown} data
 */
export function emitEvent(name, data) {
  post({ event: name, data }, data);
}

/** @type {WeakMap<object, Transferable[]>} */
const transfers = new WeakMap();

/**
 * Marks buffers of `value` to be handed over, not copied, when it is posted.
 * @template {object} T
 * @param {T} value
 * @param {Transferable[]} buffers
 * @returns {T}
 */
export function transfer(value, buffers) {
  transfers.set(value, buffers);
  return value;
}

/** The buffers to hand over with a value, if there are any. @param {unknown} value */
function handedOver(value) {
  return (typeof value === 'object' && value && transfers.get(value)) || [];
}

/**
 * @param {unknown} message
 * @param {unknown} value
 */
function post(message, value) {
  self.postMessage(message, { transfer: handedOver(value) });
}

/** @param {unknown} error @returns {Fault} */
export function faultOf(error) {
  const { name = 'Error', setting } = /** @type {CallError} */ (Object(error));
  return { name, message: messageOf(error), setting };
}

/** @param {Fault} fault @returns {CallError} */
function errorOf({ name, message, setting }) {
  return Object.assign(new Error(message), { name, setting });
}

/** What to do where memory is short. */
const SHORT =
  'There is not enough memory for this. Lower width, layers, batch or particles, or close other tabs.';

/** @param {unknown} error */
export function messageOf(error) {
  const message = error instanceof Error ? error.message : String(error);
  if (isTrap(error)) {
    // The only way to “unreachable” without a panic is that memory could not be had.
    const short = core && !core.panicked() && /unreachable/i.test(message);
    return short ? SHORT : `The computation failed because of a bug on our side (${message}).`;
  }
  // “Array buffer allocation failed”, “Out of memory”, in each browser’s words.
  if (error instanceof RangeError && /alloc|memory/i.test(message)) return `${SHORT} (${message})`;
  return message;
}
