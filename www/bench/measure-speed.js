// How fast training is on this machine, measured in the very worker that trains. Knows no DOM.

import { WorkerClient } from '../shared/rpc.js';
import { trainWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/train.js').TrainMethods} TrainMethods */
/** @typedef {import('../workers/train.js').TrainEvents} TrainEvents */
/** @typedef {import('../workers/train.js').Progress} Progress */
/**
 * @typedef {object} Speed
 * @property {number} milliseconds a step, the median over the reports of the worker
 * @property {[number, number]} quartiles of the same
 * @property {number} steps per second
 * @property {number} workers that computed, most of the time
 */

/**
 * @param {Config} config
 * @param {object} [options]
 * @param {number} [options.workers] that compute; without it as many as are fastest
 * @param {number} [options.seconds] to measure for
 * @param {number} [options.warmUp] seconds to leave out first: compiling, and starting helpers
 * @returns {Promise<Speed>}
 */
export async function measureSpeed(config, { workers, seconds = 2, warmUp = 1 } = {}) {
  const endless = { ...config, train: { ...config.train, steps: 100_000 } };
  /** @type {Progress[]} */
  const reports = [];
  let collecting = false;
  /** @type {(error: Error) => void} */
  let fail = () => {};
  const failed = new Promise((_, reject) => (fail = reject));
  const url = trainWorkerUrl();
  /** @type {WorkerClient<TrainMethods, TrainEvents>} */
  const client = new WorkerClient(url, {
    on: {
      failed: ({ fault }) => fail(new Error(fault.message)),
      progress(progress) {
        if (collecting) reports.push(progress);
      },
    },
    onCrash: (error) => fail(error),
    fused: config.network.arithmetic === 'fused',
  });
  try {
    await Promise.race([failed, client.call('start', endless, workers)]);
    await Promise.race([failed, wait(warmUp)]);
    collecting = true;
    // Slow steps are waited for: a few are needed for a median.
    for (let i = 0; i < 10 && (i === 0 || reports.length < 5); i++) {
      await Promise.race([failed, wait(seconds)]);
    }
  } finally {
    client.terminate();
  }
  const times = reports.map(({ seconds, losses }) => (1000 * seconds) / losses.length);
  const milliseconds = quantile(times, 0.5);
  return {
    milliseconds,
    quartiles: [quantile(times, 0.25), quantile(times, 0.75)],
    steps: 1000 / milliseconds,
    workers: quantile(
      reports.map(({ workers }) => workers),
      0.5,
    ),
  };
}

/** @param {number[]} values @param {number} share of them that is below */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * sorted.length)] ?? NaN;
}

/** @param {number} seconds */
function wait(seconds) {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}
