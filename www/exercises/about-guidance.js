// Exercises on guidance.

import { WIDE } from '../guidance/wide-gaussians.js';

/** @typedef {import('./exercise.js').Exercise} Exercise */

/** Distances below this are none: four standard errors of the samples’ mean, and the error of their steps. */
const SAME = 0.03;

/** @type {Exercise} */
export const GUIDED = {
  key: 'guided',
  title: 'Where does guidance lead?',
  question: [
    'The data are eight Gaussians of width 0.3 on the unit circle: they overlap. Samples are guided towards the one at (1, 0) with w = 3. Both scores are exact, and the ODE is solved in 100 steps.',
    'Guidance is often said to sample the tilted density p(x | c)³ p(x)⁻². Compared with the mean of that density, where is the mean of the samples?',
  ],
  asked: { kind: 'choice', name: 'the mean is', options: ['nearer', 'the same', 'farther out'] },
  settings: WIDE,
  look: { explore: 'guidance', guidedFrom: 0, guidedTo: 1 },
  async answer(desk, config) {
    const { tilted, ode, samples } = await desk.guided(config, 3);
    const off = ode.mean[0] - tilted.mean[0];
    return {
      value: Math.abs(off) < SAME ? 2 : off < 0 ? 1 : 3,
      words: `Along the direction of the class the tilted mean is at ${tilted.mean[0].toFixed(3)}, that of ${samples.toLocaleString('en')} samples at ${ode.mean[0].toFixed(3)}; across it the widths are ${tilted.std[1].toFixed(3)} and ${ode.std[1].toFixed(3)}. At each t the guided score is that of a tilted density, but these densities are not the marginals of one process.`,
    };
  },
};
