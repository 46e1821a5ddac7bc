// The page's further commands, in the header: the tour, and a small menu.

import { build } from './build.js';

/**
 * @param {HTMLElement} header
 * @param {() => void} onTour
 * @param {[string, () => void][]} commands words and act of each
 */
export function makeMenu(header, onTour, commands) {
  const tour = build('button', { type: 'button', id: 'tour-open', textContent: 'Tour' });
  tour.onclick = onTour;
  const summary = build('summary', { textContent: 'More' });
  const details = build('details', { className: 'menu' }, [
    summary,
    build(
      'div',
      { className: 'menu-list' },
      commands.map(([words, act]) => {
        const item = build('button', { type: 'button', textContent: words });
        item.onclick = () => {
          details.open = false;
          summary.focus();
          act();
        };
        return item;
      }),
    ),
  ]);
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
  header.querySelector('.tagline')?.after(tour, details);
}
