// What the classes of the data are called, in the core's order (src/guidance/classes.rs).

const QUARTERS = ['right quarter', 'upper quarter', 'left quarter', 'lower quarter'];

/** @type {Record<string, (i: number, count: number) => string>} */
const NAMES = {
  ring: (i) => QUARTERS[i],
  gaussians: (i) => `Gaussian ${i + 1}`,
  moons: (i) => ['upper moon', 'lower moon'][i],
  spiral: (i) => ['inner turn', 'outer turn'][i],
  checkerboard: (i) => `square ${i + 1}`,
  arms: (i) => `arm ${i + 1}`,
  own: (i, count) => (count === 2 ? ['left half', 'right half'][i] : `point ${i + 1}`),
};

/** @param {string} dataset @param {number} i counted from 0 @param {number} count @returns {string} */
export const className = (dataset, i, count) => NAMES[dataset]?.(i, count) ?? `class ${i + 1}`;
