// What was taken from a file, for a look before it is used: how it was read, with all that can be
// chosen otherwise, what was left out and why, and what must be answered first.

import { formatCount } from '../shared/format.js';
import { build } from '../ui/dom.js';
import { DELIMITERS } from '../reading/dialect.js';
import { sayLeftOut } from '../reading/table.js';

/** @typedef {import('../reading/read-points.js').Choices} Choices */
/** @typedef {import('../reading/read-points.js').Reading} Reading */
/** @typedef {import('./loaded-file.js').Fit} Fit */

/** @type {Record<import('../reading/dialect.js').Delimiter, string>} */
const NAMES = { '\t': 'tab', ';': 'semicolon', '|': 'bar', ',': 'comma', ' ': 'spaces' };
/** Stands for separators that are inside the numbers too. */
const PAIRS = 'pairs';

export class PointsPreview {
  #root;
  #onChoose;
  #onFit;

  /**
   * @param {HTMLElement} root
   * @param {{ onChoose: (choices: Choices) => void, onFit: (fit: Partial<Fit>) => void }} hooks
   */
  constructor(root, { onChoose, onFit }) {
    this.#root = root;
    this.#onChoose = onChoose;
    this.#onFit = onFit;
  }

  hide() {
    this.#root.hidden = true;
    this.#makeRoom(false);
    this.#root.replaceChildren();
  }

  /**
   * @param {Reading} reading
   * @param {Fit} fit
   * @param {string} far the points far from all others, named; empty if there are none
   */
  show(reading, fit, far) {
    // What has the focus keeps it, though it is made anew.
    const focused = /** @type {HTMLElement | null} */ (
      this.#root.contains(document.activeElement) ? document.activeElement : null
    )?.dataset.choice;
    const parts = [
      this.#question(reading),
      this.#choices(reading, fit, far),
      build('p', { className: 'hint' }, [reading.facts.join(' ')]),
      leftOut(reading),
    ];
    this.#root.replaceChildren(...parts.filter((part) => part !== null));
    this.#root.hidden = false;
    this.#makeRoom(true);
    if (focused) {
      /** @type {HTMLElement | null} */ (
        this.#root.querySelector(`[data-choice="${focused}"]`)
      )?.focus();
    }
  }

  /** The picture is smaller beside it, so that both are on the screen. @param {boolean} needed */
  #makeRoom(needed) {
    this.#root.closest('dialog')?.classList.toggle('previewing', needed);
  }

  /** @param {Reading} reading */
  #question({ question }) {
    if (!question) return null;
    const answers = question.answers.map(({ words, choices }) =>
      build('button', { type: 'button', onclick: () => this.#onChoose(choices) }, [words]),
    );
    const box = build('div', { className: 'question' }, [
      build('p', {}, [question.words]),
      ...answers,
    ]);
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', 'A question about the file');
    return box;
  }

  /** @param {Reading} reading @param {Fit} fit @param {string} far */
  #choices({ kind, took, question }, fit, far) {
    const { delimiter, pairs, decimal, header, columns = [], x = 0, y = 1 } = took;
    const parts = [];
    if (delimiter) {
      /** @type {[string, string][]} */
      const options = DELIMITERS.map((each) => [each, NAMES[each]]);
      if (pairs) options.push([PAIRS, `${NAMES[delimiter]}, also in numbers`]);
      const now = pairs ? PAIRS : delimiter;
      parts.push(
        select('delimiter', 'Separator', options, now, (value) =>
          this.#onChoose({ delimiter: /** @type {any} */ (value), pairs: false }),
        ),
      );
    }
    if (decimal) {
      /** @type {[string, string][]} */
      const options = [
        ['.', 'point'],
        [',', 'comma'],
      ];
      if (question) options.unshift(['', '?']);
      parts.push(
        select('decimal', 'Decimal sign', options, question ? '' : decimal, (value) => {
          if (value) this.#onChoose({ decimal: /** @type {any} */ (value) });
        }),
      );
    }
    if (columns.length > 0) {
      /** @type {[string, string][]} */
      const options = columns.map(({ name }, i) => [String(i), name || `column ${i + 1}`]);
      for (const [key, at, other] of /** @type {['x' | 'y', number, number][]} */ ([
        ['x', x, y],
        ['y', y, x],
      ])) {
        parts.push(
          select(key, key, options, String(at), (value) => {
            const back = key === 'x' ? 'y' : 'x';
            // The column of the other: they change places.
            this.#onChoose({ [key]: Number(value), [back]: Number(value) === other ? at : other });
          }),
        );
      }
    }
    if (header !== undefined) {
      parts.push(
        box('header', 'The first row holds names', header, (on) => this.#onChoose({ header: on })),
      );
    }
    if (kind === 'picture') {
      parts.push(
        box('inverted', 'Use the other pixels', took.inverted ?? false, (on) =>
          this.#onChoose({ inverted: on }),
        ),
      );
    } else {
      parts.push(
        box('apart', 'Scale x and y separately', fit.apart, (on) => this.#onFit({ apart: on })),
      );
    }
    if (far) {
      parts.push(
        box('near', `Leave out what lies far from the rest: ${far}`, fit.near, (on) =>
          this.#onFit({ near: on }),
        ),
      );
    }
    return build('div', { className: 'choices' }, parts);
  }
}

/** @param {Reading} reading */
function leftOut({ leftOut: rows, leftOutCount: count, kind }) {
  if (count === 0) return null;
  const noun = kind === 'table' ? 'row' : 'item';
  const words = `${formatCount(count)} ${noun}${count === 1 ? '' : 's'} left out`;
  const items = rows.map((row) => build('li', {}, [sayLeftOut(row)]));
  if (count > rows.length)
    items.push(build('li', {}, [`and ${formatCount(count - rows.length)} more`]));
  return build('details', { open: true }, [build('summary', {}, [words]), build('ul', {}, items)]);
}

/** @param {string} key @param {string} label @param {[value: string, label: string][]} options @param {string} value @param {(value: string) => void} act */
function select(key, label, options, value, act) {
  const menu = build(
    'select',
    {},
    options.map(([each, words]) => build('option', { value: each }, [words])),
  );
  menu.value = value;
  menu.dataset.choice = key;
  menu.onchange = () => act(menu.value);
  return build('label', {}, [`${label} `, menu]);
}

/** @param {string} key @param {string} label @param {boolean} on @param {(on: boolean) => void} act */
function box(key, label, on, act) {
  const tick = build('input', { type: 'checkbox', checked: on });
  tick.dataset.choice = key;
  tick.onchange = () => act(tick.checked);
  return build('label', {}, [tick, ` ${label}`]);
}
