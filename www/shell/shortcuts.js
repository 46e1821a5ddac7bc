// The keys of the page, in one table: what is listed and what acts are the same. Knows no DOM.

import { isModified, letterOf } from '../ui/keys.js';

/** @typedef {'train' | 'tour' | 'settings' | 'projector' | 'sheet'} Command */

/**
 * @typedef {object} Shortcut
 * @property {string[]} keys as on a keyboard
 * @property {string} words
 * @property {Command} [command] what it does; without one, a part of the page does it by itself
 */

/** @type {readonly Shortcut[]} */
export const SHORTCUTS = [
  { keys: ['Space'], words: 'Play or pause the flow' },
  { keys: ['←', '→'], words: 'One step back or forward; in the tour, one station' },
  { keys: ['T'], words: 'Train, pause or resume training', command: 'train' },
  { keys: ['G'], words: 'Open or close the guided tour', command: 'tour' },
  { keys: ['S'], words: 'Show all settings, or just a few', command: 'settings' },
  { keys: ['P'], words: 'Projector mode (large type)', command: 'projector' },
  { keys: ['F1'], words: 'Glossary, at the term that belongs to what has the focus' },
  { keys: ['?'], words: 'Show this list', command: 'sheet' },
  { keys: ['Esc'], words: 'Close help, a dialog or the tour' },
];

/**
 * What a pressed key asks for.
 * @param {import('../ui/keys.js').Key} event
 * @returns {Command | null}
 */
export function commandOf(event) {
  if (isModified(event)) return null;
  const letter = letterOf(event);
  const found = SHORTCUTS.find(({ keys, command }) => command && keys.includes(letter));
  return found?.command ?? null;
}
