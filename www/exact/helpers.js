// Workers that share the exact worker's long jobs.

import { WorkerClient } from '../shared/rpc.js';
import { exactWorkerUrl } from '../urls.js';

/** @typedef {import('../workers/exact.js').ExactMethods} ExactMethods */
/** @typedef {WorkerClient<ExactMethods>} Helper */

/** As many as there are cores besides the one of the worker that is there anyway. @param {number} most */
export function startHelpers(most) {
  const spare = Math.max(0, Math.min(most, (navigator.hardwareConcurrency || 2) - 1));
  /** @type {Helper[]} */
  return Array.from({ length: spare }, () => new WorkerClient(exactWorkerUrl(), {}));
}
