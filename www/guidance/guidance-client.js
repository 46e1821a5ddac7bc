// The worker that guides, as the page asks it; one of its own, which ends with the part of the page that
// it is for. Knows no DOM.

import { OwnWorker } from '../pool/own-worker.js';
import { WorkerClient } from '../shared/rpc.js';
import { slim } from '../shared/slim-config.js';
import { guidanceWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/explorations/guidance.js').GuidanceMethods} GuidanceMethods */
/** @typedef {import('../workers/explorations/guidance.js').Asked} Asked */
/** @typedef {import('../workers/explorations/guidance.js').Way} Way */
/** @typedef {{ cells: number, side: number }} Grid */
/** @typedef {WorkerClient<GuidanceMethods, {}>} Client */

export class GuidanceClient {
  /** @type {OwnWorker<Client>} */
  #worker = new OwnWorker(() => new WorkerClient(guidanceWorkerUrl(), {}));

  /** @param {Config} config */
  means(config) {
    return this.#worker.ask((client) => client.call('means', slim(config, client)));
  }

  /** @param {Config} config @param {Asked} asked @param {Grid} grid */
  tilted(config, asked, grid) {
    return this.#worker.ask((client) => client.call('tilted', slim(config, client), asked, grid));
  }

  /** @param {Config} config @param {Asked} asked @param {Grid} grid */
  moments(config, asked, grid) {
    return this.#worker.ask((client) => client.call('moments', slim(config, client), asked, grid));
  }

  /** @param {Config} config @param {Asked} asked @param {Way} way */
  samples(config, asked, way) {
    return this.#worker.ask((client) => client.call('samples', slim(config, client), asked, way));
  }

  /** @param {Config} config @param {number} id of the question */
  train(config, id) {
    return this.#worker.ask((client) => client.call('train', slim(config, client), id));
  }

  close() {
    this.#worker.close();
  }
}
