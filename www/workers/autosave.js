// Keeps the run of a training worker safe: on disk now and then, and its last good state at hand to
// go back to when training diverges. Knows neither DOM nor messages.

import { lockRun, newId, saveRun } from '../shared/checkpoint-store.js';
import { LossSeries } from '../shared/loss-series.js';
import { RunFigures } from '../shared/measured-series.js';

/** @typedef {import('../pkg/nano_diffusion.js').Trainer} Trainer */
/** @typedef {import('../shared/loss-series.js').LossState} LossState */
/** @typedef {import('../shared/measured-series.js').MeasuredState} MeasuredState */
/** @typedef {import('../shared/measured-series.js').Figure} Figure */
/** @typedef {import('../shared/measured-series.js').Estimates} Estimates */
/** @typedef {{ step: number, bytes: Uint8Array, losses: LossState } & Record<Figure, MeasuredState>} State */

/** Saves at most this often (milliseconds): with the time of a write, two seconds can be lost … */
const INTERVAL = 1500;
/** … and so seldom that saving takes no more than this share of the time. */
const SHARE = 0.1;
/** A mean loss beyond so many times the least before is no good state to go back to. */
const WORSE = 1.5;

/** The last write, of whichever run: one of a run that was replaced must not come after its end.
 * @type {Promise<void>} */
let written = Promise.resolve();

export class Autosave {
  #hooks;
  #id = newId();
  #total;
  #series;
  #figures;
  #release;
  /** Runs that the next save replaces. @type {string[]} */
  #supersedes;
  /** Names that this run had in kept states of it. @type {string[]} */
  #names;
  /** @type {State} */
  #lastGood;
  #least = Infinity;
  #next;
  /** Whether that is the first, with the first steps: no time to say how good they are. */
  #early = true;
  /** Writes that go on or wait. */
  #writes = 0;
  /** Whether there is anything of this run on disk. */
  #kept = false;
  /** Whether there is anything to write that was not. */
  #changed = true;

  /**
   * @param {Trainer} trainer at the run's first step here
   * @param {number} total steps of the run
   * @param {object} more
   * @param {LossSeries} [more.series] losses so far
   * @param {RunFigures} [more.figures] and what was measured
   * @param {string[]} [more.supersedes] saved runs whose place this one takes
   * @param {string[]} [more.continues] the names of the one among them that it goes on with
   * @param {(saved: { id: string, step: number }) => void} more.onSaved
   * @param {(why: string) => void} more.onUnsaved it could not be saved; tried again later
   */
  constructor(trainer, total, more) {
    const { series, figures, supersedes = [], continues = [], onSaved, onUnsaved } = more;
    this.#total = total;
    this.#series = series ?? new LossSeries();
    this.#figures = figures ?? new RunFigures();
    this.#supersedes = supersedes;
    this.#names = continues;
    this.#hooks = { onSaved, onUnsaved };
    this.#release = lockRun(this.#id);
    // With the first steps, not an interval later: a page may be left right after it began a run.
    this.#next = performance.now();
    this.#lastGood = this.#take(trainer);
  }

  get id() {
    return this.#id;
  }

  /** The last state before the losses went up, if they did. */
  get lastGood() {
    return this.#lastGood;
  }

  /** @param {Float32Array} losses as they were made */
  push(losses) {
    this.#changed = true;
    this.#series.push(losses);
  }

  /**
   * @param {number} step of the weights that were measured
   * @param {Estimates} estimates
   */
  pushFigures(step, estimates) {
    if (this.#figures.push(step, estimates)) this.#changed = true;
  }

  /** Something else of the run has changed. */
  touch() {
    this.#changed = true;
  }

  /** Saves if it is time for it. @param {Trainer} trainer */
  poll(trainer) {
    const start = performance.now();
    if (start < this.#next || this.#writes > 0) return;
    const state = this.#take(trainer);
    const mean = this.#series.mean;
    if (!this.#early && mean <= WORSE * this.#least) this.#lastGood = state;
    if (!this.#early) this.#least = Math.min(this.#least, mean);
    this.#early = false;
    void this.#write(state);
    const now = performance.now();
    this.#next = now + Math.max(INTERVAL, (now - start) / SHARE);
  }

  /**
   * Saves now, unless all is saved: a page that is left in the midst of a write may spoil WebKit's
   * storage for the next.
   * @param {Trainer} trainer
   * @returns {Promise<void>} never rejected
   */
  save(trainer) {
    return this.#changed ? this.#write(this.#take(trainer)) : written;
  }

  /** Saves the last good state, after all went wrong. */
  saveLastGood() {
    return this.#write(this.#lastGood);
  }

  /** Goes on from the last good state, which it returns. */
  rollback() {
    this.#series = LossSeries.from(this.#lastGood.losses);
    this.#figures = RunFigures.from(this.#lastGood);
    return this.#lastGood;
  }

  /** Another run takes this one's place. @returns {string[]} what its first save is to replace */
  end() {
    this.#release();
    return this.#kept || this.#writes > 0 ? [...this.#supersedes, this.#id] : this.#supersedes;
  }

  /** @param {Trainer} trainer @returns {State} */
  #take(trainer) {
    return {
      step: trainer.step,
      bytes: trainer.checkpoint(),
      losses: this.#series.state,
      ...this.#figures.state,
    };
  }

  /** @param {State} state */
  #write(state) {
    this.#writes++;
    this.#changed = false;
    written = written.then(async () => {
      try {
        const about = { savedAt: Date.now(), total: this.#total, names: this.#names };
        const run = { id: this.#id, ...about, ...state };
        await saveRun(run, this.#supersedes);
        this.#supersedes = [];
        this.#kept = true;
        this.#hooks.onSaved({ id: this.#id, step: state.step });
      } catch (error) {
        this.#changed = true;
        this.#hooks.onUnsaved(wordsOf(error));
      } finally {
        this.#writes--;
      }
    });
    return written;
  }
}

/** A DOMException may have a name alone. @param {unknown} error */
export function wordsOf(error) {
  const { name, message } = /** @type {DOMException} */ (error ?? {});
  if (name === 'QuotaExceededError') return 'it is full (the quota is used up)';
  return (message || name || String(error)).replace(/\.$/, '');
}
