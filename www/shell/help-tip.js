// The box that help is shown in: words, units and range, and the way to the glossary.

import { TERMS } from '../lessons/glossary-terms.js';
import { settingHelp } from '../settings/setting-help.js';
import { build } from '../ui/dom.js';

/** Distance from what it is about, and from the edges of the window. */
const GAP = 6;
const MARGIN = 8;

/** @typedef {{ title: string, words: string[], terms: string[] }} Words */

export class HelpTip {
  #words = build('div', { id: 'help-words' });
  #links = build('p', { className: 'terms' });
  #box = build('div', { id: 'help', hidden: true }, [this.#words, this.#links]);
  /** @type {Element | null} */
  #described = null;

  constructor() {
    this.#words.setAttribute('role', 'tooltip');
    document.body.append(this.#box);
  }

  /** @param {Element} host @returns {string[]} keys of the glossary */
  termsOf(host) {
    return wordsOf(host)?.terms ?? [];
  }

  /** @param {Element | null} host null: none @param {Element | null} control that has the focus */
  show(host, control) {
    if (this.#described?.getAttribute('aria-describedby') === this.#words.id)
      this.#described.removeAttribute('aria-describedby');
    this.#described = null;
    const found = host && wordsOf(host);
    this.#box.hidden = !found;
    if (!host || !found) return;
    this.#words.replaceChildren(
      build('strong', { textContent: found.title }),
      ...found.words.map((words) => build('p', { textContent: words })),
    );
    const links = TERMS.filter(({ key }) => found.terms.includes(key)).flatMap(({ key, name }) => [
      build('a', { className: 'term', href: `?term=${key}`, textContent: name }),
      ' ',
    ]);
    this.#links.replaceChildren(...(links.length > 0 ? ['Glossary: ', ...links] : []));
    this.#links.hidden = links.length === 0;
    if (control && !control.hasAttribute('aria-describedby')) {
      control.setAttribute('aria-describedby', this.#words.id);
      this.#described = control;
    }
    this.place(host);
  }

  /** Below what it is about; above it where that has no room. @param {Element | null} host */
  place(host) {
    if (!host) return;
    const at = host.getBoundingClientRect();
    const { width, height } = this.#box.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const below = at.bottom + GAP;
    const fits = below + height + MARGIN <= clientHeight;
    const top = fits ? below : Math.max(MARGIN, at.top - GAP - height);
    const left = Math.max(MARGIN, Math.min(at.left, clientWidth - MARGIN - width));
    Object.assign(this.#box.style, { top: `${top}px`, left: `${left}px` });
  }
}

/** @param {Element} host @returns {Words | null} */
function wordsOf(host) {
  const { key, help, terms = '' } = /** @type {HTMLElement} */ (host).dataset;
  if (key) return settingHelp(key);
  if (!help) return null;
  const title = host.querySelector('dt')?.textContent ?? host.getAttribute('data-title') ?? '';
  return { title, words: [help], terms: terms.split(' ').filter(Boolean) };
}
