// What the page lets tour, article and modes do with it.

/**
 * @param {import('../settings/app-state.js').AppState} state
 * @param {object} parts
 * @param {(settings: import('../settings/schema.js').Settings) => void} parts.apply a jump to other settings
 * @param {import('../exact/exact-panel.js').ExactPanel} parts.answers
 * @param {import('../sampling/playback.js').Playback} parts.playback
 * @param {() => void} parts.redraw
 * @param {(n: number) => Promise<Float32Array>} parts.data points of the data
 * @param {() => ReturnType<import('../sampling/sampling-client.js').SamplingClient['schedule']>} parts.schedule
 * @param {(error: unknown) => void} parts.report
 * @param {import('../training/training-session.js').TrainingSession} parts.training
 * @param {import('../sampling/sampling-view.js').SamplingView} parts.view
 * @param {HTMLElement} parts.train the button
 * @returns {import('../lessons/page-actions.js').PageActions}
 */
export function pageActions(state, parts) {
  const { apply, answers, playback, redraw, data, schedule, report, training, view, train } = parts;
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
    train: () => !training.active && train.click(),
    toggleTraining: () => train.click(),
    compute: () => answers.computeLikelihood(),
    seek: (progress) => {
      playback.playing = false;
      playback.seek(progress);
      view.touch();
    },
    play: () => {
      playback.restart();
      playback.playing = true;
      view.touch();
    },
    flow: () => (view.flow?.complete ? view.flow : null),
    data: (n) => told(data(n)),
    schedule: () => told(schedule()),
    find: (selector) => document.querySelector(selector),
  };
}
