// The table of training steps: who is measured in each case, and what follows from it.

import { HELD, Ours, burn, candle, stepFlops, tfjs, torch } from './contenders.mjs';
import { jax } from './jax.mjs';
import { CORES, QUIET, Watch } from './machine.mjs';
import { digits, markdown, percent, timed } from './table.mjs';

/** @typedef {import('./contenders.mjs').Case} Case */
/** @typedef {import('./contenders.mjs').Arithmetic} Arithmetic */
/** @typedef {import('./contenders.mjs').Recipe} Recipe */
/** @typedef {import('./contenders.mjs').Way} Way */
/** @typedef {import('./table.mjs').Timing} Timing */
/**
 * @typedef {object} Measured
 * @property {Case} asked
 * @property {Record<string, Timing | null>} times by row
 * @property {Record<string, number | null>} peaks GFLOP/s of one worker, by engine and arithmetic
 * @property {number} others the share of the machine that other processes had meanwhile
 */

/** TensorFlow.js and jax-js would take minutes beyond so many sample × width². */
const TOO_LONG = 1e8;
/** Beyond this a step takes a second: ways that only tell of hand-overs are left out. */
const LONG = 3e8;
const ARITHMETICS = /** @type {const} */ (['portable', 'fused']);
const HOW = Object.keys(HELD);
/** What each way is called in the table. @type {Record<Way, string>} */
const WAYS = {
  one: 'one worker',
  all: 'all workers',
  messages: 'all workers, by messages',
  bound: 'runs of one worker side by side, together',
};
/** Added to the names of rows that train as the others do. @type {Record<Recipe, string>} */
const RECIPES = { fast: '', post: ', the post’s recipe' };
const rowOf = (
  /** @type {string} */ engine,
  /** @type {Arithmetic} */ kind,
  /** @type {Way} */ way,
  /** @type {Recipe} */ recipe = 'fast',
) => `${engine}, ${kind}, ${WAYS[way]}${RECIPES[recipe]}`;
const torchRow = (/** @type {string} */ how, /** @type {number} */ threads) =>
  `PyTorch ${how}, ${threads} thread${threads > 1 ? 's' : ''}`;
const candleRow = (/** @type {number} */ threads) =>
  `candle, native, ${threads} thread${threads > 1 ? 's' : ''}`;
const THREADS = CORES > 1 ? [1, CORES] : [1];

export class Bench {
  /** @type {Measured[]} */
  cases = [];
  /** What could not be measured, and why. @type {string[]} */
  failures = [];
  #ours;
  #python;
  #native;
  #burn;

  /** @param {{ engines: import('./contenders.mjs').Engine[], python: string | null, native: boolean, burn: boolean }} what */
  constructor({ engines, python, native, burn }) {
    this.#ours = engines.map((engine) => new Ours(engine));
    this.#python = python;
    this.#native = native;
    this.#burn = burn;
  }

  open() {
    return Promise.all(this.#ours.map((one) => one.open()));
  }

  close() {
    return Promise.all(this.#ours.map((one) => one.close()));
  }

  /**
   * One failure is not the end of the table.
   * @template T
   * @param {string} row @param {() => Promise<T>} measure
   * @returns {Promise<T | null>}
   */
  async attempt(row, measure) {
    try {
      return await measure();
    } catch (error) {
      this.failures.push(`${row}: ${String(/** @type {any} */ (error).message).slice(0, 300)}`);
      return null;
    }
  }

  /** @param {Case} asked */
  async measure(asked) {
    const cost = asked.batch * asked.width ** 2;
    const watch = new Watch();
    /** @type {Measured} */
    const found = { asked, times: {}, peaks: {}, others: NaN };
    for (const one of this.#ours) await this.#measureOurs(one, found, cost > LONG);
    const [{ engine }] = this.#ours;
    if (cost <= TOO_LONG) {
      found.times['TensorFlow.js, wasm, Chromium'] = await this.attempt('tfjs', () =>
        tfjs(engine, asked),
      );
      found.times['jax-js, wasm, Chromium'] = await this.attempt('jax-js', () =>
        jax(engine, asked),
      );
    }
    const python = this.#python;
    for (const [how, held] of Object.entries(python ? HELD : {})) {
      for (const threads of THREADS) {
        const row = torchRow(how, threads);
        found.times[row] = await this.attempt(row, () =>
          torch(/** @type {string} */ (python), asked, threads, held),
        );
      }
    }
    for (const threads of this.#native && cost <= LONG ? THREADS : []) {
      const row = candleRow(threads);
      const both = await this.attempt(row, () => candle(asked, threads));
      found.times[row] = both?.plain ?? null;
      if (threads === 1) found.times['here, native, one thread'] = both?.ours ?? null;
    }
    if (this.#burn && cost <= LONG) {
      found.times['burn, native'] = await this.attempt('burn', () => burn(asked));
    }
    found.others = watch.end();
    this.cases.push(found);
    return found;
  }

  /** @param {Ours} ours @param {Measured} found @param {boolean} long */
  async #measureOurs(ours, found, long) {
    for (const arithmetic of ARITHMETICS) {
      const peak = await this.attempt('peak', () => ours.peak(arithmetic));
      found.peaks[`${ours.name}, ${arithmetic}`] = peak;
      const step = async (
        /** @type {Way} */ way,
        /** @type {number | undefined} */ workers,
        /** @type {Recipe} */ recipe = 'fast',
      ) => {
        const row = rowOf(ours.name, arithmetic, way, recipe);
        const timing = await this.attempt(row, () =>
          ours.step({ ...found.asked, arithmetic, way, recipe, workers }),
        );
        if (timing) found.times[row] = timing;
        return timing;
      };
      const one = await step('one', 1);
      if (!one) continue;
      await step('one', 1, 'post');
      if (CORES < 2) continue;
      await step('all', undefined);
      await step('all', undefined, 'post');
      // A batch that is not cut is not shared.
      if (long || found.asked.batch < 512) continue;
      if (arithmetic === 'portable') await step('messages', undefined);
      // As many as would share a step: no more than it has parts.
      await step('bound', Math.min(CORES, Math.floor(found.asked.batch / 256), 8));
    }
  }

  /** @param {Measured[]} cases of one width */
  table(cases) {
    const { width } = cases[0].asked;
    const head = [`median ms of a step (quartiles), 6 × ${width}`];
    head.push(...cases.map(({ asked }) => `batch ${asked.batch.toLocaleString('en')}`));
    const names = [...new Set(cases.flatMap(({ times }) => Object.keys(times)))];
    const rows = names.map((name) => [name, ...cases.map(({ times }) => timed(times[name]))]);
    rows.push(...this.#derived(cases));
    const busy = cases.filter(({ others }) => others > QUIET);
    const note = busy.map(
      ({ asked, others }) =>
        `Batch ${asked.batch}: others had ${percent(others)} of the machine, so no ratios are given.`,
    );
    return [markdown(head, rows), ...note].join('\n');
  }

  /** What follows from the times: only where nothing else ran. @param {Measured[]} cases */
  #derived(cases) {
    /** @type {string[][]} */
    const rows = [];
    const row = (
      /** @type {string} */ name,
      /** @type {(one: Measured) => number | null} */ value,
      /** @type {(value: number | null) => string} */ words,
      always = false,
    ) => {
      const cells = cases.map((one) => (always || !(one.others > QUIET) ? words(value(one)) : '–'));
      if (cells.some((cell) => cell !== '–')) rows.push([name, ...cells]);
    };
    const median = (/** @type {Measured} */ one, /** @type {string} */ name) =>
      one.times[name]?.median ?? NaN;
    const best = (/** @type {Measured} */ one, /** @type {string[]} */ names) =>
      Math.min(...names.map((name) => one.times[name]?.median ?? Infinity));
    const limit = (/** @type {Measured} */ one, /** @type {string} */ kind) =>
      stepFlops(one.asked) / ((one.peaks[kind] ?? NaN) * 1e6);
    for (const { name } of this.#ours) {
      for (const kind of ARITHMETICS) {
        if (!cases.some((one) => one.times[rowOf(name, kind, 'one')])) continue;
        const label = `${name}, ${kind}`;
        row(
          `${label}: limit of one worker (flops / peak)`,
          (one) => limit(one, label),
          digits,
          true,
        );
        row(
          `${label}: share of the engine’s peak, one worker`,
          (one) => limit(one, label) / median(one, rowOf(name, kind, 'one')),
          percent,
        );
        row(
          `${label}: the same, the post’s recipe`,
          (one) => limit(one, label) / median(one, rowOf(name, kind, 'one', 'post')),
          percent,
        );
        row(
          `${label}: all workers, of what runs side by side reach`,
          (one) => median(one, rowOf(name, kind, 'bound')) / median(one, rowOf(name, kind, 'all')),
          percent,
        );
      }
    }
    const ours = (/** @type {Arithmetic} */ kind, /** @type {Recipe} */ recipe) =>
      /** @type {const} */ (['one', 'all']).map((way) => rowOf('Chromium', kind, way, recipe));
    const torches = (/** @type {string} */ how) => THREADS.map((threads) => torchRow(how, threads));
    for (const [kind, how] of /** @type {[Arithmetic, string][]} */ ([
      ['fused', HOW[0]],
      ['fused', HOW[1]],
      ['portable', HOW[0]],
      ['portable', HOW[2]],
    ])) {
      for (const recipe of /** @type {const} */ (['post', 'fast'])) {
        row(
          `${kind}, best in Chromium${RECIPES[recipe]} / PyTorch ${how}, best`,
          (one) => best(one, ours(kind, recipe)) / best(one, torches(how)),
          digits,
        );
      }
    }
    return rows;
  }
}
