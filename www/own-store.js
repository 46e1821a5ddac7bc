// Points of one's own, kept in this browser. A browser that keeps nothing is no fault.

import { decodePoints } from './points-code.js';

const KEY = 'nano-diffusion.points';

/** The points kept, as text; empty if there are none. */
export function keptPoints() {
  try {
    const text = localStorage.getItem(KEY) ?? '';
    return decodePoints(text) ? text : '';
  } catch {
    return '';
  }
}

/** @param {string} text @returns {boolean} whether they are kept now */
export function keepPoints(text) {
  try {
    localStorage.setItem(KEY, text);
    return true;
  } catch {
    return false;
  }
}
