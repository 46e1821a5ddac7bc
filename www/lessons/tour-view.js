// The panel of the tour: a station's texts, and a frame around what they speak of. It is not
// modal: the page beside it stays in use.

import { build } from '../ui/dom.js';
import { formulaElement } from './formula-view.js';
import { STATIONS } from './stations.js';
import { SHEET, placePanel } from './panel-placement.js';

/** @typedef {import('./stations.js').Station} Station */

/**
 * @typedef {object} TourHooks
 * @property {(by: 1 | -1) => void} go to the neighbouring station
 * @property {(number: number) => void} open
 * @property {() => void} close
 * @property {() => void} attempt do the thing to try
 * @property {() => void} reveal show what was to be predicted
 * @property {(selector: string) => Element | null} find what a station speaks of
 */

const PASSIVE = { passive: true };
/** So often is a station that the link opens brought into view again. */
const HOLDS = 10;

export class TourView {
  #hooks;
  #panel;
  #body = build('div', { className: 'tour-body' });
  #dots = build('ol', { className: 'tour-dots' });
  #back;
  #next;
  /** @type {Element[]} */
  #targets = [];
  /** Where the panel is, at this station. @type {number | null} */
  #corner = null;
  /** How often the window may still be scrolled back to the station; never once the visitor acts. */
  #holds = 0;

  /** @param {HTMLElement} main @param {TourHooks} hooks */
  constructor(main, hooks) {
    this.#hooks = hooks;
    this.#back = button('Back', () => hooks.go(-1));
    this.#next = button('Next', () => hooks.go(1), 'primary');
    const foot = build('div', { className: 'tour-foot' }, [this.#back, this.#dots, this.#next]);
    this.#panel = build('aside', { id: 'tour', hidden: true }, [this.#body, foot]);
    this.#panel.setAttribute('aria-label', 'Guided tour');
    this.#panel.onkeydown = (event) => this.#onKey(event);
    // Right after the header in the order of focus, wherever it is drawn.
    main.before(this.#panel);
    window.addEventListener('resize', () => {
      this.#corner = null;
      this.#place();
    });
    // What it speaks of may move as the page fills.
    new ResizeObserver(() => {
      if (this.#holds-- > 0) this.#bringIntoView();
      this.#place();
    }).observe(document.body);
    // A browser may restore, soon after a page has loaded, the place in which it was left.
    window.addEventListener('scroll', () => this.#holds-- > 0 && this.#bringIntoView(), PASSIVE);
    window.addEventListener('scroll', () => this.#place(), PASSIVE);
    for (const kind of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
      window.addEventListener(kind, () => (this.#holds = 0), { passive: true, capture: true });
    }
    document.addEventListener('keydown', (event) => {
      const dialog = document.querySelector('dialog[open], details[open]');
      if (event.key === 'Escape' && !this.#panel.hidden && !dialog) hooks.close();
    });
  }

  /** @param {number} number @param {Station} station */
  show(number, station) {
    const heading = build('h2', { tabIndex: -1, textContent: station.title });
    const close = button('×', this.#hooks.close, 'close');
    close.setAttribute('aria-label', 'Close the tour');
    close.title = 'Close (Esc)';
    const count = build('p', { className: 'tour-count' }, [
      `Station ${number} of ${STATIONS.length}`,
    ]);
    const { attempt } = station;
    this.#body.replaceChildren(
      build('div', { className: 'tour-head' }, [count, close]),
      heading,
      build('p', {}, [station.idea]),
      formulaElement(station.formula),
      build('h3', { textContent: 'Try' }),
      build('p', {}, [attempt.words]),
      button(attempt.label, this.#hooks.attempt, 'tour-act'),
      build('h3', { textContent: 'Predict' }),
      ...this.#prediction(station.prediction),
    );
    this.#body.scrollTop = 0;
    this.#back.disabled = number === 1;
    this.#next.textContent = number === STATIONS.length ? 'Done' : 'Next';
    this.#showDots(number);
    this.#panel.hidden = false;
    this.#mark(station.targets);
    heading.focus({ preventScroll: true });
  }

  hide() {
    this.#panel.hidden = true;
    this.#mark([]);
  }

  /** Choices, and once one is made, what is the case. @param {Station['prediction']} prediction */
  #prediction({ question, choices, answer, reveal }) {
    const verdict = (/** @type {boolean} */ right) =>
      build('strong', { className: right ? 'right' : '' }, [right ? 'Right. ' : 'Not quite. ']);
    // Its room is there from the start: the panel is not to grow under the pointer.
    const outcome = build('p', { className: 'tour-reveal waiting' }, [verdict(false), reveal]);
    outcome.setAttribute('role', 'status');
    const buttons = choices.map((choice, i) =>
      button(choice, () => {
        buttons.forEach((each, j) => {
          each.setAttribute('aria-pressed', String(j === i));
          each.classList.toggle('right', j === answer);
        });
        outcome.classList.remove('waiting');
        outcome.replaceChildren(verdict(i === answer), reveal);
        this.#hooks.reveal();
        this.#place();
        outcome.scrollIntoView({ block: 'nearest' });
      }),
    );
    for (const each of buttons) each.setAttribute('aria-pressed', 'false');
    return [
      build('p', {}, [question]),
      build('div', { className: 'tour-choices' }, buttons),
      outcome,
    ];
  }

  /** @param {number} number */
  #showDots(number) {
    const dots = STATIONS.map(({ title }, i) => {
      const dot = button('', () => this.#hooks.open(i + 1));
      dot.setAttribute('aria-label', `Station ${i + 1}: ${title}`);
      dot.title = title;
      if (i + 1 === number) dot.setAttribute('aria-current', 'step');
      return build('li', {}, [dot]);
    });
    this.#dots.replaceChildren(...dots);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowRight') this.#hooks.go(1);
    else if (event.key === 'ArrowLeft') this.#hooks.go(-1);
    else if (event.key !== ' ') return;
    // These keys also move the player, which is the page's business, not the panel's.
    event.stopPropagation();
    if (event.key !== ' ') event.preventDefault();
  }

  /** Frames what is spoken of, and brings it into view. @param {string[]} selectors */
  #mark(selectors) {
    for (const target of this.#targets) target.classList.remove('tour-target');
    this.#targets = selectors.flatMap((selector) => {
      const found = this.#hooks.find(selector);
      return found ? [found.closest('.card') ?? found] : [];
    });
    for (const target of this.#targets) target.classList.add('tour-target');
    this.#corner = null;
    this.#holds = 0;
    if (this.#targets.length === 0) return;
    this.#bringIntoView();
    if ('starting' in document.body.dataset) this.#holds = HOLDS;
    this.#place();
  }

  #bringIntoView() {
    // On a wide screen the lab is one screen: its top shows everything but the answers below.
    const [first] = this.#targets;
    const sheet = matchMedia(SHEET).matches;
    const below = first.closest('.answers, .explore');
    if (sheet || below) first.scrollIntoView({ block: 'start' });
    else {
      window.scrollTo({ top: 0 });
      // In two columns the settings are below the picture.
      if (first.getBoundingClientRect().bottom > window.innerHeight) {
        first.scrollIntoView({ block: 'center' });
      }
    }
  }

  #place() {
    if (this.#panel.hidden) return;
    const { style } = this.#panel;
    if (matchMedia(SHEET).matches) {
      style.left = style.top = '';
      return;
    }
    const view = { width: document.documentElement.clientWidth, height: window.innerHeight };
    const boxes = this.#targets.map((target) => target.getBoundingClientRect());
    const size = { width: this.#panel.offsetWidth, height: this.#panel.offsetHeight };
    const { left, top, corner } = placePanel(size, view, boxes, this.#corner);
    this.#corner = corner;
    style.left = `${left}px`;
    style.top = `${top}px`;
  }
}

/** @param {string} text @param {() => void} act @param {string} [className] */
function button(text, act, className = '') {
  return build('button', { type: 'button', className, onclick: act }, [text]);
}
