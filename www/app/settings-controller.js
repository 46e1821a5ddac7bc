// What a person sets, on its way into the state: clamped, and told beside it where it had to be set
// right.

import { clamp } from '../settings/schema.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/schema.js').SettingDefinition} SettingDefinition */

/**
 * @param {AppState} state
 * @param {object} parts
 * @param {(key: string, message: string | null) => void} parts.markFault says beside a setting what is
 * wrong with it; null: nothing is
 * @param {() => void} parts.showSettings puts the settings on the page as they are
 * @param {() => void} parts.choosePoints custom points are to be the data: there may be none yet
 * @returns {(setting: SettingDefinition, given: string | number) => void}
 */
export function settingsController(state, { markFault, showSettings, choosePoints }) {
  /** The setting that a message stands beside. */
  let told = '';
  return (setting, given) => {
    const { value, problem } = clamp(setting, given, state.settings[setting.key]);
    if (told) markFault(told, null);
    told = problem ? setting.key : '';
    if (setting.key === 'dataset' && value === 'own') {
      showSettings(); // the menu says what is so, until there are points
      choosePoints();
    } else state.set({ [setting.key]: value });
    // After the values are shown: with another value the message goes.
    if (problem) markFault(setting.key, problem);
  };
}
