// The worker that knows both truths, as the page asks it; one of its own, which ends with the part of
// the page that it is for. Knows no DOM.

import { OwnWorker } from '../pool/own-worker.js';
import { WorkerClient } from '../shared/rpc.js';
import { slim } from '../shared/slim-config.js';
import { memoriseWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/explorations/memorise.js').MemoriseMethods} MemoriseMethods */
/** @typedef {import('../workers/explorations/memorise.js').MemoriseEvents} MemoriseEvents */
/** @typedef {import('../workers/explorations/memorise.js').ScoreName} ScoreName */
/** @typedef {WorkerClient<MemoriseMethods, MemoriseEvents>} Client */
/** A network, and the configuration whose data and training set it is held against. @typedef {{ bytes: Uint8Array, config: Config }} Subject */

/** Fresh points behind the share of copies by chance. */
const FRESH = 5000;
/** What makes samples here, whatever the flow is made by: without noise, and to the very end.
 * @type {{ method: string, noiseSteps: number }} */
export const SAMPLER = { method: 'dpm', noiseSteps: 24 };
/** Samples that are looked at. */
export const SAMPLES = 1000;

/** @param {(look: MemoriseEvents['look']) => void} [look] @returns {Client} */
export const startWorker = (look) => new WorkerClient(memoriseWorkerUrl(), { on: { look } });

export class MemoriseClient {
  #worker = new OwnWorker(() => startWorker());

  /**
   * @template T
   * @param {Subject} subject
   * @param {(client: Client, weights: number, config: ReturnType<typeof slim>) => Promise<T>} ask
   */
  #ask({ bytes, config }, ask) {
    return this.#worker.ask((client) => ask(client, client.give(bytes), slim(config, client)));
  }

  /** @param {Subject} subject */
  async truths(subject) {
    const truths = await this.#ask(subject, (client, weights, config) =>
      client.call('truths', weights, config, FRESH),
    );
    return { ...truths, fresh: FRESH };
  }

  /** @param {Subject} subject @param {{ times: number, points: number }} care */
  measure(subject, { times, points }) {
    return this.#ask(subject, (client, weights, config) =>
      client.call('measure', weights, config, times, points),
    );
  }

  /** @param {Subject} subject @param {ScoreName} score */
  samples({ bytes, config }, score) {
    const sample = { ...config.sample, ...SAMPLER, particles: SAMPLES };
    return this.#ask({ bytes, config: { ...config, sample } }, (client, weights, slimmed) =>
      client.call('samples', weights, slimmed, score),
    );
  }

  /** @param {Subject} subject @param {number} t @param {number} cells @param {number} side */
  field(subject, t, cells, side) {
    return this.#ask(subject, (client, weights, config) =>
      client.call('field', weights, config, t, cells, side),
    );
  }

  close() {
    this.#worker.close();
  }
}
