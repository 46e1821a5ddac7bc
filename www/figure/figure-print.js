// The figure on paper: the page prints it, as long as it is of what the page is about.

import { build } from '../ui/dom.js';

/**
 * @param {HTMLElement} place what is printed
 * @param {() => HTMLCanvasElement | null} pictureNow
 */
export function printWith(place, pictureNow) {
  /** @type {HTMLElement | null} */
  let sheet = null;
  addEventListener('beforeprint', () => {
    sheet?.remove();
    const picture = pictureNow();
    sheet = picture && build('section', { id: 'figure-sheet' }, [picture]);
    if (sheet) place.append(sheet);
  });
  addEventListener('afterprint', () => {
    sheet?.remove();
    sheet = null;
  });
}
