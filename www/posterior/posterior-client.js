// The worker that knows p(x₀ | x_t), as the page asks it; one of its own, which ends with the part of the
// page that it is for. Knows no DOM.

import { OwnWorker } from '../pool/own-worker.js';
import { WorkerClient } from '../shared/rpc.js';
import { slim } from '../shared/slim-config.js';
import { posteriorWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/explorations/posterior.js').PosteriorMethods} PosteriorMethods */
/** @typedef {WorkerClient<PosteriorMethods, {}>} Client */

export class PosteriorClient {
  /** @type {OwnWorker<Client>} */
  #worker = new OwnWorker(() => new WorkerClient(posteriorWorkerUrl(), {}));

  /**
   * What is known of x₀ where x_t is; beside it, what weights make of it, if there are any.
   * @template {'posterior' | 'posteriorAlong' | 'dataDensity'} M
   * @param {M} method
   * @param {Config} config whose data and β(t) it is of
   * @param {Uint8Array | null} weights
   * @param {Parameters<PosteriorMethods[M]>[2]} asked
   * @returns {Promise<Awaited<ReturnType<PosteriorMethods[M]>>>}
   */
  ask(method, config, weights, asked) {
    return this.#worker.ask((client) => {
      const args = [slim(config, client), weights && client.give(weights), asked];
      return client.call(method, .../** @type {Parameters<PosteriorMethods[M]>} */ (args));
    });
  }

  close() {
    this.#worker.close();
  }
}
