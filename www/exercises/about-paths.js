// Exercises on paths from data to noise.

import { formatCount } from '../shared/format.js';

/** @typedef {import('./exercise.js').Exercise} Exercise */

/** @type {readonly [key: 'linear' | 'cosine' | 'straight', label: string][]} */
const PATHS = [
  ['linear', 'linear β'],
  ['cosine', 'cosine'],
  ['straight', 'straight'],
];
const STEPS = 8;

/** @type {Exercise} */
export const FEW_STEPS = {
  key: 'steps',
  title: 'Eight steps of Euler',
  question: [
    `Samples of the ring are made by Euler’s method from the probability-flow ODE, with the exact score and only ${STEPS} equal steps of t. At the same noise level, the marginals of all paths are the same but for their size. With infinitely many steps all would end at the ring.`,
    'Which path leads to the smallest error of the radius, in W₁?',
  ],
  asked: { kind: 'choice', name: 'path', options: PATHS.map(([, label]) => label) },
  settings: { method: 'euler', dt: 1 / STEPS },
  look: { explore: 'paths', score: 'exact', path: 'straight' },
  async answer(desk, config) {
    /** @type {number[]} */
    const errors = [];
    for (const [path] of PATHS) {
      errors.push(await desk.error({ ...config, schedule: { ...config.schedule, path } }));
    }
    const list = PATHS.map(([, label], i) => `${label} ${errors[i].toFixed(3)}`).join(', ');
    return {
      value: errors.indexOf(Math.min(...errors)) + 1,
      words: `W₁ of the radius, from ${formatCount(config.sample.particles)} samples each: ${list}. Equal steps of t are not equal steps of noise: a path decides which noise levels they fall on, and how straight the way is between them.`,
    };
  },
};
