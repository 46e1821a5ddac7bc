// What the help says of each setting, beside what the table of settings says of it: the unit, what to
// expect of a change, and the terms of the glossary that belong to it. Loaded when help is first asked
// for.

import { formatValue } from '../shared/format.js';
import { BY_KEY } from './schema.js';

/** @typedef {import('./schema.js').SettingKey} SettingKey */

/** @type {Partial<Record<SettingKey, { unit?: string, expect?: string, terms?: string }>>} */
// prettier-ignore
const MORE = {
  path: { expect: 'A network trained on one path can be evaluated on any other at once: only the noise level B/A counts. What differs is how a run learns, and which steps a sampler takes.', terms: 'schedule forward' },
  betaMin: { unit: 'per unit of time', expect: 'Larger: the finest detail of the data is lost sooner after t = 0.', terms: 'schedule forward' },
  betaMax: { unit: 'per unit of time', expect: 'Smaller: some of the data is left at t = T, and samplers start from the wrong distribution. Larger: samplers that step in time need a smaller dt.', terms: 'schedule forward' },
  tEnd: { unit: 'units of time', expect: 'Longer: more noise in all. Too short: some of the data is left at t = T.', terms: 'schedule forward' },
  dataset: { expect: 'After another choice, press Train: the network has to learn the new shape.' },
  scale: { expect: 'Larger: a thinner ring, which is harder to learn and to sample.' },
  kernelWidth: { expect: 'Smaller: sharper points, which are harder to learn. Larger: neighbouring points run together.' },
  layers: { expect: 'More: a network that can represent more, and slower steps.' },
  width: { unit: 'units', expect: 'More: a network that can represent more, and slower steps: the work grows nearly with the square.' },
  activation: { expect: 'SiLU is smooth. ReLU, as in the post, has kinks, which show in the density of the network’s flow.', terms: 'ode' },
  parametrisation: { expect: 'All four determine the same score, but errors count differently: on the ring v comes closest and x₀ least close.', terms: 'prediction score' },
  timeInput: { expect: 'With ln B the network can tell small times apart; with t itself they look alike.' },
  arithmetic: { expect: 'Fused: faster steps. Numbers differ from portable ones in their last digits, so the same link gives the same run only where there is fused arithmetic.' },
  objective: { expect: 'The floor depends on it and the excess does not: compare runs by excess or KL.', terms: 'dsm ssm floor' },
  timeLaw: { expect: 'More draws near t = 0, where the data’s detail is, leave fewer for the rest.', terms: 'floor' },
  neighbours: { unit: 'samples', expect: 'More: less noise in the loss and in its gradient.', terms: 'shared' },
  tEpsilon: { unit: 'of T', expect: 'Smaller: larger weights near t = 0, and a noisier loss.', terms: 'dsm' },
  learningRate: { expect: 'Too small: learning is slow. Too large: the loss jumps, or grows without end.' },
  lrSchedule: { expect: 'With a rate that falls to zero, the last steps average out the noise of the gradient.' },
  batch: { unit: 'samples', expect: 'More: less noise in each step, and slower steps.' },
  steps: { unit: 'steps', expect: 'More: a smaller excess. The time that a run takes grows in proportion.', terms: 'excess' },
  trainingPoints: { unit: 'points', expect: 'Few: the network learns them by heart, its loss falls below the floor of the data, and its samples are copies. Many: it generalises, unless it trains for very long. Explore → Memorise or generalise? shows it.', terms: 'memorise empirical heldout' },
  emaDecay: { expect: 'Larger: the averaged weights are smoother and lag behind by about 1/(1 − decay) steps.', terms: 'ema' },
  seed: { expect: 'Another seed: other random numbers, and a run of similar quality.' },
  method: { expect: 'The reverse SDE needs many short steps; the ODE samplers manage with fewer.', terms: 'sde ode nfe' },
  score: { expect: 'With the exact score, what is left is the sampler’s own error and chance.', terms: 'score' },
  dt: { unit: 'units of time', expect: 'Smaller: T/dt steps, so less error and a longer computation.', terms: 'nfe' },
  tolerance: { expect: 'Smaller: more score evaluations and less error.', terms: 'nfe ode' },
  noiseSteps: { unit: 'steps', expect: 'More: less error; each step takes one or two score evaluations.', terms: 'nfe' },
  eta: { expect: 'Larger: more randomness, which needs more steps.', terms: 'sde ode' },
  churn: { expect: 'More: errors of earlier steps are washed out, at the price of new noise, which needs more steps.' },
  snr: { expect: 'Larger: stronger corrections. Too large: the corrector adds errors of its own.', terms: 'corrector' },
  particles: { unit: 'particles', expect: 'More: smoother histograms and tighter bounds, and a longer computation.' },
  direction: { terms: 'forward sde' },
  field: { terms: 'score marginal' },
  compare: { expect: 'Both pictures start from the same points, so what differs is due to sampler or score.', terms: 'sde ode coupling' },
  corrections: { terms: 'corrector tilted' },
  tint: { terms: 'coupling' },
  playback: { unit: 'times the usual speed' },
  byTime: { terms: 'floor excess kl' },
  loss: { terms: 'floor excess kl' },
};

/**
 * @param {string} key
 * @returns {{ title: string, words: string[], terms: string[] } | null}
 */
export function settingHelp(key) {
  const setting = BY_KEY.get(key);
  if (!setting) return null;
  const { unit, expect = '', terms = '' } = MORE[setting.key] ?? {};
  return {
    title: setting.label,
    words: [setting.help, expect, rangeOf(setting, unit)].filter(Boolean),
    terms: terms.split(' ').filter(Boolean),
  };
}

/** @param {import('./schema.js').SettingDefinition} setting @param {string} [unit] */
function rangeOf(setting, unit) {
  if (setting.kind === 'points' || setting.kind === 'rates') return '';
  if (setting.kind === 'choice') {
    const first = setting.options.find(({ value }) => value === setting.initial);
    return setting.toggle ? '' : `Default: ${first?.label}.`;
  }
  const [min, max, initial] = [setting.min, setting.max, setting.initial].map((value) =>
    formatValue(value, setting.zero),
  );
  return `Range: ${min} to ${max}${unit ? ` ${unit}` : ''}. Default: ${initial}.`;
}
