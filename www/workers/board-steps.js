// Steps of a run that the trainer makes together with whoever is at the board. What is not delivered
// in time the trainer makes itself. Knows no messages.

import { ShardBoard } from './shard-board.js';

/** @typedef {Pick<import('../pkg/nano_diffusion.js').Trainer, 'step' | 'params' | 'computeShard' | 'acceptShard' | 'applyStep'>} SharedTrainer */
/**
 * @typedef {object} Watch
 * @property {(steps: BoardSteps) => boolean} isKept whether this board is still the one to meet at
 * @property {() => number} patience milliseconds of a part
 * @property {number} parts after which a shard is taken for lost
 * @property {(milliseconds: number) => void} onTook what a step took with all helpers
 * @property {(taker: number) => void} onLost who took a shard and did not deliver it
 */

/** Messages are not kept waiting for longer than this (milliseconds). */
const BREATH = 30;
/** The trainer's own number at the board. */
const TRAINER = 0;

export class BoardSteps {
  #watch;
  /** Shards of the last round that others took and have not delivered. @type {number[]} */
  #out = [];
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {ShardBoard} board @param {Watch} watch */
  constructor(board, watch) {
    this.board = board;
    this.#watch = watch;
  }

  /**
   * Null where memory can't be shared.
   * @param {{ shards: number, length: number }} step
   * @param {Watch} watch
   */
  static make({ shards, length }, watch) {
    const board = ShardBoard.make(shards, length);
    return board && new BoardSteps(board, watch);
  }

  /** Whether a step can be offered: nothing of an earlier one, that was given up, is out. */
  get isFree() {
    return this.#out.every((shard) => this.board.wait(shard, 0) !== 'out');
  }

  /** Nobody is to come here any more. */
  leave() {
    clearInterval(this.#timer);
    this.board.leave();
  }

  /**
   * Makes a step, if its shards come soon: its loss, or null where {@link finish} has to wait for
   * them.
   * @param {SharedTrainer} trainer
   */
  make(trainer) {
    const { board } = this;
    const start = performance.now();
    board.offer(trainer.step, trainer.params());
    const others = new Set(Array.from({ length: board.shards }, (_, shard) => shard));
    for (let shard; (shard = board.take(board.round, TRAINER)) >= 0;) {
      trainer.computeShard(shard);
      others.delete(shard);
    }
    this.#out = [...others];
    if (!this.#collect(trainer, BREATH)) return null;
    this.#watch.onTook(performance.now() - start);
    return trainer.applyStep();
  }

  /**
   * Waits for what is out, and answers messages meanwhile.
   * @param {SharedTrainer} trainer
   * @param {() => boolean} still whether the run goes on
   * @param {() => Promise<void>} breathe lets messages be handled
   * @returns {Promise<number | null>} the loss; null: the run does not go on, and the step was not made
   */
  async finish(trainer, still, breathe) {
    this.#beginWatch();
    do {
      await breathe();
      // Now the run may even be freed.
      if (!still()) return null;
      if (!this.#watch.isKept(this)) {
        for (const shard of this.#out.splice(0)) trainer.computeShard(shard);
      }
    } while (!this.#collect(trainer, BREATH));
    clearInterval(this.#timer);
    return trainer.applyStep();
  }

  /**
   * Takes what others have made, and makes what they could not.
   * @param {SharedTrainer} trainer
   * @param {number} patience milliseconds
   * @returns {boolean} whether that is all
   */
  #collect(trainer, patience) {
    const { board } = this;
    const end = performance.now() + patience;
    this.#out = this.#out.filter((shard) => {
      const state = board.wait(shard, end - performance.now());
      if (state === 'out') return true;
      if (state === 'failed') trainer.computeShard(shard);
      else {
        const { loss, gradient } = board.result(shard);
        trainer.acceptShard(shard, loss, gradient);
      }
      return false;
    });
    return this.#out.length === 0;
  }

  /** Time in which everything stands still is one part at most. */
  #beginWatch() {
    let parts = 0;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      if (this.isFree) clearInterval(this.#timer);
      else if (++parts > this.#watch.parts) {
        clearInterval(this.#timer);
        this.#watch.onLost(this.board.takerOf(this.#out[0]));
      }
    }, this.#watch.patience());
  }
}
