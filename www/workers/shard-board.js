// The board: memory that a training worker shares with its helpers, where the browser allows it. The
// trainer writes the parameters on it and offers the shards of a step; whoever is free takes the next
// one and writes its loss and gradient beside them. A hand-over costs microseconds where a message
// costs a tenth of a millisecond. Knows neither messages nor the core.
//
// Every step has a number, its round, and a shard is taken by compare-and-swap from (round, i) to
// (round, i + 1): a helper that slept through a round takes nothing of another. Of whoever took a
// shard and does not deliver it, the trainer makes the shard itself, with the same bits; such a board
// is left for ever, since what was late may still be written on it.

/** Words of the control part. */
const [ROUND, NEXT, STEP, OVER, DONE, TAKER] = [0, 1, 2, 3, 4, 12];
const WORDS = 20;
/** As many shards as there are words for them (`MAX_SHARDS` in src/rng.rs). */
const MOST_SHARDS = 8;
/** A round is as many bits; it begins again at 1. */
const ROUNDS = 1 << 24;
const SHARD_BITS = 4;

/** A larger board (bytes) is not made: where a step takes so long, messages are quick enough. */
export const MOST_BYTES = 1 << 24;
/** Look so long for what is about to come before going to sleep (milliseconds). */
const SPIN = 0.1;

/** @param {number} shards @param {number} length */
const bytesOf = (shards, length) => WORDS * 4 + shards * 8 + (shards + 1) * length * 4;

export class ShardBoard {
  #control;
  #losses;
  #params;
  #gradients;
  #length;

  /**
   * The same board, seen from any worker.
   * @param {SharedArrayBuffer} buffer
   * @param {number} shards of a step
   */
  constructor(buffer, shards) {
    this.buffer = buffer;
    this.shards = shards;
    const heads = WORDS * 4 + shards * 8;
    const length = (buffer.byteLength - heads) / 4 / (shards + 1);
    this.#length = length;
    this.#control = new Int32Array(buffer, 0, WORDS);
    this.#losses = new Float64Array(buffer, WORDS * 4, shards);
    this.#params = new Float32Array(buffer, heads, length);
    this.#gradients = new Float32Array(buffer, heads + length * 4, length * shards);
  }

  /**
   * A new one, or null where memory can't be shared or had.
   * @param {number} shards of a step
   * @param {number} length of the parameters
   */
  static make(shards, length) {
    const bytes = bytesOf(shards, length);
    if (!globalThis.crossOriginIsolated || shards > MOST_SHARDS || bytes > MOST_BYTES) return null;
    try {
      const board = new ShardBoard(new SharedArrayBuffer(bytes), shards);
      // Of round 0, before the first, nothing is left to take.
      board.#control[NEXT] = shards;
      return board;
    } catch {
      return null;
    }
  }

  // ------------------------------------------------------------------ the trainer's

  /**
   * Offers all shards of a step. None of the last round may be out.
   * @param {number} step
   * @param {Float32Array} params
   */
  offer(step, params) {
    const control = this.#control;
    const round = (control[ROUND] % (ROUNDS - 1)) + 1;
    this.#params.set(params);
    control[STEP] = step;
    Atomics.store(control, NEXT, round << SHARD_BITS);
    Atomics.store(control, ROUND, round);
    Atomics.notify(control, ROUND);
  }

  /**
   * Waits until a shard of this round is there, and says whether it is.
   * @param {number} shard
   * @param {number} patience milliseconds
   * @returns {'made' | 'failed' | 'out'}
   */
  wait(shard, patience) {
    const end = performance.now() + patience;
    for (;;) {
      const state = this.#state(shard);
      const left = end - performance.now();
      if (state !== 'out' || left <= 0) return state;
      const word = DONE + shard;
      const seen = Atomics.load(this.#control, word);
      if (this.#state(shard) === 'out') sleep(this.#control, word, seen, left);
    }
  }

  /** @param {number} shard @returns {'made' | 'failed' | 'out'} */
  #state(shard) {
    const round = this.#control[ROUND];
    const word = Atomics.load(this.#control, DONE + shard);
    if (word === round) return 'made';
    return word === -round ? 'failed' : 'out';
  }

  /** What came of a shard that is made. @param {number} shard */
  result(shard) {
    const start = shard * this.#length;
    return {
      loss: this.#losses[shard],
      gradient: this.#gradients.subarray(start, start + this.#length),
    };
  }

  /** Who took a shard of this round. @param {number} shard */
  takerOf(shard) {
    return Atomics.load(this.#control, TAKER + shard);
  }

  /** Sends every helper away from it, for ever. */
  leave() {
    Atomics.store(this.#control, OVER, 1);
    Atomics.notify(this.#control, ROUND);
  }

  // ------------------------------------------------------------------ everybody's

  get round() {
    return Atomics.load(this.#control, ROUND);
  }

  /**
   * Takes the next shard of a round.
   * @param {number} round
   * @param {number} taker who
   * @returns {number} -1: none is left, or the round is over
   */
  take(round, taker) {
    const control = this.#control;
    for (;;) {
      const next = Atomics.load(control, NEXT);
      const shard = next - (round << SHARD_BITS);
      if (shard < 0 || shard >= this.shards) return -1;
      if (Atomics.compareExchange(control, NEXT, next, next + 1) === next) {
        Atomics.store(control, TAKER + shard, taker);
        return shard;
      }
    }
  }

  // ------------------------------------------------------------------ a helper's

  /**
   * Takes and makes shards until none was offered for a while.
   * @param {number} me
   * @param {{ compute: (params: Float32Array, step: number, shard: number) => number, gradient: () => Float32Array }} worker
   * @param {number} idle so long (milliseconds)
   */
  help(me, worker, idle) {
    const control = this.#control;
    while (!Atomics.load(control, OVER)) {
      const round = this.round;
      const shard = this.take(round, me);
      if (shard >= 0) this.#make(round, shard, worker);
      else if (sleep(control, ROUND, round, idle) === 'timed-out') return;
    }
  }

  /**
   * @param {number} round
   * @param {number} shard
   * @param {Parameters<ShardBoard['help']>[1]} worker
   */
  #make(round, shard, worker) {
    let said = -round;
    try {
      // As long as the shard is out, neither parameters nor step change.
      this.#losses[shard] = worker.compute(this.#params, this.#control[STEP], shard);
      this.#gradients.set(worker.gradient(), shard * this.#length);
      said = round;
    } finally {
      Atomics.store(this.#control, DONE + shard, said);
      Atomics.notify(this.#control, DONE + shard);
    }
  }
}

/**
 * Waits until a word is no longer what it was: awake at first, since to be woken takes as long as a
 * good part of a small step.
 * @param {Int32Array} words
 * @param {number} index
 * @param {number} old
 * @param {number} patience milliseconds
 */
function sleep(words, index, old, patience) {
  const end = performance.now() + Math.min(SPIN, patience);
  do {
    for (let i = 0; i < 50; i++) if (Atomics.load(words, index) !== old) return 'not-equal';
  } while (performance.now() < end);
  return Atomics.wait(words, index, old, patience);
}
