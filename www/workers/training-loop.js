// Makes the steps of one run, in slices between which messages are answered, and shares them with
// helpers where that makes them faster. Knows neither DOM nor messages.

import { AdaptiveChoice } from './adaptive-choice.js';
import { yieldToMessages } from './event-loop.js';
import { ShardPool, usefulWorkers } from './shard-pool.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../pkg/nano_diffusion.js').Trainer} Trainer */
/** @typedef {{ step: number, losses: Float32Array, seconds: number, workers: number }} Progress */

/** Work this long before looking for messages and reporting (milliseconds). */
const SLICE = 30;
/** One call into the core should take about this long, so that slices end on time. */
const CALL = 8;

export class TrainingLoop {
  #hooks;
  #pool;
  /** Alone (0) or together (1)? Null where the caller said how many are to work. */
  #choice;
  #running = false;
  #failed = false;
  /** Counts the goes, so that an old one notices that it was replaced. */
  #generation = 0;
  /** Steps that were made but not yet reported. */
  #unreported = { losses: /** @type {number[]} */ ([]), since: 0, workers: 1 };

  /**
   * @param {Trainer} trainer freed with the loop
   * @param {Config} config the run's
   * @param {number | undefined} workers that are to compute, this one included; without it as many
   * as there are cores, whenever they are faster than one
   * @param {object} hooks
   * @param {(progress: Progress) => void} hooks.onProgress
   * @param {() => void} hooks.onSlice after each slice
   * @param {() => void} hooks.onFinished all steps are made
   * @param {(error: unknown) => void} hooks.onFailed the run can't go on; not all may be reported
   */
  constructor(trainer, config, workers, hooks) {
    this.trainer = trainer;
    this.#hooks = hooks;
    this.#choice = workers === undefined ? new AdaptiveChoice() : null;
    const cores = workers ?? navigator.hardwareConcurrency ?? 1;
    const { shards } = trainer;
    const size = usefulWorkers(shards, cores) - 1;
    this.#pool = new ShardPool(config, size, { shards, length: trainer.params().length });
  }

  /** Whether the run ended by an error: then it is not what should be kept. */
  get failed() {
    return this.#failed;
  }

  go() {
    if (this.#running || this.#failed || this.trainer.finished) return;
    this.#running = true;
    const mine = ++this.#generation;
    const still = () => mine === this.#generation;
    this.#work(still)
      .then(() => still() && this.#finish())
      .catch((error) => still() && this.#fail(error));
  }

  /** Steps made already may be reported still. */
  stop() {
    this.#running = false;
    this.#generation++;
  }

  /** For ever: the trainer is freed. */
  end() {
    this.stop();
    this.#pool.close();
    this.trainer.free();
  }

  /** Says what was done since the last report. */
  report() {
    const { losses, since, workers } = this.#unreported;
    if (losses.length === 0) return;
    this.#unreported.losses = [];
    this.#hooks.onProgress({
      step: this.trainer.step,
      losses: Float32Array.from(losses),
      seconds: (performance.now() - since) / 1000,
      workers,
    });
  }

  #finish() {
    this.#running = false;
    this.#pool.close();
    this.report();
    this.#hooks.onFinished();
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#running = false;
    this.#failed = true;
    this.#pool.close();
    this.#hooks.onFailed(error);
  }

  /** Trains until told otherwise. @param {() => boolean} still whether this go was not replaced */
  async #work(still) {
    const { trainer } = this;
    const unreported = this.#unreported;
    let steps = 1;
    // Whoever asked for this has its answer before the first progress.
    await yieldToMessages();
    while (still() && !trainer.finished) {
      const pool = this.#pool.ready > 0 && this.#choice?.pick() !== 0 ? this.#pool : null;
      unreported.workers = 1 + (pool?.ready ?? 0);
      pool?.gather();
      const start = (unreported.since = performance.now());
      let now = start;
      while (now - start < SLICE && !trainer.finished) {
        if (pool) {
          const { steps } = pool;
          // The board may be another than at the start of this slice.
          if (steps && !steps.isFree) break;
          const loss = steps
            ? (steps.make(trainer) ?? (await steps.finish(trainer, still, yieldToMessages)))
            : await this.#sharedStep(pool, still);
          if (loss === null) return;
          unreported.losses.push(loss);
          now = performance.now();
          continue;
        }
        const part = trainer.run(steps);
        unreported.losses.push(...part);
        // Fewer than asked: it diverged, and the next call says how.
        const took = performance.now() - now;
        now += took;
        steps = Math.max(1, Math.min(256, Math.round((part.length * CALL) / Math.max(took, 0.1))));
      }
      this.#choice?.record(pool ? 1 : 0, (now - start) / unreported.losses.length);
      this.report();
      this.#hooks.onSlice();
      await yieldToMessages();
    }
  }

  /**
   * One step together with the helpers: its loss, or null if this go was replaced meanwhile. Then
   * the step was not made, and who goes on makes it from the start, with the same result.
   * @param {ShardPool} pool
   * @param {() => boolean} still
   */
  async #sharedStep(pool, still) {
    const { trainer } = this;
    const { own, others } = pool.ask(trainer.step, trainer.shards, trainer.params());
    for (const shard of own) trainer.computeShard(shard);
    const answers = await others;
    // Messages were handled while this waited: the run may even be freed.
    if (!still()) return null;
    for (const answer of answers) {
      if (typeof answer === 'number') trainer.computeShard(answer);
      else trainer.acceptShard(answer.shard, answer.loss, answer.gradient);
    }
    return trainer.applyStep();
  }
}
