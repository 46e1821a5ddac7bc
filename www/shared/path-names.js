// The paths from data to noise, in one table: what they are called, and where they end.

/** @typedef {import('../pkg/nano_diffusion.js').Config['schedule']['path']} PathKey */

/**
 * @typedef {object} PathName
 * @property {PathKey} key
 * @property {string} label in menus, tables and charts
 * @property {string} name within a sentence
 * @property {number | null} end the noise level B/A that the core takes it to; null: β(t) tells
 */

/** @type {readonly PathName[]} */
// prettier-ignore
export const PATHS = [
  { key: 'linear', label: 'linear β', name: 'linear-β path', end: null },
  { key: 'cosine', label: 'cosine', name: 'cosine path', end: 1000 },
  { key: 'subVp', label: 'sub-VP', name: 'sub-VP path', end: null },
  { key: 'varianceExploding', label: 'variance-exploding', name: 'variance-exploding path', end: 50 },
  { key: 'straight', label: 'straight (flow matching)', name: 'straight path', end: 1000 },
];

/** @param {PathKey} key @returns {PathName} */
export const pathOf = (key) => /** @type {PathName} */ (PATHS.find((path) => path.key === key));
