// The page's further commands, in the header: the tour, and a small menu.

import { build } from './build.js';
import { Menu } from './menu.js';

/**
 * @param {HTMLElement} header
 * @param {() => void} onTour
 * @param {[string, () => void][]} commands words and act of each
 */
export function makeMenu(header, onTour, commands) {
  const tour = build('button', { type: 'button', id: 'tour-open', textContent: 'Tour' });
  tour.onclick = onTour;
  const items = commands.map(([words], i) => {
    const button = build('button', { type: 'button', textContent: words });
    button.dataset.item = String(i);
    return build('li', {}, [button]);
  });
  const details = build('details', { className: 'menu short' }, [
    build('summary', { textContent: 'More' }),
    build('ul', {}, items),
  ]);
  new Menu(details, (item) => commands[Number(item)]?.[1]());
  header.querySelector('.tagline')?.after(tour, details);
}
