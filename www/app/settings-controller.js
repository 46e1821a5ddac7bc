// What a person sets, on its way into the state: clamped, and told where it had to be set right.

import { clamp } from '../settings/schema.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/schema.js').SettingDefinition} SettingDefinition */

/**
 * @param {AppState} state
 * @param {object} parts
 * @param {import('../ui/notices.js').Notices} parts.notices
 * @param {() => void} parts.showSettings puts the settings on the page as they are
 * @param {() => void} parts.choosePoints custom points are to be the data: there may be none yet
 * @returns {(setting: SettingDefinition, given: string | number) => void}
 */
export function settingsController(state, { notices, showSettings, choosePoints }) {
  return (setting, given) => {
    const { value, problem } = clamp(setting, given, state.settings[setting.key]);
    if (problem) notices.show('setting', 'warning', problem);
    else notices.dismiss('setting');
    if (setting.key === 'dataset' && value === 'own') {
      showSettings(); // the menu says what is so, until there are points
      choosePoints();
    } else state.set({ [setting.key]: value });
  };
}
