// What this browser keeps for the page, where it may: storage can be switched off, full, or closed
// to a frame. Then nothing is kept, and nothing breaks.

/** @typedef {'localStorage' | 'sessionStorage'} Kind */

/** @param {string} key @param {Kind} [kind] @returns {string | null} */
export function recall(key, kind = 'localStorage') {
  try {
    return window[kind].getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} text @param {Kind} [kind] @returns {boolean} whether it is kept */
export function keep(key, text, kind = 'localStorage') {
  try {
    window[kind].setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
