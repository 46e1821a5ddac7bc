// What a setting is, and how the table of settings is written. Knows no DOM and no messages.

/**
 * What a change of a setting touches.
 * `training` waits for a new run; `process` acts at once, since a network can be asked under another
 * β(t) than its own, but a run is trained under it; `rate` acts on the run going on; `flow` asks for a
 * new flow of particles; `data`, `floor` and `schedule` for another cloud of data, loss floor, or
 * picture of the schedule. No effect: the page only shows it.
 * @typedef {'training' | 'process' | 'rate' | 'flow' | 'data' | 'floor' | 'schedule'} Effect
 */
/** @typedef {'process' | 'network' | 'training' | 'sampling' | 'view' | 'explore'} Group */
/** Where a value stands in the core's configuration: `section.field`, or a field of its own. @typedef {string} ConfigPath */

/**
 * What all settings have in common.
 * @template {string} Key
 * @typedef {object} Common
 * @property {Key} key also its name in links
 * @property {Group} group the part of the panel where its row stands
 * @property {string} label
 * @property {string} help
 * @property {readonly Effect[]} affects
 * @property {ConfigPath | null} path null: the core does not know it
 * @property {(settings: AnySettings) => boolean} appliesWhen whether it has anything to act on
 * @property {number | string} unsaid what a link means that does not name it: what links meant before a
 * first visit began to differ from that
 */
/** Settings to a function that the table itself needs. @typedef {Readonly<Record<string, number | string | undefined>>} AnySettings */

/**
 * @template {string} [Key=any]
 * @typedef {Common<Key> & {
 *   kind: 'number',
 *   min: number,
 *   max: number,
 *   initial: number,
 *   integer: boolean,
 *   slider: 'linear' | 'log' | 'typed',
 *   step: number,
 *   zero?: string,
 * }} NumberSetting `typed` ones have no slider; `step` is what the arrow keys add; `zero` stands for 0,
 * where that means something else
 */

/**
 * @template {string} [Key=any]
 * @typedef {Common<Key> & {
 *   kind: 'choice',
 *   initial: string,
 *   options: { value: string, label: string }[],
 *   menu: boolean,
 *   toggle: boolean,
 * }} ChoiceSetting `menu`: shown as a menu, not side by side; `toggle`: as a box to tick, for off and on
 */

/**
 * Custom points, as the text that the link holds (points-codec.js).
 * @template {string} [Key=any]
 * @typedef {Common<Key> & { kind: 'points', initial: string }} PointsSetting
 */

/**
 * Learning rates that a run had before, as the text that the link holds (rates-codec.js).
 * @template {string} [Key=any]
 * @typedef {Common<Key> & { kind: 'rates', initial: string }} RatesSetting
 */

/**
 * @template {string} [Key=any]
 * @typedef {NumberSetting<Key> | ChoiceSetting<Key> | PointsSetting<Key> | RatesSetting<Key>} Definition
 */
/** @typedef {Partial<Pick<Common<string>, 'affects' | 'path' | 'appliesWhen' | 'unsaid'>>} Place */

/**
 * @template {string} Key
 * @param {Group} group
 * @param {Key} key
 * @param {string} label
 * @param {[min: number, max: number]} range
 * @param {number} initial
 * @param {Place & Partial<Pick<NumberSetting, 'integer' | 'slider' | 'step' | 'zero'>>} more
 * @param {string} help
 * @returns {NumberSetting<Key>}
 */
export function number(group, key, label, [min, max], initial, more, help) {
  const base = { integer: false, slider: /** @type {const} */ ('linear'), step: 0.01 };
  return {
    ...common(group, key, label, help, initial),
    kind: 'number',
    min,
    max,
    initial,
    ...base,
    ...more,
  };
}

/**
 * @template {string} Key
 * @param {Group} group
 * @param {Key} key
 * @param {string} label
 * @param {[value: string, label: string][]} options
 * @param {string} initial
 * @param {Place & { menu?: boolean, toggle?: boolean }} more
 * @param {string} help
 * @returns {ChoiceSetting<Key>}
 */
export function choice(group, key, label, options, initial, more, help) {
  const named = options.map(([value, text]) => ({ value, label: text }));
  const base = {
    ...common(group, key, label, help, initial),
    kind: /** @type {const} */ ('choice'),
  };
  return { ...base, options: named, initial, menu: false, toggle: false, ...more };
}

/**
 * @template {string} Key
 * @param {Group} group
 * @param {Key} key
 * @param {string} label
 * @param {Place} more
 * @param {string} help
 * @returns {PointsSetting<Key>}
 */
export function points(group, key, label, more, help) {
  return { ...common(group, key, label, help, ''), kind: 'points', initial: '', ...more };
}

/**
 * @template {string} Key
 * @param {Group} group
 * @param {Key} key
 * @param {string} label
 * @param {Place} more
 * @param {string} help
 * @returns {RatesSetting<Key>}
 */
export function rates(group, key, label, more, help) {
  return { ...common(group, key, label, help, ''), kind: 'rates', initial: '', ...more };
}

/**
 * @template {string} Key
 * @param {Group} group
 * @param {Key} key
 * @param {string} label
 * @param {string} help
 * @param {number | string} unsaid
 * @returns {Common<Key>}
 */
function common(group, key, label, help, unsaid) {
  return { group, key, label, help, unsaid, affects: [], path: null, appliesWhen: () => true };
}
