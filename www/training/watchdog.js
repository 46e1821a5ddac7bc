// Notices when training gives no sign of life: a worker may be caught in a loop that never ends, and
// then neither answers nor fails. Counts the page's own ticks, so that time in which the page stands
// still with its workers, hidden, frozen or asleep, is no silence. Knows no DOM beyond visibility.

/** A look every so often (milliseconds). */
const TICK = 1000;
/** Ticks without a sign that are reported, and at least so many times the longest so far. */
const SILENT = 20;
const LONGER = 10;

export class Watchdog {
  #hooks;
  #ticks = 0;
  /** The longest wait for a sign of this run so far, in ticks. */
  #longest = 0;
  #told = false;

  /**
   * @param {object} hooks
   * @param {() => boolean} hooks.expects whether training should give signs now
   * @param {(seconds: number | null) => void} hooks.onSilence it has been silent for so long; null:
   * it is no more
   */
  constructor(hooks) {
    this.#hooks = hooks;
    setInterval(() => this.#tick(), TICK);
  }

  /** Training did something. */
  sign() {
    this.#longest = Math.max(this.#longest, this.#ticks);
    this.#ticks = 0;
    if (this.#told) this.#hooks.onSilence(null);
    this.#told = false;
  }

  /** Another run begins, with steps of another length. */
  reset() {
    this.sign();
    this.#longest = 0;
  }

  #tick() {
    // Hidden tabs have their timers stretched and their workers slowed down.
    if (document.visibilityState !== 'visible' || !this.#hooks.expects()) {
      this.#ticks = 0;
      return;
    }
    this.#ticks++;
    if (this.#told || this.#ticks < Math.max(SILENT, LONGER * this.#longest)) return;
    this.#told = true;
    this.#hooks.onSilence((this.#ticks * TICK) / 1000);
  }
}
