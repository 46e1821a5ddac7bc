// The samplers in words and in the sweep over their cost: to add one is to add a line here, and a
// file in the core's sample/.

/**
 * @typedef {object} Sampler
 * @property {string} key as in links and in the core's configuration
 * @property {string} label in menus and charts
 * @property {string} name under pictures
 * @property {number | null} nfePerStep score evaluations of a step; null: it chooses its own steps
 * @property {number} worthNfe beyond so many, shorter steps bring it nothing
 */

/** @type {readonly Sampler[]} */
// prettier-ignore
export const SAMPLERS = [
  { key: 'sde', label: 'SDE', name: 'SDE', nfePerStep: 1, worthNfe: 400 },
  { key: 'euler', label: 'Euler', name: 'ODE, Euler', nfePerStep: 1, worthNfe: 200 },
  // Two evaluations a step, but one for the last.
  { key: 'heun', label: 'Heun', name: 'ODE, Heun', nfePerStep: 2, worthNfe: 200 },
  { key: 'adaptive', label: 'RK32', name: 'ODE, RK32', nfePerStep: null, worthNfe: Infinity },
];

/** @param {string} key */
export function samplerOf(key) {
  return SAMPLERS.find((sampler) => sampler.key === key) ?? SAMPLERS[0];
}
