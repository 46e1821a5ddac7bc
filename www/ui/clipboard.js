// Text into the clipboard.

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
