// The worker that guides, as the page asks it; one of its own, which ends with the part of the page that
// it is for. Knows no DOM.

import { Crash, WorkerClient } from '../shared/rpc.js';
import { slim } from '../shared/slim-config.js';
import { guidanceWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/guidance.js').GuidanceMethods} GuidanceMethods */
/** @typedef {import('../workers/guidance.js').Asked} Asked */
/** @typedef {import('../workers/guidance.js').Way} Way */
/** @typedef {import('../workers/guidance.js').Moments} Moments */
/** @typedef {WorkerClient<GuidanceMethods, {}>} Client */

export class GuidanceClient {
  /** @type {Client | null} */
  #worker = null;
  #closed = false;

  /** @template T @param {(client: Client) => Promise<T>} ask */
  async #ask(ask) {
    if (this.#closed) throw new Error('The worker was stopped.');
    try {
      return await ask((this.#worker ??= new WorkerClient(guidanceWorkerUrl(), {})));
    } catch (error) {
      // A worker that died is replaced at the next question.
      if (error instanceof Crash) this.#worker = null;
      throw error;
    }
  }

  /** @param {Config} config */
  means(config) {
    return this.#ask((client) => client.call('means', slim(config, client)));
  }

  /** @param {Config} config @param {Asked} asked @param {{ cells: number, side: number }} grid */
  tilted(config, asked, grid) {
    return this.#ask((client) => client.call('tilted', slim(config, client), asked, grid));
  }

  /** @param {Config} config @param {Asked} asked @param {Way} way */
  samples(config, asked, way) {
    return this.#ask((client) => client.call('samples', slim(config, client), asked, way));
  }

  close() {
    this.#closed = true;
    this.#worker?.terminate();
  }
}
