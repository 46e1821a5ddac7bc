// Calls into a worker that always end: with a result, with an error, or with the worker's death.
// One message format for both sides; knows neither numerics nor DOM.

/** That a worker died: told once through `onCrash`, and the reason of each call that it took along. */
export class Crash extends Error {}

/**
 * Page side of one worker.
 * @template {Record<string, (...args: any[]) => any>} Methods
 */
export class WorkerClient {
  #worker;
  #next = 1;
  #dead = /** @type {Error | null} */ (null);
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  #pending = new Map();

  /**
   * @param {URL} url of a module worker
   * @param {object} hooks
   * @param {(name: string, data: any) => void} [hooks.onEvent] what the worker tells unasked
   * @param {(error: Error) => void} [hooks.onCrash] the worker died; its calls were rejected
   */
  constructor(url, { onEvent = () => {}, onCrash = () => {} }) {
    this.#worker = new Worker(url, { type: 'module' });
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
        onEvent(data.event, data.data);
        return;
      }
      const call = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      if (!call) return;
      if ('error' in data) call.reject(new Error(data.error));
      else call.resolve(data.result);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      die(event.message || 'The worker could not be loaded.');
    };
    this.#worker.onmessageerror = () => die('A message from the worker could not be read.');
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
    if (this.#dead) return Promise.reject(this.#dead);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, args });
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

/** What every worker answers. */
const common = {
  /** Bytes of the core's memory, which can only grow. */
  memory: () => core?.memory.buffer.byteLength,
};

/**
 * Worker side: answers every call. A handler's result may name buffers to hand over
 * instead of copying, through {@link transfer}.
 * @param {Record<string, (...args: any[]) => any>} handlers
 * @param {Promise<typeof core>} ready the core; calls wait for it, and fail as it fails
 */
export function serve(handlers, ready) {
  /** @type {typeof handlers} */
  const all = { ...common, ...handlers };
  // Seen by the calls that wait for it; here it must not count as unhandled.
  ready.catch(() => {});
  self.onmessage = async ({ data: { id, method, args } }) => {
    try {
      core = await ready;
      const handler = Object.hasOwn(all, method) ? all[method] : null;
      if (!handler) throw new Error(`The worker knows no “${method}”.`);
      const result = await handler(...args);
      post({ id, result }, result);
    } catch (error) {
      if (isTrap(error)) reportFatal(error);
      else self.postMessage({ id, error: messageOf(error) });
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
 * Tells the page something unasked.
 * @param {string} name
 * @param {unknown} data
 */
export function emit(name, data) {
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

/**
 * @param {unknown} message
 * @param {unknown} value
 */
function post(message, value) {
  const list = typeof value === 'object' && value ? transfers.get(value) : undefined;
  self.postMessage(message, { transfer: list ?? [] });
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
    return short ? SHORT : `The computation stopped with a defect of ours (${message}).`;
  }
  // “Array buffer allocation failed”, “Out of memory”, in each browser’s words.
  if (error instanceof RangeError && /alloc|memory/i.test(message)) return `${SHORT} (${message})`;
  return message;
}
