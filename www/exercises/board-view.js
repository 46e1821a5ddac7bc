// The board of a class: the lines that were pasted, what was left out of them, and for each exercise
// how often what was predicted.

import { formatValue } from '../shared/format.js';
import { build, setText } from '../ui/dom.js';
import { barOf, countsOf, readBoard } from './board.js';
import { answerInWords } from './exercise.js';

/** @typedef {import('./exercise.js').Exercise} Exercise */
/** @typedef {import('./exercise.js').Answer} Answer */
/**
 * @typedef {object} Acts
 * @property {(text: string) => void} keep
 * @property {(exercise: Exercise) => Promise<void>} ask for the answer, which is shown by {@link BoardView.show}
 */

/** So many of the lines left out are named. */
const NAMED = 6;
const LONGEST = 32;

export class BoardView {
  element;
  #exercises;
  #acts;
  #text = build('textarea', { id: 'board-lines', rows: 6, spellcheck: false });
  #clear = build('button', { type: 'button', id: 'board-clear' });
  /** What the board held before it was cleared. */
  #cleared = '';
  #said = build('p', { className: 'prose', id: 'board-said' });
  #list = build('div', { className: 'exercise-halves' });
  /** Answers that were asked for. @type {Map<string, Answer>} */
  #answers = new Map();

  /** @param {readonly Exercise[]} exercises @param {string} text as it was kept @param {Acts} acts */
  constructor(exercises, text, acts) {
    this.#exercises = exercises;
    this.#acts = acts;
    this.#said.setAttribute('role', 'status');
    this.#text.value = text;
    this.#text.oninput = () => this.#read();
    this.#clear.onclick = () => {
      // A press too many must not cost a lesson.
      const back = this.#text.value === '' ? this.#cleared : '';
      this.#cleared = this.#text.value;
      this.#text.value = back;
      this.#read();
    };
    const label = build('label', { textContent: 'Lines of the class', htmlFor: 'board-lines' });
    this.element = build('div', { className: 'card' }, [
      build('h3', { textContent: 'Board of a class' }),
      build('p', { className: 'prose' }, [
        'Learners press “Copy my answer” and send you the line, or show its QR code. Paste all lines here, in any order, with whatever stands around them. They stay in this browser.',
      ]),
      label,
      this.#text,
      build('div', { className: 'exercise-row' }, [this.#clear]),
      this.#said,
      this.#list,
    ]);
    this.#read();
  }

  /** An answer was computed. @param {string} key @param {Answer} answer */
  show(key, answer) {
    this.#answers.set(key, answer);
    const asked = document.activeElement?.closest('section')?.dataset.board === key;
    this.#read();
    if (!asked) return;
    // Where its button was.
    /** @type {HTMLElement | null} */ (
      this.#list.querySelector(`[data-board="${key}"] .board-answer`)
    )?.focus();
  }

  #read() {
    this.#acts.keep(this.#text.value);
    const empty = this.#text.value === '';
    setText(this.#clear, empty && this.#cleared ? 'Put the lines back' : 'Clear the board');
    this.#clear.disabled = empty && !this.#cleared;
    const { predictions, left } = readBoard(this.#text.value, this.#exercises);
    const counts = [...predictions.values()].map(({ length }) => length);
    const all = counts.reduce((sum, count) => sum + count, 0);
    const named = left
      .slice(0, NAMED)
      .map(
        ({ text, why }) =>
          `“${text.slice(0, LONGEST)}${text.length > LONGEST ? '…' : ''}” (${why})`,
      );
    const more = left.length > NAMED ? `, and ${left.length - NAMED} more` : '';
    const without = left.length > 0 ? ` Left out: ${named.join(', ')}${more}.` : '';
    const found = `${all} ${all === 1 ? 'prediction' : 'predictions'}.`;
    setText(this.#said, all + left.length > 0 ? found + without : 'No lines yet.');
    this.#list.replaceChildren(
      ...this.#exercises.flatMap((exercise) => {
        const given = predictions.get(exercise.key);
        return given ? [this.#chart(exercise, given)] : [];
      }),
    );
  }

  /** @param {Exercise} exercise @param {number[]} predictions */
  #chart(exercise, predictions) {
    const { key, title, asked } = exercise;
    const { bars, mean, median } = countsOf(asked, predictions);
    const most = Math.max(...bars.map(({ count }) => count));
    const answer = this.#answers.get(key);
    const right = answer ? barOf(asked, answer.value) : -1;
    const lines = bars.map(({ label, count }, i) => {
      const bar = build('span', { className: 'count-bar' });
      bar.style.width = `${(90 * count) / most}%`;
      const name = i === right ? `${label} ✓` : label;
      const line = build('tr', {}, [
        build('th', { scope: 'row', textContent: name }),
        build('td', {}, [bar, ` ${count}`]),
      ]);
      line.toggleAttribute('data-right', i === right);
      line.dataset.count = String(count);
      return line;
    });
    const digits = asked.kind === 'number' ? asked.digits : 0;
    const rounded = (/** @type {number} */ value) => formatValue(Number(value.toFixed(digits)));
    const unit = asked.kind === 'number' ? asked.unit : '';
    const middle = Number.isNaN(mean)
      ? ''
      : `, mean ${rounded(mean)}${unit}, median ${rounded(median)}${unit}`;
    const n = predictions.length;
    const label = 'Show the answer';
    const ask = build('button', { type: 'button', textContent: label });
    ask.onclick = () => {
      ask.textContent = 'Computing …';
      void this.#acts.ask(exercise).then(() => (ask.textContent = label));
    };
    const section = build('section', {}, [
      build('h4', { textContent: title }),
      build('p', { className: 'note board-middle' }, [
        `${n} ${n === 1 ? 'prediction' : 'predictions'}${middle}`,
      ]),
      build('table', {}, [build('tbody', {}, lines)]),
      answer
        ? build('p', { className: 'board-answer', tabIndex: -1 }, [
            build('strong', { textContent: `Computed: ${answerInWords(asked, answer.value)}. ` }),
            answer.words,
          ])
        : ask,
    ]);
    section.dataset.board = key;
    return section;
  }
}
