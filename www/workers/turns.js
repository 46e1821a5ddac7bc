// Whose turn it is in a worker that several long jobs are in: what the visitor looks at first goes
// first, the others wait until it is done.

import { yieldToMessages } from './event-loop.js';

/** The jobs, the urgent first. */
const ORDER = /** @type {const} */ (['flow', 'sweep', 'likelihood', 'fit']);
/** @typedef {typeof ORDER[number]} Kind */

/** Work this long before looking for messages (milliseconds). */
const SLICE = 12;

/** How many of each are at work. */
const active = ORDER.map(() => 0);
/** @type {(() => void)[]} */
let waiting = [];

export class Turn {
  #rank;
  #start = performance.now();

  /** @param {Kind} kind */
  constructor(kind) {
    this.#rank = ORDER.indexOf(kind);
    active[this.#rank]++;
  }

  /** Whether it has worked for long enough, so that messages have to be looked for. */
  get over() {
    return performance.now() - this.#start > SLICE;
  }

  /** Lets messages in, and those that are more urgent go first. @param {() => boolean} wanted */
  async next(wanted) {
    await yieldToMessages();
    while (wanted() && active.some((count, rank) => rank < this.#rank && count > 0)) {
      await new Promise((resolve) => waiting.push(() => resolve(undefined)));
    }
    this.#start = performance.now();
  }

  end() {
    active[this.#rank]--;
    wake();
  }
}

/** Those that wait look again: something has ended, or is not wanted any more. */
export function wake() {
  const all = waiting;
  waiting = [];
  for (const each of all) each();
}
