// Changes of the learning rate on their way to the run going on. The first is passed on at once; of
// those that come while it is on its way, or soon after, only the last: a slider that is drawn along
// is no hundred wishes, and each is part of what the run is.

/** At least this long between two (milliseconds). */
const INTERVAL = 250;

export class RateChanges {
  #send;
  /** @type {number | null} */
  #next = null;
  #busy = false;

  /** @param {(rate: number) => Promise<void>} send never rejected */
  constructor(send) {
    this.#send = send;
  }

  /** @param {number} rate */
  ask(rate) {
    this.#next = rate;
    if (!this.#busy) void this.#work();
  }

  async #work() {
    this.#busy = true;
    while (this.#next !== null) {
      const rate = this.#next;
      this.#next = null;
      await this.#send(rate);
      await new Promise((done) => setTimeout(done, INTERVAL));
    }
    this.#busy = false;
  }
}
