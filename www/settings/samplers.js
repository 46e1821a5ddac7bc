// The samplers in words and in the sweep over their cost: to add one is to add a line here, and a
// file in the core's sample/.

/**
 * @typedef {object} Sampler
 * @property {string} key as in links and in the core's configuration
 * @property {string} label in menus and charts
 * @property {string} name under pictures
 * @property {readonly string[]} settings what sets its steps, and what else it goes by
 * @property {number | null} nfePerStep score evaluations of a step; null: it chooses its own steps
 * @property {number} worthNfe beyond so many, shorter steps bring it nothing
 * @property {true} [coupled] it looks at all particles at once: one worker moves them all
 */

/** @type {readonly Sampler[]} */
// prettier-ignore
export const SAMPLERS = [
  { key: 'sde', label: 'SDE', name: 'SDE', settings: ['dt'], nfePerStep: 1, worthNfe: 400 },
  { key: 'euler', label: 'Euler', name: 'ODE, Euler', settings: ['dt'], nfePerStep: 1, worthNfe: 200 },
  // Two evaluations a step, but one for the last.
  { key: 'heun', label: 'Heun', name: 'ODE, Heun', settings: ['dt'], nfePerStep: 2, worthNfe: 200 },
  { key: 'adaptive', label: 'RK32', name: 'ODE, RK32', settings: ['tolerance'], nfePerStep: null, worthNfe: Infinity, coupled: true },
  { key: 'ddim', label: 'DDIM', name: 'DDIM', settings: ['noiseSteps', 'eta'], nfePerStep: 1, worthNfe: 100 },
  { key: 'dpm', label: 'DPM++ 2M', name: 'ODE, DPM-Solver++(2M)', settings: ['noiseSteps'], nfePerStep: 1, worthNfe: 100 },
  { key: 'dpmSde', label: 'DPM++ 2M SDE', name: 'SDE, DPM-Solver++(2M)', settings: ['noiseSteps'], nfePerStep: 1, worthNfe: 100 },
  { key: 'edm', label: 'EDM', name: 'EDM', settings: ['noiseSteps', 'churn'], nfePerStep: 2, worthNfe: 100 },
  { key: 'corrector', label: 'Corrector', name: 'SDE, predictor–corrector', settings: ['noiseSteps', 'snr'], nfePerStep: 2, worthNfe: 100, coupled: true },
];

/** @param {string} key */
export function samplerOf(key) {
  return SAMPLERS.find((sampler) => sampler.key === key) ?? SAMPLERS[0];
}
