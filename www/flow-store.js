// The frames of one flow, from t = T to t = 0, and positions between them. Pure data.

export class FlowStore {
  /** @type {Float32Array[]} */
  #frames = [];
  /** @type {number[]} */
  #times = [];

  /** @param {number} id @param {number} expected frames there will be in the end */
  constructor(id, expected) {
    this.id = id;
    this.expected = Math.max(2, expected);
  }

  /** @param {number} t @param {Float32Array} points flat [x0, y0, …] */
  add(t, points) {
    this.#times.push(t);
    this.#frames.push(points);
  }

  /** Frames here so far. */
  get length() {
    return this.#frames.length;
  }

  get complete() {
    return this.length >= this.expected;
  }

  get particles() {
    return (this.#frames[0]?.length ?? 0) / 2;
  }

  /** @param {number} index */
  frame(index) {
    return this.#frames[index];
  }

  /** The last frame's index that can be shown now. */
  get last() {
    return Math.max(0, this.length - 1);
  }

  /**
   * The time at a place between frames.
   * @param {number} position frame index, with a fraction
   */
  timeAt(position) {
    const i = Math.min(Math.floor(position), this.last);
    const next = Math.min(i + 1, this.last);
    const f = Math.min(1, position - i);
    return (this.#times[i] ?? 0) * (1 - f) + (this.#times[next] ?? 0) * f;
  }

  /**
   * Positions at a place between frames, on straight lines from frame to frame.
   * @param {number} position frame index, with a fraction
   * @param {Float32Array} out of the frames' length
   */
  pointsAt(position, out) {
    const i = Math.min(Math.floor(position), this.last);
    const a = this.#frames[i];
    const b = this.#frames[Math.min(i + 1, this.last)];
    const f = Math.min(1, position - i);
    for (let k = 0; k < out.length; k++) out[k] = a[k] + f * (b[k] - a[k]);
  }
}
