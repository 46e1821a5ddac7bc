// An exercise on the page: the question, what the learner predicts, what the page computes beside it,
// and the learner’s line for the board, also as a QR code.

import { formatValue } from '../shared/format.js';
import { readNumber } from '../shared/typed-number.js';
import { copyOnPress } from '../ui/clipboard.js';
import { build, setText } from '../ui/dom.js';
import { QrPicture } from '../ui/qr-code.js';
import { answerInWords, inWords, judge, predictionOf } from './exercise.js';

/** @typedef {import('./exercise.js').Exercise} Exercise */
/** @typedef {import('./exercise.js').Answer} Answer */
/**
 * What is to be shown of an exercise.
 * @typedef {object} Shown
 * @property {number | null} predicted
 * @property {Answer | null} answer once it was asked for
 * @property {boolean} busy
 * @property {string} line for the board; empty without a prediction
 */
/** @typedef {{ predict: (value: number | null) => void, ask: () => void, look: () => void }} Acts null: no prediction any more */

export class ExerciseView {
  element;
  #exercise;
  #acts;
  #fault = build('p', { className: 'note', id: 'exercise-fault' });
  #predicted = build('dd', { id: 'exercise-predicted' });
  #computed = build('dd', { id: 'exercise-computed' });
  #words = build('p', { className: 'prose', id: 'exercise-words' });
  #ask = build('button', { type: 'button', textContent: 'Show the answer' });
  #line = build('input', { type: 'text', id: 'exercise-line', readOnly: true });
  #share = build('div', { className: 'qr-beside' });
  #code = new QrPicture('Your answer as a QR code');
  /** @type {HTMLInputElement | null} */
  #field = null;
  /** @type {HTMLInputElement[]} */
  #options = [];

  /** @param {Exercise} exercise @param {Acts} acts */
  constructor(exercise, acts) {
    this.#exercise = exercise;
    this.#acts = acts;
    for (const said of [this.#words, this.#fault]) said.setAttribute('role', 'status');
    this.#ask.id = 'exercise-ask';
    this.#ask.className = 'primary';
    this.#ask.onclick = acts.ask;
    const look = build('button', { type: 'button', textContent: 'See it on the page' });
    look.id = 'exercise-look';
    look.onclick = acts.look;
    const copy = build('button', { type: 'button', textContent: 'Copy my answer' });
    copy.id = 'exercise-copy';
    this.#line.setAttribute('aria-label', 'Your answer as a line of text');
    this.#line.onfocus = () => this.#line.select();
    copyOnPress(
      copy,
      () => this.#line.value,
      () => this.#line.focus(),
    );
    this.#share.append(
      this.#code.element,
      build('div', {}, [
        build('p', { className: 'prose' }, [
          'For a class: send this line to whoever keeps the board, or show the code. It holds the exercise, your prediction and a sign drawn at random, and no name.',
        ]),
        build('div', { className: 'copy-line' }, [this.#line, copy]),
      ]),
    );
    const figure = (/** @type {string} */ name, /** @type {HTMLElement} */ value) =>
      build('div', {}, [build('dt', { textContent: name }), value]);
    const halves = build('div', { className: 'exercise-halves' }, [
      build('div', {}, [
        build('h3', { textContent: exercise.title }),
        ...exercise.question.map((text) => build('p', { textContent: text })),
        this.#controls(),
        this.#fault,
        build('div', { className: 'exercise-row' }, [this.#ask, look]),
      ]),
      build('div', {}, [
        build('dl', {}, [
          figure('You predicted', this.#predicted),
          figure('The page computed', this.#computed),
        ]),
        this.#words,
        this.#share,
      ]),
    ]);
    this.element = build('div', { className: 'card' }, [halves]);
  }

  /** What the prediction is made with. */
  #controls() {
    const { asked } = this.#exercise;
    const name = `Your prediction: ${asked.name}`;
    if (asked.kind === 'number') {
      const { min, max, unit } = asked;
      const field = build('input', { type: 'text', inputMode: 'decimal', className: 'number' });
      field.id = 'exercise-prediction';
      field.autocomplete = 'off';
      field.setAttribute('aria-describedby', this.#fault.id);
      field.oninput = () => this.#typed();
      this.#field = field;
      const range = `from ${min} to ${max}${unit}`;
      return build('label', { className: 'exercise-row' }, [name, field, `${unit} (${range})`]);
    }
    this.#options = asked.options.map((_, i) => {
      const option = build('input', { type: 'radio', name: 'exercise-prediction' });
      option.value = String(i + 1);
      option.onchange = () => this.#acts.predict(i + 1);
      return option;
    });
    const labels = asked.options.map((text, i) =>
      build('label', {}, [this.#options[i], build('span', { textContent: text })]),
    );
    return build('fieldset', { className: 'exercise-row' }, [
      build('legend', { textContent: name }),
      build('div', { className: 'segments' }, labels),
    ]);
  }

  #typed() {
    const { asked } = this.#exercise;
    const text = this.#field?.value.trim() ?? '';
    if (asked.kind !== 'number') return;
    const value = predictionOf(asked, readNumber(text));
    const wrong = text !== '' && value === null;
    this.#field?.setAttribute('aria-invalid', String(wrong));
    setText(this.#fault, wrong ? `Enter a number from ${asked.min} to ${asked.max}.` : '');
    this.#acts.predict(value);
  }

  /** @param {Shown} shown */
  show({ predicted, answer, busy, line }) {
    const { asked } = this.#exercise;
    this.#options.forEach((option, i) => (option.checked = i + 1 === predicted));
    const field = this.#field;
    // What is being typed stays as it is.
    if (field && document.activeElement !== field) {
      field.value = predicted === null ? '' : formatValue(predicted);
    }
    setText(this.#predicted, predicted === null ? '–' : inWords(asked, predicted));
    setText(this.#computed, answer ? answerInWords(asked, answer.value) : '–');
    this.#computed.dataset.value = answer ? String(answer.value) : '';
    const said =
      answer && predicted !== null
        ? `${judge(asked, predicted, answer.value)} ${answer.words}`
        : predicted === null
          ? 'Predict first; then the page computes the answer.'
          : '';
    setText(this.#words, busy ? 'Computing …' : said);
    this.#ask.disabled = predicted === null;
    this.#share.hidden = line === '';
    if (line === this.#line.value) return;
    this.#line.value = line;
    if (line) this.#code.show(line);
  }
}
