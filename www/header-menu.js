// The page's further commands, in the header: the tour, and a small menu.

import { build } from './build.js';
import { element } from './element.js';

/**
 * @param {() => void} onTour
 * @param {[string, () => void][]} commands words and act of each
 */
export function makeMenu(onTour, commands) {
  element('tour-open').onclick = onTour;
  const details = /** @type {HTMLDetailsElement} */ (document.querySelector('details.menu'));
  const [summary] = details.getElementsByTagName('summary');
  const items = commands.map(([words, act]) => {
    const item = build('button', { type: 'button', textContent: words });
    item.onclick = () => {
      details.open = false;
      summary.focus();
      act();
    };
    return item;
  });
  details.querySelector('.menu-list')?.append(...items);
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    summary.focus();
    event.stopPropagation();
  });
  document.addEventListener('click', (event) => {
    if (!details.contains(/** @type {Node} */ (event.target))) details.open = false;
  });
  details.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !details.contains(/** @type {Node} */ (event.relatedTarget))) {
      details.open = false;
    }
  });
}
