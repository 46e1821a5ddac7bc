// Text into the clipboard.

import { build } from './dom.js';

/** @param {string} text @returns {Promise<boolean>} whether it is there: it takes the browser's leave */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * A field with a text to be copied by hand, for a browser that does not let the page copy it.
 * @param {string} text
 * @param {string} name for screen readers
 */
export function fieldWith(text, name) {
  const field = build('input', { type: 'text', className: 'to-copy', readOnly: true, value: text });
  field.setAttribute('aria-label', name);
  field.onfocus = () => field.select();
  return field;
}

/**
 * Copies at a press, and says so on the button for a while. Without leave for the clipboard the
 * text is selected, to be copied by hand.
 *
 * @param {HTMLButtonElement} button
 * @param {() => string} text
 * @param {() => void} select
 */
export function copyOnPress(button, text, select) {
  const label = button.textContent;
  button.onclick = async () => {
    const copied = await copyText(text());
    if (!copied) select();
    button.textContent = copied ? 'Copied' : 'Selected';
    setTimeout(() => (button.textContent = label), 2000);
  };
}
