// A number on the page: a slider and a field beside it, or the field alone. The field is one for text:
// what browsers make of a number's own field differs, and each steps by 1 where the slider does not.

import { formatValue } from '../shared/format.js';
import { readNumber } from '../shared/typed-number.js';
import { isModified } from './keys.js';

/** @typedef {import('../settings/setting-definition.js').NumberSetting} NumberSetting */

/** Places along a slider. */
export const PLACES = 1000;

/** The value at a slider's place, rounded to what a person would choose. */
export function valueAt(/** @type {NumberSetting} */ setting, /** @type {number} */ place) {
  const { min, max, slider, step, integer } = setting;
  const share = place / PLACES;
  // The ends are exact, whatever the rounding.
  if (share <= 0) return min;
  if (share >= 1) return max;
  if (slider === 'log') {
    const value = Number((min * (max / min) ** share).toPrecision(2));
    return integer ? Math.round(value) : value;
  }
  return Number((Math.round((min + share * (max - min)) / step) * step).toPrecision(10));
}

/** The slider's place for a value: the inverse of {@link valueAt}, up to rounding. */
export function placeOf(/** @type {NumberSetting} */ setting, /** @type {number} */ value) {
  const { min, max, slider } = setting;
  const share =
    slider === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(PLACES * share);
}

/**
 * What an arrow key makes of a value: a fiftieth of a slider that is logarithmic, or as far as it
 * takes to reach another value; else what the setting calls a step.
 * @param {NumberSetting} setting
 * @param {number} value
 * @param {number} direction 1 or −1
 */
export function nextValue(setting, value, direction) {
  const { min, max } = setting;
  if (setting.slider !== 'log') {
    const next = Number((value + direction * setting.step).toPrecision(10));
    return Math.min(max, Math.max(min, next));
  }
  const place = placeOf(setting, value);
  for (let by = PLACES / 50; by <= PLACES; by += PLACES / 50) {
    const next = valueAt(setting, Math.min(PLACES, Math.max(0, place + direction * by)));
    // Rounding must not lead the other way.
    if ((next - value) * direction > 0) return next;
  }
  return value;
}

/** Steps from a value, and back the same way: rounded steps alone would not lead back. */
export class Walk {
  #setting;
  /** The values passed, in their order. */
  #values = [NaN];
  #at = 0;

  /** @param {NumberSetting} setting */
  constructor(setting) {
    this.#setting = setting;
  }

  /**
   * The next value; where something else has set another, it starts from there.
   * @param {number} value where it is
   * @param {number} direction 1 or −1
   */
  step(value, direction) {
    if (this.#values[this.#at] !== value) [this.#values, this.#at] = [[value], 0];
    const known = this.#values[this.#at + direction];
    if (known === undefined) {
      const next = nextValue(this.#setting, value, direction);
      if (next === value) return value; // at the end
      if (direction > 0) this.#values.push(next);
      else {
        this.#values.unshift(next);
        this.#at++;
      }
    }
    this.#at += direction;
    return this.#values[this.#at];
  }
}

/** The way of each arrow key. @type {Readonly<Record<string, number>>} */
const UPRIGHT = { ArrowUp: 1, ArrowDown: -1 };
/** @type {Readonly<Record<string, number>>} */
const ALL = { ...UPRIGHT, ArrowRight: 1, ArrowLeft: -1 };

/**
 * @param {NumberSetting} setting
 * @param {(given: string | number) => void} onInput a person set it: a number, or what was typed
 */
export function numberControl(setting, onInput) {
  const { key, min, max, integer } = setting;
  const field = document.createElement('input');
  Object.assign(field, { type: 'text', id: `setting-${key}`, autocomplete: 'off', dir: 'ltr' });
  field.className = 'number';
  field.inputMode = integer ? 'numeric' : 'decimal';
  field.spellcheck = false;
  field.setAttribute('role', 'spinbutton');
  field.setAttribute('aria-valuemin', String(min));
  field.setAttribute('aria-valuemax', String(max));
  field.onchange = () => onInput(field.value);
  const slider = setting.slider === 'typed' ? null : document.createElement('input');
  const write = (/** @type {number} */ value) => {
    const text = formatValue(value, setting.zero);
    // Writing the same would move the cursor of who is typing.
    if (field.value !== text) field.value = text;
    field.setAttribute('aria-valuenow', formatValue(value));
    if (setting.zero) field.setAttribute('aria-valuetext', text);
    if (!slider) return;
    slider.value = String(placeOf(setting, value));
    slider.setAttribute('aria-valuetext', text);
    slider.style.setProperty('--share', `${Number(slider.value) / 10}%`);
  };
  const walk = new Walk(setting);
  const from = () => {
    const typed = readNumber(field.value, integer);
    return Number.isFinite(typed) ? typed : Number(field.getAttribute('aria-valuenow'));
  };
  const step = (/** @type {number} */ way) =>
    write(walk.step(Math.min(max, Math.max(min, from())), way));
  stepsByKeys(field, UPRIGHT, step, () => onInput(from()));
  if (!slider) {
    field.classList.add('wide');
    return { parts: [field], show: shown };
  }
  Object.assign(slider, { type: 'range', min: '0', max: String(PLACES), step: '1' });
  slider.setAttribute('aria-label', setting.label);
  slider.oninput = () => onInput(valueAt(setting, Number(slider.value)));
  // By what the setting calls a step, not by a thousandth of the slider.
  stepsByKeys(slider, ALL, step, () => onInput(Number(field.value)));
  return { parts: [slider, field], show: shown };

  /** @param {number | string} value */
  function shown(value) {
    write(Number(value));
  }
}

/**
 * Arrow keys step. A key held down is one wish: what it leads to is asked for when it is let go.
 * @param {HTMLInputElement} input
 * @param {Readonly<Record<string, number>>} ways
 * @param {(way: number) => void} step shows the next value
 * @param {() => void} ask for the value shown
 */
function stepsByKeys(input, ways, step, ask) {
  let held = false;
  const end = () => {
    if (!held) return;
    held = false;
    ask();
  };
  input.addEventListener('keydown', (event) => {
    const way = ways[event.key];
    if (!way || isModified(event)) return;
    event.preventDefault();
    step(way);
    held = true;
    // A key that a program makes may have no end.
    if (!event.isTrusted) end();
  });
  input.addEventListener('keyup', end);
  input.addEventListener('blur', end);
}
