// Moves x_t by pointer, touch and keys. A tap on a particle follows it.

import { movedBy, nearest, placeOf, pointAt, withinPicture } from './geometry.js';

/** @typedef {import('./geometry.js').Point} Point */

/** As far as this from x_t, it is x_t that is taken, not another place (CSS pixels). */
const GRAB = 26;
/** So far from a particle a tap is meant for it. */
const TAP = 9;
/** A pointer that moved less was not dragged. */
const STILL = 4;

export class PointHandle {
  #canvas;
  #hooks;
  /** From where the pointer took x_t, and where it went down. @type {{ off: Point, down: Point, moved: boolean } | null} */
  #drag = null;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {object} hooks
   * @param {() => number} hooks.size of the picture
   * @param {() => Point} hooks.point x_t
   * @param {() => ArrayLike<number> | null} hooks.particles those drawn, flat
   * @param {(point: Point) => void} hooks.put
   * @param {(index: number) => void} hooks.pick follow this particle
   */
  constructor(canvas, hooks) {
    this.#canvas = canvas;
    this.#hooks = hooks;
    canvas.onpointerdown = (event) => this.#down(event);
    canvas.onpointermove = (event) => this.#move(event);
    canvas.onpointerup = canvas.onpointercancel = () => (this.#drag = null);
    canvas.onkeydown = (event) => this.#key(event);
  }

  /** @param {PointerEvent} event @returns {Point} */
  #placeOf({ clientX, clientY }) {
    const { left, top } = this.#canvas.getBoundingClientRect();
    const { clientLeft, clientTop } = this.#canvas;
    return [clientX - left - clientLeft, clientY - top - clientTop];
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!event.isPrimary || event.button !== 0) return;
    const { size, point, particles, put, pick } = this.#hooks;
    const down = this.#placeOf(event);
    const at = placeOf(point(), size());
    const off = /** @type {Point} */ ([at[0] - down[0], at[1] - down[1]]);
    this.#canvas.setPointerCapture(event.pointerId);
    if (Math.hypot(...off) <= GRAB) {
      this.#drag = { off, down, moved: false };
      return;
    }
    const unit = pointAt([TAP, 0], size())[0] - pointAt([0, 0], size())[0];
    const near = nearest(particles() ?? [], pointAt(down, size()), unit);
    if (near >= 0) {
      pick(near);
      return;
    }
    this.#drag = { off: [0, 0], down, moved: true };
    put(withinPicture(pointAt(down, size())));
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const { size, put } = this.#hooks;
    if (!this.#drag) return;
    const { off, down } = this.#drag;
    const [left, top] = this.#placeOf(event);
    this.#drag.moved ||= Math.hypot(left - down[0], top - down[1]) > STILL;
    if (this.#drag.moved) put(withinPicture(pointAt([left + off[0], top + off[1]], size())));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, shiftKey } = event;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const moved = movedBy(this.#hooks.point(), key, shiftKey);
    if (!moved) return;
    event.preventDefault();
    // The same keys move the player of the flow.
    event.stopPropagation();
    this.#hooks.put(moved);
  }
}
