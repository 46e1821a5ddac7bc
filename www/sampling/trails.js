// The density of the particles' recent paths, as an image. But for how many paths there is time
// for, it is a function of the flow and the progress alone (nothing fades from frame to frame), so
// scrubbing shows what playing shows.

/** @typedef {import('./trajectory.js').Trajectory} Trajectory */

/** Paths reach back over this share of the flow. */
const REACH = 0.16;
/** The weight of a path falls by e over this share of its reach. */
const DECAY = 0.35;
/** Marks along a whole flow, evenly in time, whatever its frames. */
const MARKS = 600;
/**
 * Marks in one picture: at most so many, fewer where they take too long. With more particles than
 * they are enough for, only the first ones leave paths; the picture is as bright, but grainier.
 */
const MARKS_AT_MOST = 240_000;
const MARKS_AT_LEAST = 30_000;
/** What all marks of a picture may take (milliseconds): the rest of a frame is for the others. */
const TIME = 6;
/** How fast the picture saturates: the density, relative to an even spread, that is half bright. */
const HALF_BRIGHT = 9;

export class Trails {
  #size;
  #density;
  /** A row or column of the picture, while it is smoothed. */
  #line;
  #image;
  #canvas;
  #context;
  #budget = MARKS_AT_LEAST;
  #lut = new Uint8ClampedArray(4 * 256);

  /** @param {number} size cells along each side */
  constructor(size) {
    this.#size = size;
    this.#density = new Float32Array(size * size);
    this.#line = new Float32Array(size);
    this.#canvas = document.createElement('canvas');
    this.#canvas.width = this.#canvas.height = size;
    this.#context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    this.#image = this.#context.createImageData(size, size);
  }

  /**
   * The colour ramp: from nothing, through `low`, to `high`.
   * @param {[number, number, number]} low
   * @param {[number, number, number]} high
   */
  setColours(low, high) {
    for (let i = 0; i < 256; i++) {
      const v = i / 255;
      for (let c = 0; c < 3; c++) this.#lut[4 * i + c] = low[c] + (high[c] - low[c]) * v * v;
      this.#lut[4 * i + 3] = 235 * v ** 0.9;
    }
  }

  /**
   * @param {Trajectory} flow
   * @param {number} progress
   * @param {number} side the picture shows [-side, side]²
   * @returns {HTMLCanvasElement}
   */
  draw(flow, progress, side) {
    const start = performance.now();
    const weight = this.#accumulate(flow, progress, side);
    const slow = performance.now() - start > TIME;
    this.#budget = Math.min(
      MARKS_AT_MOST,
      Math.max(MARKS_AT_LEAST, this.#budget * (slow ? 0.7 : 1.15)),
    );
    this.#smooth();
    this.#toneMap(weight);
    this.#context.putImageData(this.#image, 0, 0);
    return this.#canvas;
  }

  /**
   * @param {Trajectory} flow
   * @param {number} progress
   * @param {number} side
   * @returns {number} the weight of all marks together
   */
  #accumulate(flow, progress, side) {
    const size = this.#size;
    const density = this.#density.fill(0);
    const first = flow.indexAt(progress - REACH);
    const last = Math.min(flow.indexAt(progress) + 1, flow.length - 1);
    const particles = Math.min(flow.particles, Math.floor(this.#budget / (REACH * MARKS)));
    const scale = size / (2 * side);
    const centre = size / 2;
    let total = 0;
    for (let i = first; i < last; i++) {
      const a = flow.frame(i);
      const b = flow.frame(i + 1);
      const [from, to] = [flow.progressOf(i), flow.progressOf(i + 1)];
      const marks = Math.max(1, Math.round((to - from) * MARKS));
      for (let m = 0; m < marks; m++) {
        const f = (m + 0.5) / marks;
        const age = progress - (from + f * (to - from));
        if (age < 0) break;
        if (age > REACH) continue;
        const weight = Math.exp(-age / (DECAY * REACH));
        total += weight * particles;
        for (let p = 0; p < 2 * particles; p += 2) {
          const x = (centre + scale * (a[p] + f * (b[p] - a[p]))) | 0;
          const y = (centre - scale * (a[p + 1] + f * (b[p + 1] - a[p + 1]))) | 0;
          if (x >= 0 && x < size && y >= 0 && y < size) density[y * size + x] += weight;
        }
      }
    }
    return total;
  }

  /** Spreads each mark over its neighbours, (1 2 1)/4 along both axes: a cloud, not dust. */
  #smooth() {
    const size = this.#size;
    for (const [step, stride] of [
      [1, size],
      [size, 1],
    ]) {
      for (let start = 0; start < size * stride; start += stride) this.#smoothLine(start, step);
    }
  }

  /** @param {number} start index of a line's first cell @param {number} step to the next one */
  #smoothLine(start, step) {
    const density = this.#density;
    const line = this.#line;
    const size = this.#size;
    for (let k = 0; k < size; k++) line[k] = density[start + k * step];
    for (let k = 1; k < size - 1; k++) {
      density[start + k * step] = 0.25 * line[k - 1] + 0.5 * line[k] + 0.25 * line[k + 1];
    }
  }

  /** @param {number} total */
  #toneMap(total) {
    const pixels = new Uint32Array(this.#image.data.buffer);
    const lut = new Uint32Array(this.#lut.buffer);
    const density = this.#density;
    const unit = total > 0 ? density.length / total / HALF_BRIGHT : 0;
    for (let i = 0; i < density.length; i++) {
      const d = density[i] * unit;
      pixels[i] = lut[(255 * (d / (1 + d)) + 0.5) | 0];
    }
  }
}
