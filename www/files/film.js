// A film of one pass of the flow that is shown when it begins: pictures of its own, of a size that
// stays, and a clock of its own, so that nothing that happens to the page meanwhile gets into it.

import { readTheme } from '../ui/theme.js';
import { CaptionedPicture } from './captioned-picture.js';
import { record } from './recording.js';

export { recordingProblem } from './recording.js';

/** The end of a film is held this long (seconds). */
const HOLD = 1;
/** So often it is begun again after the page stood still. */
const TRIES = 3;

/**
 * Pictures that are drawn for a film.
 * @typedef {object} Filmed
 * @property {HTMLCanvasElement[]} canvases
 * @property {number} ratio their pixels for each CSS pixel
 * @property {(progress: number) => void} draw
 */

/**
 * @param {Filmed} pictures
 * @param {object} how
 * @param {(progress: number) => string} how.words the line under them
 * @param {(seconds: number) => number} how.shareOf the share of a flow that is played in some time
 * @param {() => boolean} how.goesOn false: a person has stopped it
 * @param {() => void} how.restart the playback on the page, which is seen meanwhile
 * @param {AbortSignal} how.signal
 */
export async function filmOnce(pictures, { words, shareOf, goesOn, restart, signal }) {
  const picture = new CaptionedPicture(pictures.canvases, pictures.ratio, readTheme());
  for (let tries = 1; ; tries++) {
    let progress = 0;
    let held = 0;
    restart();
    const film = await record(
      picture.canvas,
      (seconds) => {
        if (progress >= 1) held += seconds;
        progress = Math.min(1, progress + shareOf(seconds));
        pictures.draw(progress);
        picture.draw(pictures.canvases, words(progress));
        return goesOn() && held < HOLD;
      },
      signal,
    );
    if (film !== 'gap') return film;
    if (tries === TRIES)
      throw new Error(
        'The page stood still while it was recording, so the film would have a gap. Try again, with fewer particles or while nothing else is running.',
      );
  }
}
