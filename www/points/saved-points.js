// Points of one's own, kept in this browser: the set drawn last, and those before it. They are
// written only when someone draws. A browser that keeps nothing is no fault.

import { decodePoints } from '../settings/points-codec.js';

const KEY = 'nano-diffusion.points';
/** The sets before, the newest first, with blanks between. */
const BEFORE = `${KEY}.before`;
/** Sets kept besides the last one. */
const SETS = 8;

/** The sets kept, as texts, the one drawn last first. @returns {string[]} */
export function keptSets() {
  try {
    const texts = [KEY, BEFORE].flatMap((key) => (localStorage.getItem(key) ?? '').split(' '));
    return texts.filter((text) => text !== '' && decodePoints(text) !== null);
  } catch {
    return [];
  }
}

/** The points drawn last, as text; empty if there are none. */
export function keptPoints() {
  return keptSets()[0] ?? '';
}

/**
 * Keeps new points, and those that they take the place of.
 * @param {string} text
 * @param {string} replaced the points that were the data, such as a link's; may be empty
 * @returns {boolean} whether they are kept now
 */
export function keepPoints(text, replaced) {
  const [, ...before] = new Set([text, ...keptSets(), replaced]);
  try {
    // First those there were: should there be no room, nothing is lost.
    const sets = before.filter((set) => set !== '').slice(0, SETS);
    localStorage.setItem(BEFORE, sets.join(' '));
    localStorage.setItem(KEY, text);
    return true;
  } catch {
    return false;
  }
}
