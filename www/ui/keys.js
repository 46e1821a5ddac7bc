// Which keys are the page's: those that what has the focus does not take for itself.

/** Controls that act on Space, arrows and Enter by themselves. */
const CONTROLS =
  'input, button, select, textarea, a[href], summary, canvas[tabindex], [contenteditable], [role="slider"]';
/** Of these, the ones that take letters. */
const TEXT =
  'input:not([type="range"], [type="radio"], [type="checkbox"], [type="button"]), select, textarea, [contenteditable]';

/** @typedef {Pick<KeyboardEvent, 'key' | 'code'> & Partial<KeyboardEvent>} Key */

/** Whether a modifier is down, also the third level of a keyboard, or an input method is at work. @param {Key} event */
export function isModified(event) {
  const { ctrlKey, metaKey, altKey, isComposing, key } = event;
  // An input method's keys are "Process" in Chromium.
  if (ctrlKey || metaKey || altKey || isComposing || key === 'Process') return true;
  return event.getModifierState?.('AltGraph') ?? false;
}

/**
 * The letter or sign of a key, in capitals: where the keyboard has no Latin letters, the one that
 * stands at its place on those that do.
 * @param {Key} event
 */
export function letterOf({ key, code }) {
  const latin = /^Key([A-Z])$/.exec(code ?? '');
  const foreign = key.length === 1 && /\p{L}/u.test(key) && !/[a-z]/i.test(key);
  return foreign && latin ? latin[1] : key.toUpperCase();
}

/**
 * Whether the page may act on a key: nothing has acted on it, no dialog is open, no modifier down,
 * and what has the focus does not take such keys.
 * @param {KeyboardEvent} event
 * @param {'letters' | 'arrows'} kind what is asked for: letters pass where nothing is typed
 */
export function isForPage(event, kind) {
  if (event.defaultPrevented || isModified(event)) return false;
  if (document.querySelector('dialog[open]')) return false;
  const target = /** @type {HTMLElement} */ (event.target);
  return !target.closest(kind === 'letters' ? TEXT : CONTROLS);
}
