// The page for other places: in a frame (embed), on a wall (projector), without some of its parts.
// How each looks is in modes.css.

import { build } from '../ui/dom.js';

/** @typedef {import('./query.js').PageQuery} PageQuery */

export class DisplayModes {
  #redraw;

  /**
   * @param {HTMLElement} footer where a frame shows the way to the page
   * @param {PageQuery} query
   * @param {() => void} redraw charts take the size of their type when they are made
   * @param {() => string} hash the fragment of the page's link
   */
  constructor(footer, query, redraw, hash) {
    this.#redraw = redraw;
    const { dataset } = document.documentElement;
    if (query.embed) {
      dataset.embed = '';
      footer.append(fullPage(hash));
    }
    if (query.hide.length > 0) dataset.hides = query.hide.join(' ');
    if (query.projector) this.setProjector(true);
  }

  get projector() {
    return 'projector' in document.documentElement.dataset;
  }

  /** @param {boolean} on */
  setProjector(on) {
    if (on === this.projector) return;
    document.documentElement.toggleAttribute('data-projector', on);
    this.#redraw();
  }
}

/** From a frame to the page itself, with the settings as they are when it is followed. @param {() => string} hash */
function fullPage(hash) {
  const link = build('a', { className: 'full-page', target: '_blank', rel: 'noopener' }, [
    'Nano diffusion ↗',
  ]);
  const update = () => (link.href = `./${hash()}`);
  update();
  for (const event of ['pointerenter', 'focus', 'pointerdown']) {
    link.addEventListener(event, update);
  }
  return link;
}
