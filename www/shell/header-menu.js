// The page's further commands, in the header: the tour, and a small menu.

import { build, partsOf } from '../ui/dom.js';
import { Menu } from '../ui/menu.js';

/**
 * @param {HTMLElement} root the header
 * @param {() => void} onTour
 * @param {[string, () => void][]} commands words and act of each
 */
export function makeMenu(root, onTour, commands) {
  const part = partsOf(root);
  part('tour-open').onclick = onTour;
  const items = commands.map(([words], i) => {
    const button = build('button', { type: 'button', textContent: words });
    button.dataset.item = String(i);
    return build('li', {}, [button]);
  });
  part('more-items').append(...items);
  new Menu(part('more'), (item) => commands[Number(item)]?.[1]());
}
