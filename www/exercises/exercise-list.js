// The exercises, in the order that they are offered in: one line for each. Their keys are among the
// values of the setting `exercise` (schema.js).

import { GUIDED } from './about-guidance.js';
import { CHANCE, COPIES } from './about-memory.js';
import { FEW_STEPS } from './about-paths.js';
import { DECIDE, GUESS } from './about-posterior.js';

/** @type {readonly import('./exercise.js').Exercise[]} */
export const EXERCISES = [DECIDE, GUESS, COPIES, CHANCE, FEW_STEPS, GUIDED];

/** The value of the setting that opens the board of a class. */
export const BOARD = 'board';

/** @param {string} key */
export const exerciseOf = (key) => EXERCISES.find((exercise) => exercise.key === key);
