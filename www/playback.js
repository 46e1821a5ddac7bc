// Where the flow's playback stands, and how it moves. Knows neither DOM nor messages.
//
// The place is a share of the flow, 0 at t = T (noise) and 1 at t = 0 (data), so that it means the
// same when a flow with another number of frames takes over.

/** Seconds that a whole flow takes at speed 1. */
const DURATION = 6;
/** Seconds that the end is held before playback starts over. */
const HOLD = 1.6;

export class Playback {
  playing = true;
  speed = 1;
  /** 0 at t = T, 1 at t = 0. */
  place = 0;
  #held = 0;

  /**
   * Moves on while playing.
   * @param {number} seconds since the last call
   * @param {number} available share of the flow that is there already
   * @returns {boolean} whether the place moved
   */
  tick(seconds, available) {
    if (!this.playing) return false;
    if (this.place >= 1) {
      this.#held += seconds;
      if (this.#held < HOLD) return false;
      this.restart();
      return true;
    }
    const before = this.place;
    const wanted = before + (seconds * this.speed) / DURATION;
    this.place = Math.max(before, Math.min(wanted, available, 1));
    return this.place !== before;
  }

  restart() {
    this.place = 0;
    this.#held = 0;
  }

  toggle() {
    this.playing = !this.playing;
    if (this.playing && this.place >= 1) this.restart();
  }

  /** @param {number} place */
  seek(place) {
    this.place = Math.min(1, Math.max(0, place));
    this.#held = 0;
  }

  /**
   * Stops, and goes to a neighbouring frame.
   * @param {1 | -1} direction
   * @param {number} frames of the flow
   */
  step(direction, frames) {
    this.playing = false;
    const intervals = Math.max(1, frames - 1);
    const index = this.place * intervals;
    // From between two frames, to the next one in that direction.
    const next = direction > 0 ? Math.floor(index + 1e-6) + 1 : Math.ceil(index - 1e-6) - 1;
    this.seek(next / intervals);
  }
}
