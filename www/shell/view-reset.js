// “Reset view”: what the picture shows, and how, as on a first visit. It is there when any of that is
// not. What is computed stays as it is set.

import { build } from '../ui/dom.js';
import { defaults } from '../settings/schema.js';

/** @typedef {import('../settings/schema.js').SettingKey} SettingKey */

/** Settings of the view alone. @type {readonly SettingKey[]} */
export const VIEW = ['direction', 'field', 'compare', 'playback', 'angle', 'loss', 'byTime'];

export class ViewReset {
  /**
   * @param {HTMLElement} host what it comes after
   * @param {import('../settings/app-state.js').AppState} state
   * @param {(settings: Partial<import('../settings/schema.js').Settings>) => void} onReset takes the first values
   */
  constructor(host, state, onReset) {
    const initial = defaults();
    const button = build('button', { type: 'button', id: 'reset-view', textContent: 'Reset view' });
    button.title =
      'Field, comparison, direction, speed and charts as on a first visit, from the start';
    button.onclick = () => onReset(Object.fromEntries(VIEW.map((key) => [key, initial[key]])));
    // Beside the controls, which a first visit does not have: tour and article set them too.
    host.after(button);
    const show = () => {
      button.hidden = VIEW.every((key) => state.settings[key] === initial[key]);
    };
    state.onSettings(show);
    show();
  }
}
