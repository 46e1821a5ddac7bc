// Exercises: one at a time, or the board of a class. Which, and what was predicted, is in the link.

import { toConfig } from '../settings/config.js';
import { build } from '../ui/dom.js';
import { keep, recall } from '../ui/storage.js';
import { isSign, signOf, writeLine } from './answer-line.js';
import { BoardView } from './board-view.js';
import { Desk } from './desk.js';
import { NOTHING, lookOf, predictionOf, settingsOf } from './exercise.js';
import { BOARD, EXERCISES, exerciseOf } from './exercise-list.js';
import { ExerciseView } from './exercise-view.js';

/** @typedef {import('./exercise.js').Exercise} Exercise */
/** @typedef {import('./exercise.js').Answer} Answer */
/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/schema.js').Settings} Settings */
/**
 * @typedef {object} Context
 * @property {AppState} state
 * @property {(settings: Partial<Settings>) => void} jump sets what Back undoes
 * @property {(error: unknown) => void} report
 */

const KEPT = { board: 'nano-diffusion:board', sign: 'nano-diffusion:exercise-sign' };

/** Of this visit: an answer depends on its exercise alone. @type {Map<string, Answer>} */
const answers = new Map();
/** What was predicted when the answer was asked for: another prediction asks anew. @type {Map<string, number>} */
const revealed = new Map();
/** @type {Map<string, number>} */
const predictions = new Map();
let sign = '';

/** A sign for this learner; another tab is another learner. */
function signOfVisit() {
  const kept = sign || recall(KEPT.sign, 'sessionStorage');
  sign = isSign(kept) ? String(kept) : signOf(crypto.getRandomValues(new Uint8Array(8)));
  keep(KEPT.sign, sign, 'sessionStorage');
  return sign;
}

class ExercisesPanel {
  #state;
  #jump;
  #report;
  #desk;
  #body = build('div', {});
  /** @type {Map<string, HTMLButtonElement>} */
  #tabs = new Map();
  /** What is shown. @type {{ key: string, exercise: ExerciseView | null, board: BoardView | null }} */
  #shown = { key: '', exercise: null, board: null };
  /** What is being computed. @type {Set<string>} */
  #busy = new Set();
  #open = true;
  #listener = () => this.#follow();

  /** @param {HTMLElement} root @param {Context} context */
  constructor(root, { state, jump, report }) {
    this.#state = state;
    this.#jump = jump;
    this.#report = report;
    this.#desk = new Desk(state);
    const titles = [...EXERCISES, { key: BOARD, title: 'Board of a class' }];
    const tabs = titles.map(({ key, title }) => {
      const tab = build('button', { type: 'button', textContent: title });
      tab.dataset.exercise = key;
      tab.onclick = () => jump({ exercise: key, prediction: predictions.get(key) ?? NOTHING });
      this.#tabs.set(key, tab);
      return tab;
    });
    const list = build('nav', { className: 'exercise-row exercise-list' }, tabs);
    list.setAttribute('aria-label', 'Exercises');
    root.append(build('div', { className: 'exercises' }, [list, this.#body]));
    state.addEventListener('settings', this.#listener);
    this.#follow();
  }

  #follow() {
    if (!this.#open) return;
    const key = String(this.#state.settings.exercise);
    if (key !== this.#shown.key) this.#show(key);
    this.#render();
  }

  /** @param {string} key */
  #show(key) {
    const exercise = exerciseOf(key);
    this.#shown = {
      key,
      exercise: exercise ? this.#exercise(exercise) : null,
      board: exercise ? null : this.#board(),
    };
    const { element } = /** @type {ExerciseView | BoardView} */ (
      this.#shown.exercise ?? this.#shown.board
    );
    this.#body.replaceChildren(element);
    for (const [each, tab] of this.#tabs) {
      if (each === key) tab.setAttribute('aria-current', 'true');
      else tab.removeAttribute('aria-current');
    }
  }

  /** @param {Exercise} exercise */
  #exercise(exercise) {
    const { key } = exercise;
    return new ExerciseView(exercise, {
      predict: (value) => this.#state.set({ prediction: value ?? NOTHING }),
      ask: () => {
        const predicted = this.#prediction(exercise);
        if (predicted === null) return;
        revealed.set(key, predicted);
        void this.#compute(exercise);
      },
      look: () => this.#jump(lookOf(exercise)),
    });
  }

  #board() {
    return new BoardView(EXERCISES, recall(KEPT.board) ?? '', {
      keep: (text) => keep(KEPT.board, text),
      ask: (exercise) => this.#compute(exercise),
    });
  }

  /** @param {Exercise} exercise */
  #prediction({ asked }) {
    return predictionOf(asked, Number(this.#state.settings.prediction));
  }

  /** @param {Exercise} exercise */
  async #compute(exercise) {
    const { key } = exercise;
    if (this.#busy.has(key)) return;
    try {
      if (!answers.has(key)) {
        this.#busy.add(key);
        this.#render();
        answers.set(key, await exercise.answer(this.#desk, toConfig(settingsOf(exercise))));
      }
    } catch (error) {
      revealed.delete(key);
      if (this.#open) this.#report(error);
    }
    this.#busy.delete(key);
    if (!this.#open) return;
    const answer = answers.get(key);
    if (answer) this.#shown.board?.show(key, answer);
    this.#render();
  }

  #render() {
    const view = this.#shown.exercise;
    const exercise = exerciseOf(this.#shown.key);
    if (!view || !exercise) return;
    const { key } = exercise;
    const predicted = this.#prediction(exercise);
    if (predicted === null) predictions.delete(key);
    else predictions.set(key, predicted);
    const asked = predicted !== null && revealed.get(key) === predicted;
    view.show({
      predicted,
      answer: (asked && answers.get(key)) || null,
      busy: this.#busy.has(key),
      line: predicted === null ? '' : writeLine({ key, value: predicted, sign: signOfVisit() }),
    });
  }

  draw() {}

  rebuild() {}

  close() {
    this.#open = false;
    this.#state.removeEventListener('settings', this.#listener);
    this.#desk.close();
  }
}

/** @param {HTMLElement} root @param {Context} context */
export function explore(root, context) {
  return new ExercisesPanel(root, context);
}
