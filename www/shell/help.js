// Help for what has some: every setting, and every figure that says so (data-help). One way for all:
// it comes when the pointer rests on the name, when the focus comes by the keyboard, and at a press or
// tap on the name. Escape takes it away, F1 leads to the glossary. What it shows is loaded with the
// first.

import { later } from '../ui/later.js';

/** What has help, and where a pointer asks for it. */
const HOST = '.row[data-key], [data-help]';
const NAME = '.row .name, .option .row, [data-help]';
/** A pointer has to rest so long; help stays so long after it has left (milliseconds). */
const REST = 350;
const STAY = 250;

export class Help {
  #open;
  #tip = later(async () => {
    const { HelpTip } = await import('./help-tip.js');
    return new HelpTip();
  });
  /** @type {Element | null} */
  #host = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #byKey = false;

  /** @param {(term?: string) => void} openGlossary */
  constructor(openGlossary) {
    this.#open = openGlossary;
    const on = document.addEventListener.bind(document);
    on('pointerover', (event) => this.#hover(event));
    on('pointerdown', () => (this.#byKey = false), { capture: true });
    on('click', (event) => this.#press(event));
    on('keydown', (event) => this.#key(event), { capture: true });
    on('focusin', ({ target }) => {
      if (!this.#byKey) return;
      this.#show(/** @type {Element} */ (target).closest(HOST), target);
    });
    addEventListener('resize', () => this.#show(null));
    on('scroll', () => void this.#follow(), { capture: true, passive: true });
  }

  /** @param {PointerEvent} event */
  #hover({ target, pointerType }) {
    if (pointerType !== 'mouse') return;
    const at = /** @type {Element} */ (target);
    if (at.closest('#help')) return clearTimeout(this.#timer);
    const host = at.closest(NAME)?.closest(HOST) ?? null;
    clearTimeout(this.#timer);
    if (host === this.#host) return;
    this.#timer = setTimeout(() => this.#show(host), host ? REST : STAY);
  }

  /** @param {MouseEvent} event */
  #press(event) {
    const at = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLAnchorElement | null} */ (at.closest('a.term'));
    if (link) {
      event.preventDefault();
      this.#show(null);
      this.#open(new URL(link.href).searchParams.get('term') ?? '');
      return;
    }
    if (at.closest('#help')) return;
    const host = at.matches('input, select, button') ? null : at.closest(NAME)?.closest(HOST);
    // A box’s name ticks it, and a choice’s chooses.
    const acts = at.closest('.toggle, .segments');
    if (host && !acts) event.preventDefault();
    clearTimeout(this.#timer);
    this.#show(!host || acts || host === this.#host ? null : host);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    this.#byKey = event.key === 'Tab' || event.key.startsWith('Arrow');
    if (event.key === 'Escape' && this.#host) {
      this.#show(null);
      event.stopPropagation();
    } else if (event.key === 'F1' && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      const host = this.#host ?? document.activeElement?.closest(HOST) ?? null;
      void this.#tip().then(
        (tip) => this.#open(host ? tip.termsOf(host)[0] : undefined),
        () => this.#open(), // which says what could not be loaded
      );
      this.#show(null);
    }
  }

  /** What has the focus may have been scrolled into view: help goes with it, and not out of the window. */
  async #follow() {
    if (!this.#host) return;
    const { top, bottom } = this.#host.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) await this.#show(null);
    else (await this.#tip()).place(this.#host);
  }

  /** @param {Element | null} host null: no help @param {EventTarget | null} [control] that it describes */
  async #show(host, control = null) {
    if (host === this.#host) return;
    this.#host = host;
    try {
      const tip = await this.#tip();
      if (host === this.#host) tip.show(host, /** @type {Element | null} */ (control));
    } catch {
      // Without it the page works as well; what is not loaded now is tried again.
      this.#host = null;
    }
  }
}
