// The predictions of a class: read from the lines that it sent, and counted. Pure.

import { readLines } from './answer-line.js';
import { predictionOf } from './exercise.js';

/** @typedef {import('./exercise.js').Asked} Asked */
/** @typedef {Pick<import('./exercise.js').Exercise, 'key' | 'asked'>} Known */
/** What was left out, and why. @typedef {{ text: string, why: string }} Left */
/** @typedef {{ predictions: Map<string, number[]>, left: Left[] }} Board by the keys of exercises */
/** @typedef {{ label: string, count: number }} Bar */
/** @typedef {{ bars: Bar[], mean: number, median: number }} Counts mean and median: NaN of choices */

/** Bars of a number’s range. */
const BARS = 10;

/**
 * Reads lines in any order, each with whatever stands around the answer in it.
 * @param {string} text
 * @param {readonly Known[]} exercises
 * @returns {Board}
 */
export function readBoard(text, exercises) {
  /** @type {Board} */
  const board = { predictions: new Map(), left: [] };
  const known = new Map(exercises.map((exercise) => [exercise.key, exercise.asked]));
  const seen = new Set();
  for (const line of text.split(/[\r\n]+/)) {
    if (line.trim() === '') continue;
    const answers = readLines(line);
    if (answers.length === 0) board.left.push({ text: line.trim(), why: 'not an answer' });
    for (const { key, value, sign } of answers) {
      const asked = known.get(key);
      const prediction = asked ? predictionOf(asked, value) : null;
      const text = `${key} ${value}`;
      const id = `${key} ${sign}`;
      if (!asked) board.left.push({ text, why: 'no such exercise' });
      else if (prediction === null) board.left.push({ text, why: 'out of range' });
      else if (seen.has(id)) board.left.push({ text, why: 'the same learner again' });
      else {
        seen.add(id);
        board.predictions.set(key, [...(board.predictions.get(key) ?? []), prediction]);
      }
    }
  }
  return board;
}

/** The bar that a value belongs to. @param {Asked} asked @param {number} value */
export function barOf(asked, value) {
  if (asked.kind === 'choice') return value - 1;
  const { min, max } = asked;
  return Math.max(0, Math.min(BARS - 1, Math.floor((BARS * (value - min)) / (max - min) + 1e-9)));
}

/** @param {Asked} asked @param {readonly number[]} predictions one at least @returns {Counts} */
export function countsOf(asked, predictions) {
  const labels = asked.kind === 'choice' ? asked.options : rangesOf(asked);
  const bars = labels.map((label) => ({ label, count: 0 }));
  for (const value of predictions) bars[barOf(asked, value)].count++;
  if (asked.kind === 'choice') return { bars, mean: NaN, median: NaN };
  const sorted = [...predictions].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  const mean = predictions.reduce((sum, value) => sum + value, 0) / predictions.length;
  return { bars, mean, median: (low + high) / 2 };
}

/** @param {import('./exercise.js').AskedNumber} asked */
function rangesOf({ min, max, unit }) {
  const edge = (/** @type {number} */ i) =>
    String(Number((min + (i * (max - min)) / BARS).toFixed(4)));
  return Array.from({ length: BARS }, (_, i) => `${edge(i)} – ${edge(i + 1)}${unit}`);
}
