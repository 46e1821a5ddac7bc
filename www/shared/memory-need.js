// How much memory the page takes on the whole: so many of the workers that the core knows the needs
// of, and what the page keeps of what they hand out. What it needs for itself, whatever the
// settings, is left out. Knows no DOM.

/** @typedef {import('../pkg/nano_diffusion.js').MemoryNeed} MemoryNeed */

/** Bytes of positions kept for one trajectory; steps beyond that are left out, evenly. */
export const FRAME_BUDGET = 16e6;
/** Checkpoints that are in memory at once, the last few. */
const CHECKPOINTS = 3;
/** Bytes of each step's loss: in the run's record, in what is drawn of it, and in the checkpoints. */
const LOSS = 20;
/** Workers that ask a network for a score or its likelihood. */
const ASKING = 2;

/**
 * Bytes for the frames of one trajectory; for everything that the page can't do without; and for each
 * helper of the pool besides, of which any number will do.
 * @param {MemoryNeed} need what the core says of the settings
 * @param {object} page
 * @param {number} page.steps of training
 * @param {number} page.pictures side by side
 * @param {number} page.cores that may train
 */
export function pageNeed(need, { steps, pictures, cores }) {
  // All steps, or as many as fit, evenly; and both ends.
  const frames = Math.floor(Math.min(need.steps + 1, FRAME_BUDGET / need.frame + 2));
  const trajectory = frames * need.frame;
  const helpers = Math.max(0, Math.min(need.helpers, cores - 1));
  const page =
    need.training +
    helpers * need.helper +
    // The trajectory on show, and the one being made.
    pictures * (need.sampling + 2 * trajectory) +
    ASKING * need.network +
    CHECKPOINTS * need.checkpoint +
    LOSS * steps;
  // One of the pool's: it asks a network, and moves at most half of each picture's particles.
  const pooled = need.network + (pictures * (need.sampling - need.network)) / 2;
  return { trajectory, page, pooled };
}
