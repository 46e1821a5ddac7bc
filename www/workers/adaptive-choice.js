// Chooses between two ways of doing the same, by how fast each proves to be. What is faster depends
// on the machine and on what else it does, so the choice is tried again now and then.

/** Every so many turns the way that is not chosen is tried. */
const TRY_EVERY = 16;

export class AdaptiveChoice {
  /** Milliseconds by way, averaged over some turns. @type {[number, number]} */
  #times = [NaN, NaN];
  #turns = 0;

  /** Which way to go this time. @returns {0 | 1} */
  pick() {
    const [a, b] = this.#times;
    if (Number.isNaN(a)) return 0;
    if (Number.isNaN(b)) return 1;
    const better = b < a ? 1 : 0;
    const trying = ++this.#turns % TRY_EVERY === 0;
    return /** @type {0 | 1} */ (trying ? 1 - better : better);
  }

  /**
   * @param {0 | 1} way
   * @param {number} milliseconds that the same work took
   */
  record(way, milliseconds) {
    const before = this.#times[way];
    this.#times[way] = Number.isNaN(before) ? milliseconds : (before + milliseconds) / 2;
  }
}
