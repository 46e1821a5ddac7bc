// What an exercise is; what may be predicted, and how predictions are written and judged. Pure.

import { formatValue } from '../shared/format.js';
import { SCHEMA, defaults } from '../settings/schema.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/**
 * A number is to be predicted; a prediction within `close` of the answer is called close. `apart`: the unit of
 * differences.
 * @typedef {{ kind: 'number', name: string, unit: string, apart: string, min: number, max: number, digits: number, close: number }} AskedNumber
 */
/** One of some options is to be predicted: its number, from 1. @typedef {{ kind: 'choice', name: string, options: readonly string[] }} AskedChoice */
/** @typedef {AskedNumber | AskedChoice} Asked */
/** What was computed: the value in the form of a prediction, and what else was found. @typedef {{ value: number, words: string }} Answer */
/**
 * @typedef {object} Exercise
 * @property {string} key as in links and in the lines of a class
 * @property {string} title
 * @property {readonly string[]} question its paragraphs
 * @property {Asked} asked
 * @property {Partial<Settings>} settings that the answer depends on, where they are not those of a first visit
 * @property {Partial<Settings>} look what else to set, to see it on the page
 * @property {(desk: import('./desk.js').Desk, config: Config) => Promise<Answer>} answer
 */

/** Stands for no prediction yet. */
export const NOTHING = -1;
/** Digits of a prediction after the point. */
const DIGITS = 4;

/** A prediction as it is kept, or null if it can be none. @param {Asked} asked @param {number} given */
export function predictionOf(asked, given) {
  const value = Number(given.toFixed(DIGITS));
  if (asked.kind === 'number') return value >= asked.min && value <= asked.max ? value : null;
  return asked.options[value - 1] === undefined ? null : value;
}

/** A prediction in words. @param {Asked} asked @param {number} value */
export function inWords(asked, value) {
  if (asked.kind === 'choice') return asked.options[value - 1];
  return `${formatValue(value)}${asked.unit}`;
}

/** An answer in words. @param {Asked} asked @param {number} value */
export function answerInWords(asked, value) {
  if (asked.kind === 'choice') return asked.options[value - 1];
  return `${value.toFixed(asked.digits)}${asked.unit}`;
}

/** How a prediction did. @param {Asked} asked @param {number} predicted @param {number} value */
export function judge(asked, predicted, value) {
  if (asked.kind === 'choice') {
    return predicted === value ? 'Your prediction is right.' : 'Your prediction is not right.';
  }
  const off = predicted - value;
  // As it is written: 0.1 − 0.08 is no 0.02 in binary.
  const distance = Math.abs(off).toFixed(asked.digits);
  if (Number(distance) <= asked.close) return 'Your prediction is close.';
  return `Your prediction is too ${off > 0 ? 'high' : 'low'}, by ${distance}${asked.apart}.`;
}

/** The settings that an answer is of: those of a first visit, but for the exercise’s own. @param {Exercise} exercise @returns {Settings} */
export const settingsOf = ({ settings }) => ({ ...defaults(), ...settings });

/** What to set to see it on the page: data and process, as the answer has them, and where to look. @param {Exercise} exercise @returns {Partial<Settings>} */
export function lookOf(exercise) {
  const own = settingsOf(exercise);
  const process = SCHEMA.filter(({ group }) => group === 'process').map(({ key }) => key);
  const wanted = [...process, 'seed', ...Object.keys(exercise.settings)];
  const chosen = Object.entries(own).filter(([key]) => wanted.includes(key));
  return { ...Object.fromEntries(chosen), ...exercise.look };
}
