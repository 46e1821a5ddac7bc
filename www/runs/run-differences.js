// What sets runs apart, in words: the preset a run is nearest to, and the settings in which it
// differs from that, or in which the runs of that preset differ among one another. Pure.

import { formatValue } from '../shared/format.js';
import { namePoints } from '../settings/points-codec.js';
import { ratesInWords } from '../settings/rates-codec.js';
import { SCHEMA, applies } from '../settings/schema.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {import('../settings/schema.js').SettingDefinition} SettingDefinition */
/** @typedef {{ label: string, values: Partial<Settings> }} Base a named set of settings, such as a preset */

/** The settings that a run depends on. */
export const RUN_SETTINGS = SCHEMA.filter(({ affects }) =>
  affects.some((each) => ['training', 'process', 'rate'].includes(each)),
);

/** @typedef {Partial<Settings>} Some what is kept of a run */

/** @param {Some} a @param {Some} b */
function differences(a, b) {
  return RUN_SETTINGS.filter(
    ({ key }) => key in a && key in b && a[key] !== b[key] && (applies(key, a) || applies(key, b)),
  );
}

/** The base with the fewest differences, the first of equals. @param {Some} values @param {Base[]} bases */
function nearest(values, bases) {
  const distance = (/** @type {Base} */ base) => differences(values, base.values).length;
  return bases.reduce((best, base) => (distance(base) < distance(best) ? base : best));
}

/**
 * For each run its preset, and the settings to name.
 * @param {Some[]} runs
 * @param {Base[]} bases at least one
 * @returns {{ base: string, settings: SettingDefinition[] }[]}
 */
export function runDifferences(runs, bases) {
  const found = runs.map((values) => {
    const base = nearest(values, bases);
    return { base: base.label, values, own: new Set(differences(values, base.values)) };
  });
  return found.map(({ base, values, own }) => {
    // With another run of the same preset that has something else here, both say what they have.
    for (const other of found) {
      if (other.base === base) for (const each of differences(values, other.values)) own.add(each);
    }
    const said = RUN_SETTINGS.filter((each) => own.has(each) && applies(each.key, values));
    return { base, settings: said };
  });
}

/** A setting's value as the page writes it. @param {SettingDefinition} setting @param {Some} values */
export function describeSetting(setting, values) {
  const value = values[setting.key];
  if (setting.kind === 'points') return `${setting.label} ${namePoints(String(value))}`;
  if (setting.kind === 'rates') return ratesInWords(String(value));
  const text =
    setting.kind === 'number'
      ? formatValue(Number(value), setting.zero)
      : (setting.options.find((option) => option.value === value)?.label ?? String(value));
  return `${setting.label} ${text}`;
}
