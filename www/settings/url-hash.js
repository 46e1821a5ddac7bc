// The page's link: every value that differs from its default, in the fragment of the URL.
// Knows no DOM: it turns text into values and back.

import { LINK_POINTS, countPoints } from './points-codec.js';
import { BY_KEY, SCHEMA, applies, clamp, defaults } from './schema.js';

/** @typedef {import('./schema.js').Settings} Settings */

/** A fragment longer than this is not one of ours. */
const MAX_LENGTH = 4000;
/** Name at most this many faults; a broken link has hundreds. */
const MAX_PROBLEMS = 4;

/**
 * Reads a fragment. Whatever it says, the values returned are all allowed.
 * @param {string} hash with or without its leading #
 * @returns {{ values: Settings, problems: string[] }}
 */
export function readHash(hash) {
  const values = defaults();
  const text = hash.replace(/^#/, '');
  if (text === '') return { values, problems: [] };
  if (text.length > MAX_LENGTH) {
    return { values, problems: ['The link is too long to be one of ours; it is ignored.'] };
  }
  /** @type {string[]} */
  const problems = [];
  for (const [key, given] of new URLSearchParams(text)) {
    const setting = BY_KEY.get(key);
    if (!setting) {
      problems.push(`The link names “${key.slice(0, 24)}”, which is no setting; it is ignored.`);
      continue;
    }
    const { value, problem } = clamp(setting, given, values[setting.key]);
    Object.assign(values, { [setting.key]: value });
    if (problem) problems.push(`In the link: ${problem}`);
  }
  if (problems.length > MAX_PROBLEMS) {
    const more = problems.length - MAX_PROBLEMS;
    problems.length = MAX_PROBLEMS;
    problems.push(`… and ${more} more things in the link that make no sense.`);
  }
  return { values, problems };
}

/**
 * The fragment for `values`, without #; empty when all are as on a first visit. Points that are no
 * data now, or too many, are left out.
 * @param {Settings} values
 */
export function writeHash(values) {
  const parts = new URLSearchParams();
  for (const { key, kind, initial } of SCHEMA) {
    if (kind === 'points') {
      if (!applies(key, values) || countPoints(String(values[key])) > LINK_POINTS) continue;
    }
    if (values[key] !== initial) parts.set(key, String(values[key]));
  }
  return parts.toString();
}
