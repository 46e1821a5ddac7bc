// What the data are called, in the sentences all over the page that speak of them.

import { dataNames } from '../settings/data-sets.js';

/** Writes it where it stands for the ring. @param {string} dataset */
export function showDataNames(dataset) {
  const names = dataNames(dataset);
  for (const place of document.querySelectorAll('[data-name]')) {
    place.textContent = place.getAttribute('data-name') === 'first' ? names.first : names.known;
  }
}
