// The numbers beside the picture, and what they come to in words.

import { distanceOf, pairInWords, seenInWords, signed } from './findings.js';
import { setText } from '../ui/dom.js';

/** @typedef {import('./findings.js').Found} Found */
/** @typedef {import('./posterior-parts.js').Parts} Parts */

/** Below this the network's mean can't be told from the exact one in the picture. */
const SMALL = 5e-4;

/**
 * @param {Pick<Parts, 'numbers' | 'words'>} parts
 * @param {{ found: Found, weights: string, all: number }} shown `weights`: whose network, in words;
 * `all`: the spread of the data
 */
export function showNumbers({ numbers, words }, { found, weights, all }) {
  const { mean, network } = found;
  const distance = network ? distanceOf(mean, network) : NaN;
  setText(numbers.rates, `${digits(found.a)}, ${digits(found.b)}`);
  setText(numbers.score, pairInWords(found.score));
  setText(numbers.mean, pairInWords(mean));
  setText(numbers.network, network ? pairInWords(network) : '–');
  setText(numbers.distance, network ? (distance < SMALL ? '< 0.0005' : distance.toFixed(4)) : '–');
  setText(numbers.spread, found.std.toFixed(found.std < 0.1 ? 4 : 3));
  setText(numbers.entropy, signed(found.entropy, 2));
  setText(numbers.places, String(found.modes));
  const far =
    network && found.std > 0
      ? ` The network (${weights}) is ${(100 * (distance / found.std)).toFixed(distance < 0.01 * found.std ? 1 : 0)} % of the spread away from it.`
      : '';
  setText(words, Number.isNaN(all) ? '' : seenInWords(found, all) + far);
}

/** A rate between 0 and 1: four digits, more where it is next to nothing. @param {number} value */
function digits(value) {
  return value < 1e-3 ? value.toPrecision(2) : value.toFixed(4);
}
