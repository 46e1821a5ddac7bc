// Exercises on what a noisy point tells of the data it came from.

/** @typedef {import('./exercise.js').Exercise} Exercise */

/** Times that are looked at: 0.005, 0.01, … */
const TIMES = 200;

/** @type {Exercise} */
export const DECIDE = {
  key: 'decide',
  title: 'When is it decided?',
  question: [
    'The data are eight Gaussians on a circle. A noisy point is at x_t = (1.2, 0.8), whatever t is. Near t = 1 it may have come from any of the eight; near t = 0, only from the nearest.',
    'Going from noise to data: at which t is only one of the eight left?',
  ],
  asked: { kind: 'number', name: 't', unit: '', apart: '', min: 0, max: 1, digits: 3, close: 0.03 },
  settings: { dataset: 'gaussians' },
  look: { explore: 'posterior', noisyX: 1.2, noisyY: 0.8, noisyT: 0.5, particle: 0 },
  async answer(desk, config) {
    const times = Array.from({ length: TIMES }, (_, i) => (i + 1) / TIMES);
    const { modes, t } = await desk.along(config, [1.2, 0.8], times);
    // The first time at which there are several; one step below it is the last of one.
    const open = modes.findIndex((count) => count > 1);
    const value = open > 0 ? t[open - 1] : 0;
    const all = t[modes.findIndex((count) => count === Math.max(...modes))];
    const { a, b } = await desk.seen(config, [1.2, 0.8], value || t[0]);
    return {
      value,
      words: `From t = ${value.toFixed(3)} down the posterior has one place. There the noise beside the data, B/A, is ${(b / a).toFixed(2)}. From t = ${all.toFixed(2)} up all ${Math.max(...modes)} are possible.`,
    };
  },
};

/** @type {Exercise} */
export const GUESS = {
  key: 'guess',
  title: 'Where is the best guess?',
  question: [
    'The data lie on a thin ring of radius 1. A noisy point is at x_t = (1, 0) at t = 0.5. The best guess of its x₀, in squared error, is the mean of the posterior.',
    'How far from the middle of the ring is this best guess?',
  ],
  asked: {
    kind: 'number',
    name: 'distance',
    unit: '',
    apart: '',
    min: 0,
    max: 1.5,
    digits: 3,
    close: 0.05,
  },
  settings: {},
  look: { explore: 'posterior', noisyX: 1, noisyY: 0, noisyT: 0.5, particle: 0 },
  async answer(desk, config) {
    const { a, mean, std } = await desk.seen(config, [1, 0], 0.5);
    const value = Math.hypot(...mean);
    return {
      value,
      words: `The mean is at (${mean[0].toFixed(3)}, ${Math.abs(mean[1]).toFixed(3)}), where there are no data, and x₀ may be ±${std.toFixed(2)} from it. At t = 0.5 only A = ${a.toFixed(2)} of x₀ is left in x_t: almost all of the ring is possible.`,
    };
  },
};
