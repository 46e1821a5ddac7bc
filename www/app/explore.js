// The menu of explorations, and the place below the lab where the one that is open stands. Which one
// that is, is a setting: the link holds it.

import { EXPLORATIONS } from './explorations.js';
import { build, partsOf } from '../ui/dom.js';
import { later } from '../ui/later.js';
import { Menu } from '../ui/menu.js';

/** @typedef {import('./explorations.js').ExplorePart} ExplorePart */
/** @typedef {import('./explorations.js').ExploreContext} ExploreContext */

export class Explore {
  #root;
  #part;
  #context;
  #choose;
  #loads = Object.fromEntries(EXPLORATIONS.map(({ key, load }) => [key, later(load)]));
  /** The key of what is open, or being loaded; none: 'off'. */
  #key = 'off';
  /** @type {ExplorePart | null} */
  #open = null;
  #opener;

  /**
   * @param {HTMLElement} root where it stands
   * @param {HTMLDetailsElement} menu
   * @param {ExploreContext} context
   * @param {(key: string) => void} choose sets the setting
   */
  constructor(root, menu, context, choose) {
    this.#root = root;
    this.#part = partsOf(root);
    this.#context = context;
    this.#choose = choose;
    this.#opener = /** @type {HTMLElement} */ (menu.querySelector('summary'));
    const items = EXPLORATIONS.map(({ key, label, words }) => {
      const button = build('button', { type: 'button' }, [label, build('small', {}, [words])]);
      button.dataset.item = key;
      return build('li', {}, [button]);
    });
    partsOf(menu)('explore-items').append(...items);
    // What is open already is gone to once more.
    new Menu(menu, (key) => (key === this.#key ? this.#show() : choose(key)));
    this.#part('explore-close').onclick = () => this.#leave();
    root.onkeydown = (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.stopPropagation();
      this.#leave();
    };
    context.state.onSettings(({ after }) => void this.#follow(after.explore, true));
  }

  /** What the link opens. */
  start() {
    void this.#follow(this.#context.state.settings.explore, false);
  }

  /** After each picture of the page. */
  draw() {
    this.#open?.draw();
  }

  rebuild() {
    this.#open?.rebuild();
  }

  #leave() {
    this.#choose('off');
    this.#opener.focus();
  }

  /** @param {string} key of what is to be open @param {boolean} focus */
  async #follow(key, focus) {
    if (key === this.#key) return;
    this.#key = key;
    this.#open?.close();
    this.#open = null;
    // Their settings are other parts' too: their rows wait where they came from.
    this.#part('group-explore').append(...this.#root.querySelectorAll('.row[data-key]'));
    const chosen = EXPLORATIONS.find((one) => one.key === key);
    this.#root.hidden = !chosen;
    document.body.toggleAttribute('data-explore', Boolean(chosen));
    const body = this.#part('explore-body');
    body.replaceChildren();
    if (!chosen) return;
    this.#part('explore-title').textContent = chosen.label;
    this.#part('explore-words').textContent = chosen.words;
    try {
      const { explore } = await this.#loads[key]();
      if (this.#key !== key) return;
      this.#open = explore(body, this.#context);
      this.#open.draw();
      this.#show(focus);
    } catch (error) {
      if (this.#key !== key) return;
      this.#context.report(error);
      this.#choose('off');
    }
  }

  /** Brings it into view, but for a tour that has a place of its own. */
  #show(focus = true) {
    if (document.body.dataset.tour) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#root.scrollIntoView({ block: 'start', behavior: focus && !still ? 'smooth' : 'auto' });
    if (focus) this.#part('explore-title').focus({ preventScroll: true });
  }
}
