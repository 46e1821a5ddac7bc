// The workers that compare paths and that train on coupled pairs, as the page asks them; two of their own, which end with
// the part of the page that they are for. Knows no DOM.

import { OwnWorker } from '../pool/own-worker.js';
import { WorkerClient } from '../shared/rpc.js';
import { slim } from '../shared/slim-config.js';
import { pathsWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/explorations/paths.js').PathsMethods} PathsMethods */
/** @typedef {import('../workers/explorations/paths.js').PathsEvents} PathsEvents */
/** @typedef {import('../workers/explorations/paths.js').CouplingName} CouplingName */
/** @typedef {import('../workers/explorations/paths.js').Times} Times */
/** @typedef {WorkerClient<PathsMethods, PathsEvents>} Client */
/** Few steps. @typedef {{ times: Times, heun: boolean, steps: number }} Few */
/** The weights that a flow goes by; none: the exact score. @typedef {Uint8Array | null} Weights */

/** @param {(progress: PathsEvents['progress']) => void} [progress] @returns {Client} */
const start = (progress) => new WorkerClient(pathsWorkerUrl(), { on: { progress } });

/** What is asked of paths. */
export class PathsClient {
  #worker = new OwnWorker(() => start());

  /** @param {number} id of the question @param {Weights} weights @param {Config} config @param {Few} few */
  reached(id, weights, config, few) {
    return this.#worker.ask((client) =>
      client.call('reached', id, weights && client.give(weights), slim(config, client), few),
    );
  }

  /** @param {Weights} weights @param {Config} config */
  straightness(weights, config) {
    return this.#worker.ask((client) =>
      client.call('straightness', weights && client.give(weights), slim(config, client)),
    );
  }

  /** @param {Uint8Array} weights @param {Config} config */
  conversion(weights, config) {
    return this.#worker.ask((client) =>
      client.call('conversion', client.give(weights), slim(config, client)),
    );
  }

  close() {
    this.#worker.close();
  }
}

/** What trains on coupled pairs, and holds what it trained. It is stopped by closing it. */
export class CouplingClient {
  #worker;

  /** @param {(progress: PathsEvents['progress']) => void} progress */
  constructor(progress) {
    this.#worker = new OwnWorker(() => start(progress));
  }

  /** @param {Config} config @param {CouplingName} coupling */
  train(config, coupling) {
    return this.#worker.ask((client) => client.call('train', slim(config, client), coupling));
  }

  /** @param {CouplingName} coupling */
  straightness(coupling) {
    return this.#worker.ask((client) => client.call('straightnessOf', coupling));
  }

  /** @param {Config} config @param {CouplingName} coupling @param {number} steps */
  reached(config, coupling, steps) {
    return this.#worker.ask((client) =>
      client.call('reachedBy', slim(config, client), coupling, steps),
    );
  }

  /** @param {CouplingName} coupling @param {number} particles @param {number} steps */
  ways(coupling, particles, steps) {
    return this.#worker.ask((client) => client.call('ways', coupling, particles, steps));
  }

  close() {
    this.#worker.close();
  }
}
