// The article below the lab: its formulas, its pictures, which are of the page's own data and flow,
// and its buttons, which set the lab to what is spoken of.

import { build, partsOf } from '../ui/dom.js';
import { perform } from './page-actions.js';
import { fillFormula } from './formula-view.js';
import { FilmStrip, noised } from './film-strip.js';
import { onPicturesLost, onPixelRatio } from '../ui/lifecycle.js';
import { onThemeChange } from '../ui/theme.js';
import { BASE, STATIONS } from './stations.js';

/** @typedef {import('./page-actions.js').PageActions} PageActions */
/** @typedef {import('./formulas.js').FormulaName} FormulaName */

/** Times of the pictures, as shares of T. */
const SHARES = [0, 0.1, 0.2, 0.4, 1];

export class Article {
  #page;
  #root;
  /** What says that the data are not the text's. */
  #aside;
  #forward;
  #reverse;
  /** @type {HTMLElement | null} */
  #back = null;
  #visible = false;
  /** The flow that the pictures are of. @type {ReturnType<PageActions['flow']>} */
  #drawn = null;

  /** @param {HTMLElement} root @param {PageActions} page @param {() => boolean} still */
  constructor(root, page, still) {
    const part = partsOf(root);
    this.#page = page;
    this.#root = root;
    this.#aside = part('story-data');
    for (const place of root.querySelectorAll('[data-formula]')) {
      const { formula } = /** @type {HTMLElement} */ (place).dataset;
      fillFormula(/** @type {HTMLElement} */ (place), /** @type {FormulaName} */ (formula));
    }
    for (const button of root.querySelectorAll('button[data-show]')) {
      const { show = '' } = /** @type {HTMLElement} */ (button).dataset;
      /** @type {HTMLElement} */ (button).onclick = () => this.#show(show, button, still());
    }
    this.#forward = new FilmStrip(
      part('strip-forward'),
      SHARES.length,
      'Five pictures of the data at increasing t: they blur until only a round cloud is left',
    );
    this.#reverse = new FilmStrip(
      part('strip-reverse'),
      SHARES.length,
      'Five pictures of the current flow, from noise at t = T to samples at t = 0',
    );
    // A busy page hears of several changes at once: the last counts.
    new IntersectionObserver((entries) => {
      this.#visible = entries[entries.length - 1].isIntersecting;
      void this.#draw();
    }).observe(root);
    // With the next frame: what it draws may change the size itself.
    new ResizeObserver(() => requestAnimationFrame(() => void this.#draw())).observe(root);
    onThemeChange(() => void this.#draw());
    onPicturesLost(() => void this.#draw());
    onPixelRatio(() => void this.#draw());
  }

  /** The state has drawn: if it shows another flow, so do the pictures. */
  follow() {
    if (this.#page.flow() !== this.#drawn) void this.#draw();
  }

  /** The first flow out of view too: paper shows what the window does not. */
  async #draw() {
    const flow = this.#page.flow();
    if (!flow || (this.#drawn && !this.#visible)) return;
    this.#drawn = flow;
    this.#aside.hidden = this.#page.values().dataset === 'ring';
    const places = [...SHARES].reverse().map((share) => 1 - share);
    const clouds = places.map((place) => ({ t: flow.timeAt(place), points: flow.cloudAt(place) }));
    const forward = clouds[0].t < clouds[clouds.length - 1].t;
    this.#reverse.draw(forward ? clouds.reverse() : clouds, 'samples');
    // The flow begins, or ends, with a standard normal cloud: noise at hand.
    const noise = clouds.reduce((a, b) => (a.t > b.t ? a : b)).points;
    const [data, curves] = await Promise.all([
      this.#page.data(noise.length / 2),
      this.#page.schedule(),
    ]);
    if (data && curves) this.#forward.draw(noised(data, noise, curves, SHARES), 'data');
  }

  /** Sets the state as a station of the tour does, and goes there. @param {string} key @param {Element} button @param {boolean} still */
  #show(key, button, still) {
    const station = STATIONS.find((each) => each.key === key);
    if (!station) return;
    perform(
      this.#page,
      { ...station.enter, values: { ...BASE, ...station.enter.values } },
      { still },
    );
    const [first] = station.targets;
    const target = this.#page.find(first);
    const below = target?.closest('.answers, .results, .stage');
    const behavior = still ? 'auto' : 'smooth';
    if (target?.closest('.explore')) target.scrollIntoView({ block: 'start', behavior });
    else if (below)
      (target?.closest('.card') ?? target)?.scrollIntoView({ block: 'center', behavior });
    else window.scrollTo({ top: 0, behavior });
    this.#offerReturn(button, behavior);
  }

  /** A way back to where one was reading. @param {Element} button @param {ScrollBehavior} behavior */
  #offerReturn(button, behavior) {
    this.#back?.remove();
    const back = (this.#back = build('button', { type: 'button', id: 'story-return' }, [
      'Back to the text ↓',
    ]));
    back.onclick = () => {
      back.remove();
      button.scrollIntoView({ block: 'center', behavior });
      /** @type {HTMLElement} */ (button).focus({ preventScroll: true });
    };
    this.#root.before(back);
    back.focus({ preventScroll: true });
  }
}
