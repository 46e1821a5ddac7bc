// The frames of one flow from those of its parts, in whatever order these come. Pure data.

/** Particles that share a stream of random numbers: parts begin with such a block (the core refuses others). */
export const BLOCK = 256;
/** A part of fewer blocks is not worth a message a step. */
const LEAST = 2;

/** Particles from the one with the number `first` on. @typedef {{ first: number, count: number }} Cut */
/** @typedef {{ t: number, points: Float32Array }} Frame */

/**
 * Particles in at most so many parts, about equal.
 * @param {number} particles
 * @param {number} most
 * @returns {Cut[]}
 */
export function cutsOf(particles, most) {
  const blocks = Math.ceil(particles / BLOCK);
  const parts = Math.max(1, Math.min(most, Math.floor(blocks / LEAST)));
  const start = (/** @type {number} */ i) =>
    Math.min(particles, BLOCK * Math.floor((blocks * i) / parts));
  return Array.from({ length: parts }, (_, i) => ({
    first: start(i),
    count: start(i + 1) - start(i),
  }));
}

export class Assembly {
  #cuts;
  #particles;
  /** How many frames of each part are here. */
  #have;
  /** Frames that miss parts, the next to come first. @type {(Frame & { missing: number })[]} */
  #waiting = [];
  /** Whole frames so far. */
  #whole = 0;

  /** @param {Cut[]} cuts */
  constructor(cuts) {
    this.#cuts = cuts;
    this.#particles = cuts.reduce((sum, { count }) => sum + count, 0);
    this.#have = cuts.map(() => 0);
  }

  /**
   * Takes a frame of a part, unless it is here already: of a part that another worker makes again.
   * @param {number} part
   * @param {number} index which frame of that part, counted from 0
   * @param {Frame} frame
   * @returns {Frame[]} the frames that are whole now
   */
  add(part, index, { t, points }) {
    if (index !== this.#have[part]) return [];
    this.#have[part]++;
    if (this.#cuts.length === 1) return [{ t, points }];
    const place = index - this.#whole;
    const waiting = (this.#waiting[place] ??= {
      t,
      points: new Float32Array(2 * this.#particles),
      missing: this.#cuts.length,
    });
    waiting.points.set(points, 2 * this.#cuts[part].first);
    waiting.missing--;
    /** @type {Frame[]} */
    const whole = [];
    while (this.#waiting[0]?.missing === 0) {
      const [{ t, points }] = this.#waiting.splice(0, 1);
      whole.push({ t, points });
      this.#whole++;
    }
    return whole;
  }
}
