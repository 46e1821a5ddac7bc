// The page's link: every value that differs from what a silent link means, in the fragment of the
// URL; nothing for the settings of a first visit. What first visits meet has changed, and may change
// again; what a link is silent about never does. Knows no DOM: it turns text into values and back.

import { readLink, writeLink } from './link-text.js';
import { LINK_POINTS, countPoints } from './points-codec.js';
import { BY_KEY, SCHEMA, applies, clamp, defaults, unsaid } from './schema.js';

/** @typedef {import('./schema.js').Settings} Settings */

/** A fragment longer than this is not one of ours. */
const MAX_LENGTH = 5000;
/** Name at most this many faults; a broken link has hundreds. */
const MAX_PROBLEMS = 4;

const KEYS = new Map(SCHEMA.map(({ key }) => [key.toLowerCase(), key]));

/**
 * @typedef {object} ReadHash
 * @property {Settings} values all allowed, whatever the link says
 * @property {string[]} problems what had to be set right
 * @property {boolean} lostPoints whether points that it had did not arrive; that is among the problems
 */

/**
 * Reads a fragment.
 * @param {string} hash with or without its leading #
 * @returns {ReadHash}
 */
export function readHash(hash) {
  const text = hash.replace(/^#/, '');
  if (text === '') return { values: defaults(), problems: [], lostPoints: false };
  const values = unsaid();
  if (text.length > MAX_LENGTH) {
    const problems = ['This link is too long to be valid and was ignored.'];
    return { values, problems, lostPoints: false };
  }
  let capitals = false;
  const { pairs, state, lost } = readLink(text, (pair) => {
    const spelt = spell(pair);
    if (spelt[0] !== pair[0]) capitals = true;
    return spelt;
  });
  /** @type {string[]} */
  const problems = [];
  let lostPoints = lost === 'points';
  if (state === 'cut') problems.push(cutWords(pairs, lost));
  // Points whose letters were changed stand for others.
  const spoilt = state !== 'whole' && capitals;
  for (const [key, given] of pairs) {
    const setting = BY_KEY.get(key);
    if (!setting) {
      problems.push(
        `The link contains an unknown setting, “${key.slice(0, 24)}”, which was ignored.`,
      );
      continue;
    }
    if (setting.kind === 'points' && spoilt && given !== '') {
      lostPoints = true;
      problems.push(
        'The capitals and small letters of this link were changed, and with them its points, which can’t be read any more. Ask for the link again.',
      );
      continue;
    }
    const { value, problem } = clamp(setting, given, values[setting.key]);
    Object.assign(values, { [setting.key]: value });
    if (!problem) continue;
    problems.push(`In the link: ${problem}`);
    lostPoints ||= setting.kind === 'points';
  }
  if (state === 'changed' && !lostPoints) {
    problems.push(
      'This link was changed after it was made, or damaged on its way: its settings are used as they stand.',
    );
  }
  if (problems.length > MAX_PROBLEMS) {
    const more = problems.length - MAX_PROBLEMS;
    problems.length = MAX_PROBLEMS;
    problems.push(`… and ${more} more problems with the link.`);
  }
  lostPoints ||= state === 'cut' && values.dataset === 'own' && values.points === '';
  return { values, problems, lostPoints };
}

/** A pair by the names of the table, whose letters someone may have changed. @param {[string, string]} pair @returns {[string, string]} */
function spell([given, value]) {
  const key = KEYS.get(given.toLowerCase()) ?? given;
  const setting = BY_KEY.get(key);
  if (setting?.kind === 'number') return [key, value.toLowerCase()];
  if (setting?.kind !== 'choice') return [key, value];
  const lower = value.toLowerCase();
  const option = setting.options.find((each) => each.value.toLowerCase() === lower);
  return [key, option?.value ?? value];
}

/** @param {[string, string][]} pairs that are whole @param {string} lost the key of the one that is not */
function cutWords(pairs, lost) {
  const label = (/** @type {string} */ key) => BY_KEY.get(key)?.label ?? key;
  const last = pairs.at(-1)?.[0];
  const where = lost === 'points' ? ' within its points' : last ? ` after “${label(last)}”` : '';
  return `This link was cut off${where}: the rest of its settings is missing. Ask for the whole link.`;
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
  return writeLink(named.map(({ key }) => [key, String(values[key])]));
}
