// What the pictures show, in words, for those who do not see them: written when they have come to
// rest, not with each frame.

import { dataNames } from '../settings/data-sets.js';
import { scoreInWords } from '../settings/origin.js';
import { samplerOf } from '../settings/samplers.js';
import { formatCount } from '../shared/format.js';
import { settled } from '../shared/settle.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/origin.js').FlowOrigin} FlowOrigin */

/** A picture rests when nothing has moved for so long (milliseconds). */
const REST = 600;

/** @type {Record<string, string>} */
const FIELDS = {
  learned: 'Arrows show the learned score, over a map of its length.',
  exact: 'Arrows show the exact score, over a map of its length.',
  difference: 'Arrows show the learned minus the exact score, over a map of its length.',
};

export class PictureText {
  #canvases;
  #sources;
  #state;
  #playback;
  /** Something has moved. */
  moved = settled(() => this.#write(), REST);

  /**
   * @param {HTMLElement[]} canvases
   * @param {{ shown: import('./trajectory.js').Trajectory | null }[]} sources the flow of each
   * @param {AppState} state
   * @param {import('./playback.js').Playback} playback
   */
  constructor(canvases, sources, state, playback) {
    this.#canvases = canvases;
    this.#sources = sources;
    this.#state = state;
    this.#playback = playback;
  }

  #write() {
    const under = FIELDS[this.#state.field ?? ''] ?? 'The data lie faintly behind them.';
    this.#sources.forEach(({ shown }, i) => {
      if (!shown?.origin) return;
      const t = shown.timeAt(this.#playback.progress);
      const words = pictureInWords(shown.origin, shown.particles, t);
      this.#canvases[i].setAttribute('aria-label', `${words} ${under}`);
    });
  }
}

/**
 * @param {FlowOrigin} origin what the flow was made of
 * @param {number} particles
 * @param {number} t the time shown
 */
export function pictureInWords(origin, particles, t) {
  const { plan, config } = origin;
  const data = dataNames(config.data.kind).known;
  const [count, time, end] = [formatCount(particles), t.toFixed(3), config.schedule.tEnd];
  if (plan.direction !== 'reverse') {
    const way = plan.direction === 'closed' ? 'in closed form' : 'in steps of the SDE';
    return `${count} points of ${data} at t = ${time}, on their way from data (t = 0) to noise (t = ${end}), ${way}.`;
  }
  const { name } = samplerOf(config.sample.method);
  return `${count} samples at t = ${time}, on their way from noise (t = ${end}) to t = 0. Data: ${data}. Sampler: ${name}. Score: ${scoreInWords(origin)}.`;
}
