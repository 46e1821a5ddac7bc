// Calls into a worker that always end: with a result, with an error, or with the worker's death.
// One message format for both sides; knows neither numerics nor DOM.

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
    this.#worker.onmessage = ({ data }) => {
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
    /** @param {string} why */
    const die = (why) => {
      if (this.#dead) return;
      this.#fail(new Error(why));
      onCrash(/** @type {Error} */ (/** @type {unknown} */ (this.#dead)));
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
 * Worker side: answers every call. A handler's result may name buffers to hand over
 * instead of copying, through {@link transfer}.
 * @param {Record<string, (...args: any[]) => any>} handlers
 * @param {Promise<unknown>} ready calls wait for it, and fail as it fails
 */
export function serve(handlers, ready) {
  // Seen by the calls that wait for it; here it must not count as unhandled.
  ready.catch(() => {});
  self.onmessage = async ({ data: { id, method, args } }) => {
    try {
      await ready;
      const handler = Object.hasOwn(handlers, method) ? handlers[method] : null;
      if (!handler) throw new Error(`The worker knows no “${method}”.`);
      const result = await handler(...args);
      post({ id, result }, result);
    } catch (error) {
      self.postMessage({ id, error: messageOf(error) });
    }
  };
}

/**
 * Tells the page something unasked.
 * @param {string} name
 * @param {unknown} data
 */
export function tell(name, data) {
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

/** @param {unknown} error */
export function messageOf(error) {
  if (error instanceof WebAssembly.RuntimeError) {
    return `The computation stopped with a defect of ours (${error.message}). Reload the page.`;
  }
  return error instanceof Error ? error.message : String(error);
}
