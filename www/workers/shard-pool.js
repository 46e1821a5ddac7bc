// The helpers of a training run: workers that compute shards of its steps. The result is the same
// to the last bit whoever computes a shard, so the run starts before its helpers are ready, and a
// helper that is lost costs only the time to compute its shards again. Where memory can be shared,
// they meet at a board (shard-board.js), elsewhere they are sent messages. Knows no DOM.

import { BoardSteps } from './board-steps.js';
import { WorkerClient, transfer } from '../shared/rpc.js';
import { shardWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./shard.js').ShardMethods} ShardMethods */
/** @typedef {import('./shard.js').Shard} Shard */

/** A helper that is silent for so long is taken for lost (milliseconds): at first, and at most … */
const PATIENCE = 20_000;
/** … but once answers have come, for so many times the slowest of them, and never less than that. */
const SLOWER = 20;
const LEAST_PATIENCE = 2000;
/** Patience is counted in so many parts: time in which everything stands still is one at most. */
const PARTS = 10;
/** So many lost helpers are replaced; a browser that takes more away has its reasons. */
const REPLACEMENTS = 3;
/** So many boards are left before the rest of the run is done by messages. */
const BOARDS = 4;

/**
 * How many workers share `shards` shards best on a machine of `cores`: no more than shorten a
 * step. Of eight shards, four workers have two each; a fifth would leave that so.
 * @param {number} shards
 * @param {number} cores
 */
export function usefulWorkers(shards, cores) {
  const most = Math.max(1, Math.min(shards, cores));
  return Math.ceil(shards / Math.ceil(shards / most));
}

/**
 * The shards 0, 1, … in `parts` runs whose lengths differ by one at most, the shortest first.
 * @param {number} shards
 * @param {number} parts
 * @returns {number[][]}
 */
export function split(shards, parts) {
  const start = (/** @type {number} */ i) => Math.floor((shards * i) / parts);
  return Array.from({ length: parts }, (_, i) =>
    Array.from({ length: start(i + 1) - start(i) }, (_, j) => start(i) + j),
  );
}

export class ShardPool {
  #config;
  #step;
  #replacements = REPLACEMENTS;
  #closed = false;
  /** The slowest answer so far (milliseconds). */
  #slowest = 0;
  /** Every helper. @type {Set<WorkerClient<ShardMethods>>} */
  #helpers = new Set();
  /** Those that are ready to compute. @type {Set<WorkerClient<ShardMethods>>} */
  #ready = new Set();
  /** Those that know the board, by the number that each has there. @type {Map<number, WorkerClient<ShardMethods>>} */
  #joined = new Map();
  /** Those that are at the board, or on their way. @type {Set<WorkerClient<ShardMethods>>} */
  #there = new Set();
  #lastNumber = 0;
  #boards = BOARDS;
  /** Steps at the board that the helpers are to meet at; null: by messages. @type {BoardSteps | null} */
  #steps = null;

  /**
   * @param {Config} config the run's
   * @param {number} size how many helpers
   * @param {{ shards: number, length: number }} [step] what a step consists of: shards, and parameters
   */
  constructor(config, size, step) {
    this.#config = config;
    this.#step = step;
    if (size > 0) this.#steps = this.#newBoard();
    for (let i = 0; i < size; i++) this.#add();
  }

  /** How many helpers can compute now. */
  get ready() {
    if (!this.#steps) return this.#ready.size;
    return this.#steps.isFree ? this.#joined.size : 0;
  }

  /** Steps that helpers share at a board; null: ask them by messages. */
  get steps() {
    return this.#steps;
  }

  #newBoard() {
    if (!this.#step || this.#boards-- <= 0) return null;
    return BoardSteps.make(this.#step, {
      isKept: (steps) => steps === this.#steps,
      patience: () => this.#patience / PARTS,
      parts: PARTS,
      onTook: (milliseconds) => (this.#slowest = Math.max(this.#slowest, milliseconds)),
      onLost: (number) => {
        const helper = this.#joined.get(number);
        if (helper) this.#lose(helper);
        else this.#leaveBoard();
      },
    });
  }

  /** On what was not delivered somebody may still write: nobody reads it again. */
  #leaveBoard() {
    if (!this.#steps) return;
    this.#steps.leave();
    this.#joined.clear();
    this.#steps = this.#closed ? null : this.#newBoard();
    for (const helper of this.#ready) this.#join(helper);
  }

  /** @param {WorkerClient<ShardMethods>} helper */
  #join(helper) {
    const steps = this.#steps;
    if (!steps) return;
    const number = ++this.#lastNumber;
    const { buffer, shards } = steps.board;
    helper.call('join', buffer, shards, number).then(
      () => steps === this.#steps && this.#helpers.has(helper) && this.#joined.set(number, helper),
      () => this.#lose(helper),
    );
  }

  /** Calls those back who left the board, since for a while nothing was offered there. */
  gather() {
    for (const helper of this.#joined.values()) {
      if (this.#there.has(helper)) continue;
      this.#there.add(helper);
      helper.call('help').then(
        () => this.#there.delete(helper),
        () => this.#lose(helper),
      );
    }
  }

  #add() {
    /** @type {WorkerClient<ShardMethods>} */
    let helper;
    try {
      helper = new WorkerClient(shardWorkerUrl(), {
        onCrash: () => this.#lose(helper),
        fused: this.#config.network.arithmetic === 'fused',
      });
    } catch {
      return; // no workers within workers here: the run goes on alone
    }
    this.#helpers.add(helper);
    helper.call('configure', this.#config).then(
      () => {
        if (!this.#helpers.has(helper)) return;
        this.#ready.add(helper);
        this.#join(helper);
      },
      () => this.#lose(helper),
    );
  }

  /** @param {WorkerClient<ShardMethods>} helper */
  #lose(helper) {
    if (!this.#helpers.delete(helper)) return;
    this.#ready.delete(helper);
    helper.terminate();
    // It may have taken a shard along.
    if (this.#there.delete(helper)) this.#leaveBoard();
    for (const [number, each] of this.#joined) if (each === helper) this.#joined.delete(number);
    if (!this.#closed && this.#replacements-- > 0) this.#add();
  }

  /**
   * Asks each ready helper for its part of a step. The first part is the caller's own.
   * @param {number} step
   * @param {number} shards
   * @param {Float32Array} params handed over
   * @returns {{ own: number[], others: Promise<(Shard | number)[]> }} never rejected: of a shard
   * that was lost with its helper there is only the number, and the caller has to compute it
   */
  ask(step, shards, params) {
    const helpers = [...this.#ready].slice(0, shards - 1);
    const [own, ...parts] = split(shards, helpers.length + 1);
    const answers = helpers.map((helper, i) => {
      // Handed over, not copied: to each its own.
      const sent = i + 1 < helpers.length ? params.slice() : params;
      return this.#shards(helper, step, parts[i], transfer(sent, [sent.buffer]));
    });
    return { own, others: Promise.all(answers).then((all) => all.flat()) };
  }

  /** How long a helper may be silent (milliseconds). */
  get #patience() {
    if (this.#slowest === 0) return PATIENCE;
    return Math.min(PATIENCE, Math.max(LEAST_PATIENCE, SLOWER * this.#slowest));
  }

  /**
   * @param {WorkerClient<ShardMethods>} helper
   * @param {number} step
   * @param {number[]} shards
   * @param {Float32Array} params
   * @returns {Promise<(Shard | number)[]>}
   */
  async #shards(helper, step, shards, params) {
    const start = performance.now();
    let parts = 0;
    // Its calls are rejected when it is lost.
    const patience = setInterval(() => {
      if (++parts > PARTS) this.#lose(helper);
    }, this.#patience / PARTS);
    try {
      const answer = await helper.call('compute', step, shards, params);
      this.#slowest = Math.max(this.#slowest, performance.now() - start);
      return answer;
    } catch {
      this.#lose(helper);
      return shards;
    } finally {
      clearInterval(patience);
    }
  }

  /** Ends the helpers. */
  close() {
    this.#closed = true;
    for (const helper of [...this.#helpers]) this.#lose(helper);
  }
}
