// Points of one's own, kept in this browser: the set drawn last, and those before it. They are
// written only when someone draws. A browser that keeps nothing is no fault.

import { LINK_POINTS, decodePoints } from '../settings/points-codec.js';
import { keep, recall } from '../ui/storage.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */

const KEY = 'nano-diffusion.points';
/** The sets before, the newest first, with blanks between. */
const BEFORE = `${KEY}.before`;
/** Sets kept besides the last one. */
const SETS = 8;

/** The sets kept, as texts, the one drawn last first. @returns {string[]} */
export function savedSets() {
  const texts = [KEY, BEFORE].flatMap((key) => (recall(key) ?? '').split(' '));
  return texts.filter((text) => text !== '' && decodePoints(text) !== null);
}

/** The points drawn last, as text; empty if there are none. */
export function savedPoints() {
  return savedSets()[0] ?? '';
}

/**
 * Keeps new points, and those that they take the place of.
 * @param {string} text
 * @param {string} replaced the points that were the data, such as a link's; may be empty
 * @returns {boolean} whether they are kept now
 */
export function savePoints(text, replaced) {
  const [, ...before] = new Set([text, ...savedSets(), replaced]);
  // First those there were: should there be no room, nothing is lost.
  const sets = before.filter((set) => set !== '').slice(0, SETS);
  return keep(BEFORE, sets.join(' ')) && keep(KEY, text);
}

/**
 * What a link says, with the points that it may lack: those kept here, or else the ring.
 * @param {{ values: Settings, problems: string[], lostPoints: boolean }} read lostPoints: it had some,
 * which did not arrive, as was said
 */
export function withPoints(read) {
  const { values, problems, lostPoints } = read;
  if (values.dataset !== 'own' || values.points !== '') return read;
  const points = savedPoints();
  if (points) {
    const words = 'Showing the points saved in this browser instead.';
    const told = lostPoints ? [...problems, words] : problems;
    return { ...read, values: { ...values, points }, problems: told };
  }
  const why = lostPoints
    ? ''
    : `This link is for someone’s own points but contains none (a link holds up to ${LINK_POINTS}), and none are saved in this browser. `;
  const problem = `${why}Showing the ring instead.`;
  return { ...read, values: { ...values, dataset: 'ring' }, problems: [...problems, problem] };
}
