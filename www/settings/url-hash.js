// The page's link: every value that differs from what a silent link means, in the fragment of the
// URL; nothing for the settings of a first visit. What first visits meet has changed, and may change
// again; what a link is silent about never does. Knows no DOM: it turns text into values and back.

import { LINK_POINTS, countPoints } from './points-codec.js';
import { BY_KEY, SCHEMA, applies, clamp, defaults, unsaid } from './schema.js';

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
  const text = hash.replace(/^#/, '');
  if (text === '') return { values: defaults(), problems: [] };
  const values = unsaid();
  if (text.length > MAX_LENGTH) {
    return { values, problems: ['This link is too long to be valid and was ignored.'] };
  }
  /** @type {string[]} */
  const problems = [];
  for (const [key, given] of new URLSearchParams(text)) {
    const setting = BY_KEY.get(key);
    if (!setting) {
      problems.push(
        `The link contains an unknown setting, “${key.slice(0, 24)}”, which was ignored.`,
      );
      continue;
    }
    const { value, problem } = clamp(setting, given, values[setting.key]);
    Object.assign(values, { [setting.key]: value });
    if (problem) problems.push(`In the link: ${problem}`);
  }
  if (problems.length > MAX_PROBLEMS) {
    const more = problems.length - MAX_PROBLEMS;
    problems.length = MAX_PROBLEMS;
    problems.push(`… and ${more} more problems with the link.`);
  }
  return { values, problems };
}

/**
 * The fragment for `values`, without #; empty when all are as on a first visit. Points that are no
 * data now, or too many, are left out.
 * @param {Settings} values
 */
export function writeHash(values) {
  const said = SCHEMA.filter(
    ({ key, kind }) =>
      kind !== 'points' ||
      (applies(key, values) && countPoints(String(values[key])) <= LINK_POINTS),
  );
  if (said.every(({ key, initial }) => values[key] === initial)) return '';
  const named = said.filter((setting) => values[setting.key] !== setting.unsaid);
  // A link must say something, or it is a first visit's.
  if (named.length === 0) named.push(...said.filter((s) => s.initial !== s.unsaid).slice(0, 1));
  const parts = new URLSearchParams();
  for (const { key } of named) parts.set(key, String(values[key]));
  return parts.toString();
}
