// The keys of the page, in one table: what is listed and what acts are the same. Knows no DOM.

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
  { keys: ['←', '→'], words: 'One step back or on; in the tour, one station' },
  { keys: ['T'], words: 'Train, pause or resume', command: 'train' },
  { keys: ['G'], words: 'Open or close the guided tour', command: 'tour' },
  { keys: ['S'], words: 'All settings, or a few', command: 'settings' },
  { keys: ['P'], words: 'Large type, for a projector', command: 'projector' },
  { keys: ['?'], words: 'This list', command: 'sheet' },
  { keys: ['Esc'], words: 'Close a dialog or the tour' },
];

/**
 * What a pressed key asks for.
 * @param {{ key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean }} event
 * @returns {Command | null}
 */
export function commandOf({ key, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return null;
  const found = SHORTCUTS.find(({ keys, command }) => command && keys.includes(key.toUpperCase()));
  return found?.command ?? null;
}
