// Chooses between two ways of doing the same, by how fast each proves to be. What is faster depends
// on the machine and on what else it does, so the choice is tried again now and then.

/** Every so many turns the way that is not chosen is tried. */
const TRY_EVERY = 16;
/** At first both are tried in turn, so often each: an engine optimises what is used often, and who is
 * called only now and then stays slow for good. */
const EARLY = 8;

export class AdaptiveChoice {
  /** Milliseconds by way, averaged over some turns. @type {[number, number]} */
  #times = [NaN, NaN];
  /** How often each was tried. @type {[number, number]} */
  #tried = [0, 0];
  #turns = 0;

  /** Which way to go this time. @returns {0 | 1} */
  pick() {
    if (Math.min(...this.#tried) < EARLY) return this.#tried[0] <= this.#tried[1] ? 0 : 1;
    const [a, b] = this.#times;
    const better = b < a ? 1 : 0;
    const trying = ++this.#turns % TRY_EVERY === 0;
    return /** @type {0 | 1} */ (trying ? 1 - better : better);
  }

  /**
   * @param {0 | 1} way
   * @param {number} milliseconds that the same work took
   */
  record(way, milliseconds) {
    this.#tried[way]++;
    const before = this.#times[way];
    this.#times[way] = Number.isNaN(before) ? milliseconds : (before + milliseconds) / 2;
  }
}
