// The player under the picture: play, steps, scrubber, time.

/** @typedef {import('./playback.js').Playback} Playback */
/** @typedef {import('./flow-store.js').FlowStore} FlowStore */

export class PlayerView {
  #elements;
  #playback;
  #frames = 0;
  #playing = /** @type {boolean | null} */ (null);

  /**
   * @param {object} elements
   * @param {HTMLButtonElement} elements.restart
   * @param {HTMLButtonElement} elements.back
   * @param {HTMLButtonElement} elements.play
   * @param {HTMLButtonElement} elements.forward
   * @param {HTMLInputElement} elements.scrubber
   * @param {HTMLElement} elements.time
   * @param {Playback} playback
   * @param {() => void} onMove a person moved it
   */
  constructor(elements, playback, onMove) {
    this.#elements = elements;
    this.#playback = playback;
    /** @param {() => void} act */
    const then = (act) => () => {
      act();
      onMove();
    };
    elements.restart.onclick = then(() => playback.restart());
    elements.back.onclick = then(() => playback.step(-1, this.#frames));
    elements.forward.onclick = then(() => playback.step(1, this.#frames));
    elements.play.onclick = then(() => playback.toggle());
    elements.scrubber.oninput = then(() => {
      playback.playing = false;
      playback.seek(Number(elements.scrubber.value) / Number(elements.scrubber.max));
    });
    document.addEventListener('keydown', (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const busy = target.closest('input, button, select, textarea, a, [contenteditable]');
      if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === ' ') then(() => playback.toggle())();
      else if (event.key === 'ArrowLeft') then(() => playback.step(-1, this.#frames))();
      else if (event.key === 'ArrowRight') then(() => playback.step(1, this.#frames))();
      else return;
      event.preventDefault();
    });
  }

  /** @param {FlowStore | null} flow @param {number} position */
  draw(flow, position) {
    const { play, scrubber, time } = this.#elements;
    if (this.#playing !== this.#playback.playing) {
      this.#playing = this.#playback.playing;
      play.classList.toggle('playing', this.#playing);
      play.setAttribute('aria-label', this.#playing ? 'Pause' : 'Play');
      play.title = this.#playing ? 'Pause (space)' : 'Play (space)';
    }
    this.#frames = flow?.expected ?? 0;
    const t = flow && flow.length > 0 ? flow.timeAt(position).toFixed(3) : '–';
    time.textContent = t;
    scrubber.value = String(Math.round(this.#playback.place * Number(scrubber.max)));
    scrubber.style.setProperty('--share', `${100 * this.#playback.place}%`);
    scrubber.setAttribute('aria-valuetext', `t = ${t}`);
  }
}
