// Where the flow's playback stands, and how it moves. Knows neither DOM nor messages.
//
// Progress is a share of the flow's time, 0 where it begins and 1 where it ends, so that it means
// the same when a flow with other steps takes over.

/** Seconds that a whole flow takes at speed 1. */
const DURATION = 6;
/** Seconds that the end is held before playback starts over. */
const HOLD = 1.6;

export class Playback {
  playing = true;
  speed = 1;
  /** 0 where the flow begins, 1 where it ends. */
  progress = 0;
  #held = 0;

  /** The share of a flow that is played in some time. @param {number} seconds */
  shareOf(seconds) {
    return (seconds * this.speed) / DURATION;
  }

  /**
   * Moves on while playing.
   * @param {number} seconds since the last call
   * @param {number} available share of the flow that is there already
   * @returns {boolean} whether the progress moved
   */
  tick(seconds, available) {
    if (!this.playing) return false;
    if (this.progress >= 1) {
      this.#held += seconds;
      if (this.#held < HOLD) return false;
      this.restart();
      return true;
    }
    const before = this.progress;
    const wanted = before + this.shareOf(seconds);
    this.progress = Math.max(before, Math.min(wanted, available, 1));
    return this.progress !== before;
  }

  restart() {
    this.progress = 0;
    this.#held = 0;
  }

  toggle() {
    this.playing = !this.playing;
    if (this.playing && this.progress >= 1) this.restart();
  }

  /** @param {number} progress */
  seek(progress) {
    this.progress = Math.min(1, Math.max(0, progress));
    this.#held = 0;
  }
}
