// The desk that this page gives to tour, article and modes.

import { toConfig } from './settings.js';

/**
 * @param {import('./lab.js').Lab} lab
 * @param {object} parts
 * @param {import('./answers.js').Answers} parts.answers
 * @param {import('./desk.js').Desk['apply']} parts.apply
 * @param {import('./flows.js').Flows[]} parts.flows
 * @param {import('./playback.js').Playback} parts.playback
 * @param {() => void} parts.redraw
 * @param {(error: unknown) => void} parts.report
 * @param {import('./run.js').Run} parts.run
 * @param {import('./stage.js').Stage} parts.stage
 * @param {HTMLElement} parts.train the button
 * @returns {import('./desk.js').Desk}
 */
export function pageDesk(lab, parts) {
  const { answers, apply, flows, playback, redraw, report, run, stage, train } = parts;
  return {
    values: () => lab.values,
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
    data: (n) =>
      flows[0].data(toConfig(lab.values), n).catch((error) => {
        report(error);
        return null;
      }),
  };
}
