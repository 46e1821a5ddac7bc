// What a training step is compared in: this page, TensorFlow.js and PyTorch. Each gives the
// median milliseconds of a step of six layers, or null where it is not there.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { runInPage } from '../tools/browsers/engines.mjs';
import { PEAK_FLOPS, measurePeak, peakModule } from './peak.mjs';

/** @typedef {import('../tools/browsers/engines.mjs').Engine} Engine */
/** @typedef {{ batch: number, width: number }} Case */

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
export const DIST = here('../dist');
/** The sources, whose modules can be imported one by one. */
export const SITE = here('..');
const PATIENCE = { patience: 400_000 };

/**
 * This page's training worker, drawing its batches and all, with one and with all workers; and
 * what the engine's registers could do (GFLOP/s).
 * @param {Engine} engine
 * @param {Case} asked
 */
export async function ours(engine, asked) {
  const peak = { bytes: [...peakModule()], flops: PEAK_FLOPS, measure: `${measurePeak}` };
  return runInPage(
    engine,
    SITE,
    async ({ batch, width, peak }) => {
      const { measureSpeed } = await import(/** @type {any} */ ('/www/bench/measure-speed.js'));
      const core = await import(/** @type {any} */ ('/www/pkg/nano_diffusion.js'));
      await core.default();
      const { config } = core.presets()[0];
      config.train.batch = batch;
      config.network.width = width;
      const measurePeak = (0, eval)(`(${peak.measure})`);
      const gflops = await measurePeak(peak.bytes, peak.flops);
      const timing = { seconds: 1, warmUp: 0.8 };
      const one = await measureSpeed(config, { ...timing, workers: 1 });
      const all = await measureSpeed(config, timing);
      return { peak: gflops, one: one.milliseconds, all: all.milliseconds, workers: all.workers };
    },
    { ...asked, peak },
    PATIENCE,
  );
}

/** Floating-point operations of a step: three products a layer, but for the first. */
export function stepFlops(/** @type {Case} */ { batch, width }) {
  const weights = 3 * width + 4 * width * width + 2 * width;
  return 2 * batch * (3 * weights - 3 * width);
}

/**
 * TensorFlow.js with its WebAssembly backend (SIMD, one thread, as there are no shared arrays),
 * on a batch that is already there.
 * @param {Engine} chromium
 * @param {Case} asked
 */
export async function tfjs(chromium, asked) {
  const dir = here('./tfjs/');
  if (!existsSync(`${dir}node_modules`)) return null;
  return runInPage(
    chromium,
    dir,
    async ({ batch, width }) => {
      const from = '/node_modules/@tensorflow';
      for (const file of ['tfjs/dist/tf.min.js', 'tfjs-backend-wasm/dist/tf-backend-wasm.min.js']) {
        await new Promise((resolve, reject) => {
          const script = document.createElement('script');
          Object.assign(script, { src: `${from}/${file}`, onload: resolve, onerror: reject });
          document.head.append(script);
        });
      }
      const tf = /** @type {any} */ (window).tf;
      tf.wasm.setWasmPaths(`${from}/tfjs-backend-wasm/dist/`);
      if (!(await tf.setBackend('wasm'))) throw new Error('no wasm backend');
      const sizes = [3, width, width, width, width, width, 2];
      const layers = sizes
        .slice(1)
        .map((outputs, i) => [
          tf.variable(tf.randomUniform([sizes[i], outputs], -1, 1).div(Math.sqrt(sizes[i]))),
          tf.variable(tf.zeros([outputs])),
        ]);
      const [x, b, eps] = [
        tf.randomNormal([batch, 3]),
        tf.randomUniform([batch, 1]),
        tf.randomNormal([batch, 2]),
      ];
      const adam = tf.train.adam(1e-3);
      const loss = () =>
        layers
          .reduce((h, [w, c], i) => {
            const z = h.matMul(w).add(c);
            return i + 1 < layers.length ? z.relu() : z;
          }, x)
          .mul(b)
          .add(eps)
          .square()
          .mean();
      const step = () => {
        const value = adam.minimize(loss, true);
        value.dataSync();
        value.dispose();
      };
      step();
      step();
      const times = [];
      const start = performance.now();
      while (times.length < 5 || performance.now() - start < 1000) {
        const before = performance.now();
        step();
        times.push(performance.now() - before);
      }
      return times.sort((p, q) => p - q)[times.length >> 1];
    },
    asked,
    PATIENCE,
  );
}

/** A Python that has torch, or null. PYTHON names one. */
export function findTorch() {
  for (const python of [process.env.PYTHON, 'python3']) {
    if (python && spawnSync(python, ['-c', 'import torch']).status === 0) return python;
  }
  return null;
}

/**
 * @param {string} python
 * @param {Case} asked
 * @param {number} threads
 * @returns {number}
 */
export function torch(python, { batch, width }, threads) {
  const args = [here('./torch_step.py'), batch, width, threads].map(String);
  const { stdout, stderr, status } = spawnSync(python, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`torch_step.py: ${stderr}`);
  return JSON.parse(stdout).milliseconds;
}

export const CORES = availableParallelism();
