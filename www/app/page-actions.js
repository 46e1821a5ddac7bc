// What the page lets tour, article and modes do with it.

import { toConfig } from '../settings/schema.js';

/**
 * @param {import('../settings/app-state.js').AppState} state
 * @param {object} parts
 * @param {import('../exact/exact-panel.js').ExactPanel} parts.answers
 * @param {import('../lessons/page-actions.js').PageActions['apply']} parts.apply
 * @param {import('../sampling/sampling-client.js').SamplingClient[]} parts.flows
 * @param {import('../sampling/playback.js').Playback} parts.playback
 * @param {() => void} parts.redraw
 * @param {(error: unknown) => void} parts.report
 * @param {import('../training/training-session.js').TrainingSession} parts.run
 * @param {import('../sampling/sampling-view.js').SamplingView} parts.stage
 * @param {HTMLElement} parts.train the button
 * @returns {import('../lessons/page-actions.js').PageActions}
 */
export function pageActions(state, parts) {
  const { answers, apply, flows, playback, redraw, report, run, stage, train } = parts;
  /**
   * null where it fails, which is told.
   * @template T
   * @param {Promise<T>} asked
   * @returns {Promise<T | null>}
   */
  const told = (asked) =>
    asked.catch((error) => {
      report(error);
      return null;
    });
  return {
    values: () => state.settings,
    apply,
    redraw,
    train: () => !run.training.active && train.click(),
    toggleTraining: () => train.click(),
    compute: () => answers.computeLikelihood(),
    seek: (place) => {
      playback.playing = false;
      playback.seek(place);
      stage.touch();
    },
    play: () => {
      playback.restart();
      playback.playing = true;
      stage.touch();
    },
    flow: () => (stage.flow?.complete ? stage.flow : null),
    data: (n) => told(flows[0].data(toConfig(state.settings), n)),
    schedule: () => told(flows[0].schedule(toConfig(state.settings))),
    find: (selector) => document.querySelector(selector),
  };
}
