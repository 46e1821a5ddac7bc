// The sweep as heat maps, one for each width: tables, so that they can be read with or without eyes.
// Down: points of the training set. Across: steps of training. In each cell the share of copies, or
// the held-out loss above its floor; a frame around those from where on copies are the rule.

import { colour } from '../plots/colormap.js';
import { build } from '../ui/dom.js';
import { formatCount } from '../shared/format.js';
import { POINTS, STEPS, WIDTHS } from './sweep-plan.js';

/** @typedef {import('../workers/explorations/memorise.js').Look} Look */
/** @typedef {import('./sweep-plan.js').Row} Row */
/** @typedef {'copies' | 'heldOut'} Shown */

/** The ends of the scale of losses, on a logarithmic axis. */
const LOSSES = [0.003, 3];
/** Up to this share of the scale its colours are dark. */
const DARK = 0.55;

const percent = (/** @type {number} */ share) => `${Math.round(100 * share)}`;

/** Where on the scale, what to write, and in words. @param {Look} look @param {Shown} shown */
function cellOf(look, shown) {
  if (shown === 'copies') {
    const { copies, chance } = look;
    const words = `${percent(copies)} % copies, ${percent(chance)} % by chance`;
    return { share: copies, text: percent(copies), words };
  }
  const [low, high] = LOSSES.map(Math.log);
  const above = Math.max(look.heldOut, 1e-9);
  const text = String(Number(above.toPrecision(above < 0.1 ? 1 : 2)));
  const share = (Math.log(above) - low) / (high - low);
  return { share, text, words: `held-out loss ${text} above its floor` };
}

export class SweepView {
  #host;
  /** @type {Shown} */
  #shown = 'copies';
  /** @type {Map<string, HTMLTableCellElement>} */
  #cells = new Map();
  /** @type {Map<string, HTMLTableCellElement>} */
  #chance = new Map();
  /** @type {Map<string, Look>} */
  #looks = new Map();

  /** @param {HTMLElement} host */
  constructor(host) {
    this.#host = host;
    this.#host.replaceChildren(...WIDTHS.map((width) => this.#table(width)));
  }

  /** @param {number} width */
  #table(width) {
    const head = build('tr', {}, [
      build('th', { scope: 'col', className: 'corner' }, ['points']),
      ...STEPS.map((step) => build('th', { scope: 'col' }, [short(step)])),
      build('th', { scope: 'col', className: 'chance' }, ['chance']),
    ]);
    const body = POINTS.map((points) => {
      const cells = STEPS.map((step) => {
        const cell = build('td', { textContent: '·' });
        this.#cells.set(keyOf(width, points, step), cell);
        return cell;
      });
      const chance = build('td', { className: 'chance' });
      this.#chance.set(`${width}/${points}`, chance);
      const row = build('th', { scope: 'row', textContent: formatCount(points) });
      return build('tr', {}, [row, ...cells, chance]);
    });
    const caption = build('caption', {}, [
      `width ${width}`,
      build('span', {}, ['training steps →']),
    ]);
    return build('table', {}, [caption, build('thead', {}, [head]), build('tbody', {}, body)]);
  }

  clear() {
    this.#looks.clear();
    for (const cell of this.#cells.values()) {
      cell.textContent = '·';
      cell.removeAttribute('style');
      cell.className = '';
      cell.title = '';
    }
    for (const cell of this.#chance.values()) cell.textContent = '';
  }

  /** @param {Row} row @param {Look} look */
  add({ width, points }, look) {
    const key = keyOf(width, points, look.step);
    this.#looks.set(key, look);
    this.#fill(key, look);
    const chance = this.#chance.get(`${width}/${points}`);
    if (chance) chance.textContent = `${percent(look.chance)}`;
  }

  /** @param {Shown} shown */
  show(shown) {
    this.#shown = shown;
    this.#host.dataset.shown = shown;
    for (const [key, look] of this.#looks) this.#fill(key, look);
  }

  /** @param {string} key @param {Look} look */
  #fill(key, look) {
    const cell = this.#cells.get(key);
    if (!cell) return;
    const { share, text, words } = cellOf(look, this.#shown);
    cell.textContent = text;
    cell.title = words;
    cell.style.background = colour(share);
    cell.style.color = share < DARK ? '#fff' : '#111';
    cell.className = look.copies > 0.5 * (1 + look.chance) ? 'memorised' : '';
  }
}

/** @param {number} width @param {number} points @param {number} step */
const keyOf = (width, points, step) => [width, points, step].join('/');

/** 250, 1k, 8k. @param {number} step */
const short = (step) => (step < 1000 ? String(step) : `${step / 1000}k`);
