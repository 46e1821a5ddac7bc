// A change of the settings, from wherever it comes: what it puts on the page, and what it asks
// the others to do anew.

import { element } from '../ui/dom.js';
import { applies, changed, clamp } from '../settings/schema.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/schema.js').SettingDefinition} SettingDefinition */
/** @typedef {import('../settings/schema.js').Settings} Settings */

/** Wait this long for more changes before acting on one (milliseconds). */
const SETTLE = 120;
/** The settings of the forward process. */
const PROCESS = ['betaMin', 'betaMax', 'tEnd'];
/** The settings of the data. */
const DATA = ['dataset', 'scale', 'kernelWidth', 'points'];

/**
 * @typedef {object} Parts
 * @property {import('../settings/address-bar.js').AddressBar} address
 * @property {import('../settings/controls-view.js').ControlsView} controls
 * @property {import('../sampling/sampling-client.js').SamplingClient[]} flows
 * @property {import('../sampling/playback-sync.js').PlaybackSync} follower
 * @property {import('../sampling/histograms.js').Histograms} histograms
 * @property {import('../ui/notices.js').Notices} notices
 * @property {import('../points/custom-points.js').CustomPoints} own
 * @property {import('../sampling/playback.js').Playback} playback
 * @property {import('../settings/presets-view.js').PresetsView} presets
 * @property {import('../training/training-session.js').TrainingSession} run
 * @property {import('./refresh.js').Showing} showing
 * @property {import('../sampling/sampling-view.js').SamplingView} stage
 */

export class Changes {
  #state;
  #parts;
  /** @type {Map<string, number>} */
  #timers = new Map();

  /** @param {AppState} state @param {Parts} parts */
  constructor(state, parts) {
    this.#state = state;
    this.#parts = parts;
  }

  /** A control was moved. @param {SettingDefinition} setting @param {string | number} given */
  input(setting, given) {
    const { notices, own } = this.#parts;
    const { settings: values } = this.#state;
    const { value, problem } = clamp(setting, given, values[setting.key]);
    if (problem) notices.show('setting', 'warning', problem);
    else notices.dismiss('setting');
    if (setting.key === 'dataset' && value === 'own') {
      this.show(); // the menu says what is so, until there are points
      own.choose();
    } else this.apply({ ...values, [setting.key]: value });
  }

  /** Takes over new values, and does what their change asks for. @param {Settings} values */
  apply(values) {
    const state = this.#state;
    const { address, flows, follower, histograms, playback, run, showing, stage } = this.#parts;
    const before = state.settings;
    state.settings = values;
    this.show();
    address.write(values);
    stage.touch();
    /** @param {string[]} keys */
    const differ = (...keys) => keys.some((key) => before[key] !== values[key]);

    if (differ('learningRate')) {
      run.training.setLearningRate(Number(values.learningRate)).catch(() => {});
    }
    if (differ('loss')) run.lossChart.setView(state.lossView);
    if (differ('field')) follower.field(true);
    if (differ('angle')) histograms.setFolded(values.angle === 'folded');
    this.#settle('memory', () => run.budget.look());
    if (differ(...DATA, ...PROCESS)) this.#settle('floor', () => showing.floor());
    if (differ(...DATA, 'objective', 'tEpsilon', ...PROCESS)) {
      this.#settle('schedule', () => showing.schedule());
    }
    if (differ(...DATA, 'seed')) this.#settle('data', () => showing.data());
    if (differ('direction')) {
      for (const each of flows) each.clear();
      playback.restart();
    }
    // Forward, the process itself is shown, by the settings as they are now. In reverse, while
    // training, the next flow takes the new values anyway.
    const another = changed(before, values, 'flow').length > 0;
    if (state.forward ? another || differ(...PROCESS) : another && !run.training.active) {
      this.#settle('flow', () => showing.flow(true));
    }
  }

  /** Puts the values on the page. */
  show() {
    const { controls, own, playback, presets, stage } = this.#parts;
    const { settings: values, objectiveWarning, lossHasFloor, forward, captions } = this.#state;
    controls.show(values);
    presets.show(values);
    controls.setHidden('dt', values.method === 'adaptive');
    controls.setHidden('tolerance', values.method !== 'adaptive');
    controls.setHidden('tEpsilon', lossHasFloor);
    const warning = element('objective-warning');
    // A live region speaks at each change: only what is new is written.
    if (warning.textContent !== objectiveWarning) warning.textContent = objectiveWarning;
    controls.setHidden('angle', values.dataset !== 'ring');
    for (const key of DATA) controls.setHidden(key, !applies(key, values));
    own.show();
    element('place-start').textContent = forward ? 'data' : 'noise';
    element('place-end').textContent = forward ? 'noise' : 'data';
    stage.setCaptions(captions);
    playback.speed = Number(values.playback);
  }

  /** Does something once changes have come to rest. @param {string} key @param {() => unknown} act */
  #settle(key, act) {
    clearTimeout(this.#timers.get(key));
    this.#timers.set(key, window.setTimeout(act, SETTLE));
  }
}
