// Points of one's own, kept in this browser: the set drawn last, and those before it. They are
// written only when someone draws. A browser that keeps nothing is no fault.

import { decodePoints } from '../settings/points-codec.js';
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
 * @param {{ values: Settings, problems: string[] }} read
 */
export function withPoints({ values, problems }) {
  if (values.dataset !== 'own' || values.points !== '') return { values, problems };
  const points = savedPoints();
  if (points) return { values: { ...values, points }, problems };
  const problem =
    'This link used custom points, but there were too many to store in the link, and none are saved in this browser. Showing the ring instead.';
  return { values: { ...values, dataset: 'ring' }, problems: [...problems, problem] };
}
