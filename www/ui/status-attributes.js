// What the page is at, as data attributes of its body: for tests, and whoever looks from outside.
// Nothing on the page depends on them.

/** @typedef {'direction' | 'field' | 'flow' | 'judged' | 'measured' | 'need' | 'training'} Status */

/** @param {Status} name @param {string} value */
export function setStatus(name, value) {
  document.body.dataset[name] = value;
}
