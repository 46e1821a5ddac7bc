// What a page says in the very moment of a change, before any worker can have answered.

/** @typedef {{ earlier: boolean, words: string }} Seen of an element: whether it is dim, and its text */

/**
 * Sets settings, and looks at once.
 * @param {import('playwright-core').Page} page
 * @param {Record<string, string>} values by the keys of settings
 * @param {Record<string, string>} selectors what to look at; what is not there is not dim
 * @returns {Promise<Record<string, Seen>>}
 */
export function seenAfter(page, values, selectors) {
  return page.evaluate(([values, selectors]) => {
    for (const [key, value] of Object.entries(values)) {
      const row = document.querySelector(`[data-key="${key}"]`);
      const control =
        /** @type {HTMLInputElement | null} */ (
          row?.querySelector(`input[type="radio"][value="${value}"]`)
        ) ?? /** @type {HTMLInputElement} */ (document.getElementById(`setting-${key}`));
      if (control.type === 'radio') control.checked = true;
      else control.value = value;
      control.dispatchEvent(new Event('change', { bubbles: true }));
    }
    const seen = Object.entries(selectors).map(([name, selector]) => {
      const element = document.querySelector(selector);
      const earlier = element?.classList.contains('earlier') ?? false;
      return [name, { earlier, words: element?.textContent ?? '' }];
    });
    return Object.fromEntries(seen);
  }, /** @type {const} */ ([values, selectors]));
}
