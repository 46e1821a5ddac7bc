// The data sets in words: to add one is to add a line here, and a chapter in the core.

/**
 * @typedef {object} DataSet
 * @property {string} key as in links and in the core's configuration
 * @property {string} label in the menu
 * @property {string} first in a sentence, when first named
 * @property {string} known in a sentence, from then on
 */

/** @type {readonly DataSet[]} */
// prettier-ignore
export const DATA_SETS = [
  { key: 'ring', label: 'Ring', first: 'a ring', known: 'the ring' },
  { key: 'gaussians', label: 'Gaussians', first: 'eight Gaussians', known: 'the Gaussians' },
  { key: 'moons', label: 'Two moons', first: 'two moons', known: 'the moons' },
  { key: 'spiral', label: 'Spiral', first: 'a spiral', known: 'the spiral' },
  { key: 'checkerboard', label: 'Checkerboard', first: 'a checkerboard', known: 'the checkerboard' },
  { key: 'arms', label: 'Three arms', first: 'three spiral arms', known: 'the arms' },
  { key: 'own', label: 'Your own', first: 'your points', known: 'your points' },
];

const UNKNOWN = { first: 'the data', known: 'the data' };

/** What a data set is called in sentences. @param {string} key */
export function dataNames(key) {
  return DATA_SETS.find((each) => each.key === key) ?? UNKNOWN;
}
