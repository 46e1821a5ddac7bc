// The frames of one flow, in the order of playing, and positions between them. Pure data.
//
// Progress is a share of its time, 0 where playing begins and 1 where it ends: flows
// with other steps, or with steps of their own choice, are so at the same t at the same progress.

export class Trajectory {
  #from;
  #to;
  /** @type {Float32Array[]} */
  #frames = [];
  /** @type {number[]} */
  #progress = [];

  /**
   * @param {number} id
   * @param {number} from the time where playing begins: T for a reverse process
   * @param {number} to the time where it ends
   */
  constructor(id, from, to) {
    this.id = id;
    this.#from = from;
    this.#to = to;
    this.complete = false;
    /** What it was made of. @type {import('../settings/origin.js').FlowOrigin | null} */
    this.origin = null;
    /** How its end compares with the data. @type {import('../pkg/nano_diffusion.js').Evaluation | null} */
    this.evaluation = null;
  }

  /** @param {number} t @param {Float32Array} points flat [x0, y0, …] */
  add(t, points) {
    this.#progress.push((this.#from - t) / (this.#from - this.#to));
    this.#frames.push(points);
  }

  /** Frames here so far. */
  get length() {
    return this.#frames.length;
  }

  get particles() {
    return (this.#frames[0]?.length ?? 0) / 2;
  }

  /** @param {number} index */
  frame(index) {
    return this.#frames[index];
  }

  /** Where a frame stands. @param {number} index */
  progressOf(index) {
    return this.#progress[index];
  }

  /** The time of a frame. @param {number} index */
  timeOf(index) {
    return this.#from + this.#progress[index] * (this.#to - this.#from);
  }

  /** The share of the flow that is here. */
  get available() {
    return this.#progress.at(-1) ?? 0;
  }

  /** @param {number} progress */
  timeAt(progress) {
    return this.#from + Math.min(progress, this.available) * (this.#to - this.#from);
  }

  /** The last frame at or before some progress. @param {number} progress */
  indexAt(progress) {
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#progress[middle] <= progress) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * Positions at some progress, on straight lines from frame to frame.
   * @param {number} progress
   * @param {Float32Array} out of the frames' length
   */
  pointsAt(progress, out) {
    const i = this.indexAt(progress);
    const next = Math.min(i + 1, this.length - 1);
    const [a, b] = [this.#frames[i], this.#frames[next]];
    const span = this.#progress[next] - this.#progress[i];
    const f = span > 0 ? Math.min(1, Math.max(0, (progress - this.#progress[i]) / span)) : 0;
    for (let k = 0; k < out.length; k++) out[k] = a[k] + f * (b[k] - a[k]);
  }

  /** Positions at some progress, in an array of their own. @param {number} progress */
  cloudAt(progress) {
    const points = new Float32Array(2 * this.particles);
    this.pointsAt(progress, points);
    return points;
  }

  /**
   * The progress of the next frame from some progress, in a direction.
   * @param {number} progress
   * @param {1 | -1} direction
   */
  nextProgress(progress, direction) {
    // From a frame itself, to its neighbour: rounding must not count as being between.
    const here = this.indexAt(progress + 1e-9);
    const between = progress - this.#progress[here] > 1e-9;
    const index = direction > 0 ? here + 1 : between ? here : here - 1;
    return this.#progress[Math.min(this.length - 1, Math.max(0, index))];
  }
}
