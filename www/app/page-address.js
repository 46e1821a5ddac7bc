// The address of the page as it should be. The browser is told of it soon, not at once: WebKit allows
// a hundred writes in thirty seconds, others have limits of their own, and a sandboxed frame may
// allow none. The last write always lands where writing is possible, and nothing waits for it.

/** So many writes at once, and then one in so many milliseconds: fewer than 100 in 30 s. */
const BURST = 30;
const REFILL = 500;
/** After a refusal it is tried again, each time later (milliseconds). */
const RETRY = 1000;
const SLOWEST = 30_000;
/** Steps of the history that may wait to be written. */
const MOST_WAITING = 10;

/** @typedef {{ search: string, hash: string }} Place query and fragment, with their ? and #, or empty */

export class PageAddress {
  #view;
  /** @type {Place} */
  #place;
  /** The fragment and query that the browser has. @type {Place} */
  #landed;
  /** What the browser is still to be told. @type {(Place & { step: boolean })[]} */
  #waiting = [];
  #tokens = BURST;
  #counted;
  #wait = RETRY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Pick<Window, 'history' | 'location' | 'addEventListener' | 'performance'>} view */
  constructor(view) {
    this.#view = view;
    this.#place = this.#landed = this.#actual;
    this.#counted = view.performance.now();
    // Before those who ask where the page is now.
    for (const kind of ['popstate', 'hashchange']) {
      view.addEventListener(kind, () => this.#follow(), { capture: true });
    }
    for (const kind of ['pagehide', 'blur']) view.addEventListener(kind, () => this.#drain(true));
  }

  /** @returns {Place} */
  get #actual() {
    const { search, hash } = this.#view.location;
    return { search, hash };
  }

  get search() {
    return this.#place.search;
  }

  get hash() {
    return this.#place.hash;
  }

  /** The whole link. */
  get href() {
    const [base] = this.#view.location.href.split(/[?#]/, 1);
    return base + this.#place.search + this.#place.hash;
  }

  /**
   * @param {Partial<Place>} change
   * @param {boolean} [step] whether it is a step of its own in the browser's history
   */
  write(change, step = false) {
    const next = { ...this.#place, ...change };
    if (next.search === this.#place.search && next.hash === this.#place.hash) return;
    this.#place = next;
    const last = this.#waiting.at(-1);
    if (last && (!step || this.#waiting.length >= MOST_WAITING)) Object.assign(last, next);
    else this.#waiting.push({ ...next, step });
    this.#drain();
  }

  /** The browser went elsewhere by itself: that is where the page is. */
  #follow() {
    const { search, hash } = this.#actual;
    if (search === this.#landed.search && hash === this.#landed.hash) return;
    this.#waiting.length = 0;
    this.#place = this.#landed = { search, hash };
  }

  /** Tells the browser what it may be told now. @param {boolean} [leaving] this may be the last time */
  #drain(leaving = false) {
    const now = this.#view.performance.now();
    this.#tokens = Math.min(BURST, this.#tokens + (now - this.#counted) / REFILL);
    this.#counted = now;
    while (this.#waiting.length > 0) {
      if (this.#tokens < 1 && !leaving) return this.#later(REFILL);
      this.#tokens = Math.max(0, this.#tokens - 1);
      const [{ step, search, hash }] = this.#waiting;
      const { history, location } = this.#view;
      try {
        const url = location.pathname + search + hash;
        if (step) history.pushState(null, '', url);
        else history.replaceState(null, '', url);
      } catch {
        this.#later(this.#wait);
        this.#wait = Math.min(SLOWEST, 2 * this.#wait);
        return;
      }
      this.#wait = RETRY;
      this.#waiting.shift();
      this.#landed = this.#actual;
    }
  }

  /** @param {number} rest */
  #later(rest) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#drain(), rest);
  }
}
