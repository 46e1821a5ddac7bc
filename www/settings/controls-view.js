// The settings on the page, each in its row: a slider with a field beside it, or choices.

import { build } from '../ui/dom.js';
import { numberControl } from '../ui/number-control.js';

/** @typedef {import('./schema.js').SettingDefinition} SettingDefinition */
/** @typedef {import('./setting-definition.js').NumberSetting} NumberSetting */
/** @typedef {import('./setting-definition.js').ChoiceSetting} ChoiceSetting */
/** @typedef {import('./schema.js').Settings} Settings */

export class ControlsView {
  /**
   * @type {Map<string, { setting: SettingDefinition, row: HTMLElement, show: (value: number | string) => void }>}
   */
  #rows = new Map();
  /** What is wrong with which settings: the note in the row, and the value that it is about.
   * @type {Map<string, { note: HTMLElement, value: unknown }>} */
  #faults = new Map();
  /** @type {Partial<Settings>} */
  #shown = {};
  #onInput;
  /** @type {SettingDefinition[]} */
  #stale = [];

  /** @param {(setting: SettingDefinition, given: string | number) => void} onInput a person set something */
  constructor(onInput) {
    this.#onInput = onInput;
  }

  /**
   * Puts a setting on the page.
   * @param {SettingDefinition} setting
   * @param {HTMLElement} host
   */
  add(setting, host) {
    // The row of points is their editor's; earlier rates are said beside the rate.
    if (setting.kind === 'points' || setting.kind === 'rates') return;
    const row = document.createElement('div');
    row.className = `row ${setting.kind}`;
    row.dataset.key = setting.key;
    const show =
      setting.kind === 'number'
        ? this.#number(setting, row)
        : setting.toggle
          ? this.#toggle(setting, row)
          : setting.menu
            ? this.#menu(setting, row)
            : this.#choice(setting, row);
    host.append(row);
    this.#rows.set(setting.key, { setting, row, show });
  }

  /** @param {NumberSetting} setting @param {HTMLElement} row */
  #number(setting, row) {
    const { parts, show } = numberControl(setting, (given) => this.#onInput(setting, given));
    row.append(label(setting, `setting-${setting.key}`), ...parts);
    return show;
  }

  /** @param {ChoiceSetting} setting @param {HTMLElement} row */
  #choice(setting, row) {
    const group = document.createElement('div');
    group.className = 'segments';
    group.setAttribute('role', 'radiogroup');
    group.setAttribute('aria-label', setting.label);
    /** @type {HTMLInputElement[]} */
    const inputs = setting.options.map((option) => {
      const input = document.createElement('input');
      input.type = 'radio';
      input.name = `setting-${setting.key}`;
      input.value = option.value;
      input.onchange = () => this.#onInput(setting, input.value);
      const wrapper = document.createElement('label');
      const text = document.createElement('span');
      text.textContent = option.label;
      wrapper.append(input, text);
      group.append(wrapper);
      return input;
    });
    row.append(label(setting, null), group);
    return (/** @type {number | string} */ value) => {
      for (const input of inputs) input.checked = input.value === value;
    };
  }

  /** @param {ChoiceSetting} setting @param {HTMLElement} row */
  #menu(setting, row) {
    const select = document.createElement('select');
    select.id = `setting-${setting.key}`;
    select.append(...setting.options.map(({ value, label: text }) => new Option(text, value)));
    select.onchange = () => this.#onInput(setting, select.value);
    row.append(label(setting, select.id), select);
    return (/** @type {number | string} */ value) => {
      select.value = String(value);
    };
  }

  /** @param {ChoiceSetting} setting off and on @param {HTMLElement} row */
  #toggle(setting, row) {
    const [off, on] = setting.options;
    const box = build('input', { type: 'checkbox', id: `setting-${setting.key}` });
    box.onchange = () => this.#onInput(setting, (box.checked ? on : off).value);
    row.classList.add('toggle');
    row.append(box, label(setting, box.id));
    return (/** @type {number | string} */ value) => {
      box.checked = value === on.value;
    };
  }

  /** The row of a setting that was added. @param {string} key */
  row(key) {
    const found = this.#rows.get(key);
    if (!found) throw new Error(`${key} has no row`);
    return found.row;
  }

  /** Shows the values, and the rows of those settings that apply. @param {Settings} values */
  show(values) {
    this.#shown = values;
    for (const [key, { row, show, setting }] of this.#rows) {
      show(values[setting.key]);
      row.hidden = !setting.appliesWhen(values);
    }
    for (const [key, { value }] of this.#faults) {
      if (valueOf(values, key) !== value) this.markFault(key, null);
    }
  }

  /**
   * Marks a setting as what went wrong is about, until it is changed.
   * @param {string} key
   * @param {string | null} message null: nothing is wrong with it any more
   */
  markFault(key, message) {
    const row = this.#rows.get(key)?.row;
    const field = row?.querySelector('[id], [role=radiogroup]');
    if (!row || !field) return;
    this.#faults.get(key)?.note.remove();
    this.#faults.delete(key);
    row.classList.toggle('faulty', message !== null);
    if (message === null) {
      for (const name of ['invalid', 'describedby']) field.removeAttribute(`aria-${name}`);
      return;
    }
    const note = build('p', { className: 'fault', id: `fault-${key}`, textContent: message });
    row.append(note);
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', note.id);
    this.#faults.set(key, { note, value: valueOf(this.#shown, key) });
  }

  /** Marks the settings whose change waits for a new training run. @param {SettingDefinition[]} stale */
  markStale(stale) {
    if (stale === this.#stale) return;
    this.#stale = stale;
    for (const { setting, row } of this.#rows.values()) {
      row.classList.toggle('stale', stale.includes(setting));
    }
  }
}

/** @param {Partial<Settings>} settings @param {string} key @returns {unknown} */
function valueOf(settings, key) {
  return /** @type {Record<string, unknown>} */ (settings)[key];
}

/** @param {SettingDefinition} setting @param {string | null} target id of the field it names */
function label(setting, target) {
  const element = document.createElement(target ? 'label' : 'span');
  element.className = 'name';
  element.textContent = setting.label;
  if (target) element.setAttribute('for', target);
  return element;
}
