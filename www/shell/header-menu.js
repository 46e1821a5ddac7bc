// The page's further commands, in the header: the tour, and a small menu.

import { build, element } from '../ui/dom.js';
import { Menu } from '../ui/menu.js';

/**
 * @param {() => void} onTour
 * @param {[string, () => void][]} commands words and act of each
 */
export function makeMenu(onTour, commands) {
  element('tour-open').onclick = onTour;
  const items = commands.map(([words], i) => {
    const button = build('button', { type: 'button', textContent: words });
    button.dataset.item = String(i);
    return build('li', {}, [button]);
  });
  element('more-items').append(...items);
  new Menu(element('more'), (item) => commands[Number(item)]?.[1]());
}
