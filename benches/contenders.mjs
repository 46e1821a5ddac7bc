// What a training step is compared in: this page, TensorFlow.js, PyTorch, and candle as a Rust
// program has it. Each gives the milliseconds of a step of six layers, median and quartiles, or null
// where it is not there.

import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openEngine, runInPage } from '../tools/browsers/engines.mjs';
import { processor } from './machine.mjs';
import { PEAK_FLOPS, measurePeak, peakModule } from './peak.mjs';

/** @typedef {import('../tools/browsers/engines.mjs').Engine} Engine */
/** @typedef {import('./table.mjs').Timing} Timing */
/** @typedef {{ batch: number, width: number }} Case */
/** @typedef {'portable' | 'fused'} Arithmetic */
/** What is trained: the page's *Fast*, or the post's plain network and targets, as all others train. @typedef {'fast' | 'post'} Recipe */
/**
 * One worker; as many as are fastest, over shared memory and by messages; and what so many runs of one
 * worker each, side by side, make together: as fast as sharing could be on this machine.
 * @typedef {'one' | 'all' | 'messages' | 'bound'} Way
 */

const run = promisify(execFile);
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
export const DIST = here('../dist');
/** The sources, whose modules can be imported one by one. */
export const SITE = here('..');
const PATIENCE = { patience: 400_000 };

/** Floating-point operations of a step: three products a layer, but for the first. */
export function stepFlops(/** @type {Case} */ { batch, width }) {
  const weights = 3 * width + 4 * width * width + 2 * width;
  return 2 * batch * (3 * weights - 3 * width);
}

/** The two pages of an engine, one of which may share memory; they stay open for all cases. */
export class Ours {
  /** @type {Record<'true' | 'false', Awaited<ReturnType<typeof openEngine>>> | undefined} */
  #pages;

  /** @param {Engine} engine */
  constructor(engine) {
    this.name = engine.name;
    this.engine = engine;
  }

  async open() {
    const [shared, plain] = await Promise.all(
      [true, false].map((isolated) => openEngine(this.engine, SITE, { isolated })),
    );
    this.#pages = { true: shared, false: plain };
  }

  async close() {
    await Promise.all(Object.values(this.#pages ?? {}).map((page) => page.close()));
  }

  /** What the engine's registers could do (GFLOP/s); null: it has no such instruction. @param {Arithmetic} arithmetic */
  async peak(arithmetic) {
    const [plain, bytes] = ['portable', arithmetic].map((each) => [
      .../** @type {any} */ (peakModule)(each),
    ]);
    if (arithmetic === 'fused' && String(plain) === String(bytes)) return null;
    return /** @type {any} */ (this.#pages).false.run(
      async (/** @type {any} */ { bytes, flops, measure }) => {
        if (!WebAssembly.validate(new Uint8Array(bytes))) return null;
        return (0, eval)(`(${measure})`)(bytes, flops);
      },
      { bytes, flops: PEAK_FLOPS, measure: `${measurePeak}` },
      PATIENCE,
    );
  }

  /**
   * This page's training worker, drawing its batches and all.
   * @param {Case & { arithmetic: Arithmetic, way: Way, recipe?: Recipe, workers?: number, seconds?: number }} asked
   * workers: how many runs side by side
   * @returns {Promise<(Timing & { workers: number }) | null>} null: not in this engine
   */
  async step(asked) {
    const pages = /** @type {any} */ (this.#pages);
    return pages[String(asked.way !== 'messages')].run(measureStep, asked, PATIENCE);
  }
}

/**
 * In the page.
 * @param {Case & { arithmetic: Arithmetic, way: Way, recipe?: Recipe, workers?: number, seconds?: number }} asked
 */
async function measureStep({
  batch,
  width,
  arithmetic,
  way,
  recipe = 'fast',
  workers,
  seconds = 1,
}) {
  const { measureSpeed } = await import(/** @type {any} */ ('/www/bench/measure-speed.js'));
  const core = await import(/** @type {any} */ ('/www/pkg/nano_diffusion.js'));
  await core.default();
  const { config } = core.presets().find((/** @type {any} */ { key }) => key === recipe);
  config.train.batch = batch;
  config.network.width = width;
  if (arithmetic === 'fused') {
    const probe = await import(/** @type {any} */ ('/www/arithmetic/fused-probe.js'));
    if (!probe.canFuse()) return null;
    config.network.arithmetic = 'fused';
  }
  // Who may choose has to try both ways first.
  const timing = { seconds, warmUp: way === 'one' || way === 'bound' ? 0.7 : 2.5 };
  const measure = async (/** @type {number | undefined} */ asked) => {
    const speed = await measureSpeed(config, { ...timing, workers: asked });
    return { median: speed.milliseconds, quartiles: speed.quartiles, workers: speed.workers };
  };
  if (way !== 'bound') return measure(way === 'one' ? 1 : workers);
  const all = await Promise.all(Array.from({ length: workers ?? 2 }, () => measure(1)));
  // Side by side: their speeds add.
  const together = (/** @type {number[]} */ times) =>
    1 / times.reduce((sum, time) => sum + 1 / time, 0);
  return {
    median: together(all.map(({ median }) => median)),
    quartiles: [0, 1].map((i) => together(all.map(({ quartiles }) => quartiles[i]))),
    workers: all.length,
  };
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
      /** @type {number[]} */
      const times = [];
      const start = performance.now();
      while (times.length < 5 || performance.now() - start < 1000) {
        const before = performance.now();
        step();
        times.push(performance.now() - before);
      }
      times.sort((p, q) => p - q);
      const at = (/** @type {number} */ share) => times[Math.floor(share * times.length)];
      return { median: at(0.5), quartiles: /** @type {[number, number]} */ ([at(0.25), at(0.75)]) };
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
 * By which PyTorch is kept from the widest registers. MKL heeds its own variable on Intel's processors
 * alone; elsewhere only its most compatible way is sure to need no more than 128 bits.
 */
export const HELD = {
  'as it comes': {},
  'held to AVX2': {
    ATEN_CPU_CAPABILITY: 'avx2',
    ONEDNN_MAX_CPU_ISA: 'AVX2',
    MKL_ENABLE_INSTRUCTIONS: 'AVX2',
  },
  'held to 128 bits': {
    ATEN_CPU_CAPABILITY: 'default',
    ONEDNN_MAX_CPU_ISA: 'SSE41',
    MKL_ENABLE_INSTRUCTIONS: 'SSE4_2',
    ...(processor().intel ? {} : { MKL_CBWR: 'COMPATIBLE' }),
  },
};

/**
 * Runs a script of this folder in PyTorch.
 * @param {string} python @param {string} script @param {(string | number)[]} args
 * @param {Record<string, string>} [held] of {@link HELD}
 */
export async function inTorch(python, script, args, held = {}) {
  const { stdout } = await run(python, [here(script), ...args.map(String)], {
    env: { ...process.env, ...held },
  });
  return JSON.parse(stdout);
}

/**
 * @param {string} python @param {Case} asked @param {number} threads
 * @param {Record<string, string>} held
 * @returns {Promise<Timing>}
 */
export const torch = (python, { batch, width }, threads, held) =>
  inTorch(python, './torch_step.py', [batch, width, threads], held);

const STEP = ['bench', '--bench', 'step', '--locked', '--quiet'];

/** Builds by cargo, natively; false where that fails, or there is none. @param {string[]} args */
async function built(args) {
  try {
    await run('cargo', args, { cwd: SITE });
    return true;
  } catch {
    return false;
  }
}

/** What candle is measured with. */
export const prepareCandle = () => built([...STEP, '--no-run']);

/**
 * Natively: plain candle on `threads`, and this core on one.
 * @param {Case} asked @param {number} threads
 * @returns {Promise<{ plain: Timing, ours: Timing }>}
 */
export async function candle({ batch, width }, threads) {
  const args = ['--', '--json', batch, width].map(String);
  const { stdout } = await run('cargo', [...STEP, ...args], {
    cwd: SITE,
    env: { ...process.env, RAYON_NUM_THREADS: String(threads) },
  });
  return JSON.parse(stdout);
}

const BURN = here('../target/burn');
const BURN_CRATE = ['--manifest-path', here('./burn/Cargo.toml')];

/** What burn is measured with, apart from the project's own crates. */
export const prepareBurn = () =>
  built(['build', '--release', '--locked', '--quiet', ...BURN_CRATE, '--target-dir', BURN]);

/**
 * Natively; its CPU backend takes as many threads as it likes. One batch again and again: its loss falls, or
 * nothing is trained.
 * @param {Case} asked
 * @returns {Promise<Timing>}
 */
export async function burn({ batch, width }) {
  const { stdout } = await run(`${BURN}/release/burn-step`, [batch, width].map(String));
  const { losses, ...timing } = JSON.parse(stdout);
  if (!(losses[1] < losses[0])) throw new Error(`burn does not train: losses ${losses}`);
  return timing;
}
