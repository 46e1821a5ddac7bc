// The player under the picture: play, steps, scrubber, time.

import { partsOf } from '../ui/dom.js';
import { isForPage } from '../ui/keys.js';

/** @typedef {import('./playback.js').Playback} Playback */
/** @typedef {import('./trajectory.js').Trajectory} Trajectory */

export class PlayerView {
  #elements;
  #playback;
  /** @type {Trajectory | null} */
  #flow = null;
  #playing = /** @type {boolean | null} */ (null);

  /**
   * @param {HTMLElement} root
   * @param {Playback} playback
   * @param {() => void} onMove a person moved it
   */
  constructor(root, playback, onMove) {
    const part = partsOf(root);
    const elements = (this.#elements = {
      restart: part('player-restart'),
      back: part('player-back'),
      play: part('player-play'),
      forward: part('player-forward'),
      scrubber: /** @type {HTMLInputElement} */ (part('scrubber')),
      time: part('time'),
    });
    this.#playback = playback;
    /** @param {() => void} act */
    const then = (act) => () => {
      act();
      onMove();
    };
    elements.restart.onclick = then(() => playback.restart());
    elements.back.onclick = then(() => this.#step(-1));
    elements.forward.onclick = then(() => this.#step(1));
    elements.play.onclick = then(() => playback.toggle());
    elements.scrubber.oninput = then(() => {
      playback.playing = false;
      playback.seek(Number(elements.scrubber.value) / Number(elements.scrubber.max));
    });
    document.addEventListener('keydown', (event) => {
      if (!isForPage(event, 'arrows')) return;
      if (event.key === ' ') then(() => playback.toggle())();
      else if (event.key === 'ArrowLeft') then(() => this.#step(-1))();
      else if (event.key === 'ArrowRight') then(() => this.#step(1))();
      else return;
      event.preventDefault();
    });
  }

  /** Stops, and goes to a neighbouring frame. @param {1 | -1} direction */
  #step(direction) {
    this.#playback.playing = false;
    if (this.#flow?.length) {
      this.#playback.seek(this.#flow.nextProgress(this.#playback.progress, direction));
    }
  }

  /** @param {Trajectory | null} flow */
  draw(flow) {
    const { play, scrubber, time } = this.#elements;
    if (this.#playing !== this.#playback.playing) {
      this.#playing = this.#playback.playing;
      play.classList.toggle('playing', this.#playing);
      play.setAttribute('aria-label', this.#playing ? 'Pause' : 'Play');
      play.title = this.#playing ? 'Pause (space)' : 'Play (space)';
    }
    this.#flow = flow;
    const t = flow && flow.length > 0 ? flow.timeAt(this.#playback.progress).toFixed(3) : '–';
    time.textContent = t;
    scrubber.value = String(Math.round(this.#playback.progress * Number(scrubber.max)));
    scrubber.style.setProperty('--share', `${100 * this.#playback.progress}%`);
    scrubber.setAttribute('aria-valuetext', `t = ${t}`);
  }
}
