// What is known to go wrong with a step dt that is far too large for the process: the samples stay
// finite numbers, and nothing else says that they are none.

import { formatValue } from '../shared/format.js';
import { build, setText } from '../ui/dom.js';
import { hasRate } from '../shared/schedules.js';
import { samplerOf } from '../settings/samplers.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {Pick<import('../pkg/nano_diffusion.js').Config, 'schedule' | 'sample'>} Asked */

/** β·dt where a step moves a particle by as much as it is wrong; and where an error grows from step to
 * step, as |1 − ½ β·dt| > 1. */
const LARGE = 1;
const UNSTABLE = 4;
/** What is advised instead. */
const GOOD = 0.2;

/**
 * In words; empty where nothing is wrong.
 * @param {Asked[]} flows those to be shown, but for any that no step dt has a part in
 */
export function stepWarning(flows) {
  const stepped = flows.filter(({ sample }) => samplerOf(sample.method).settings.includes('dt'));
  if (stepped.length === 0) return '';
  const { schedule, sample } = stepped[0];
  if (!hasRate(schedule)) return '';
  const most = Math.max(schedule.betaMin, schedule.betaMax);
  const product = most * Math.min(sample.dt, schedule.tEnd);
  if (product <= LARGE) return '';
  const advice = Number((GOOD / most).toPrecision(1));
  const where = schedule.betaMax >= schedule.betaMin ? 'T' : '0';
  const what =
    product > UNSTABLE
      ? 'each step can multiply the error of the one before, so the samples may be numbers without meaning'
      : 'steps this large overshoot, so the samples miss the data';
  return `β·dt is ${formatValue(Number(product.toPrecision(2)))} at t = ${where}, but should stay well below 1: ${what}, however good the network is. Try dt = ${formatValue(advice)}.`;
}

/** Shows it beside dt, and whenever the settings change. @param {HTMLElement} row @param {AppState} state */
export function showStepHint(row, state) {
  const note = build('p', { className: 'fault', id: 'step-hint' });
  note.setAttribute('role', 'status');
  row.append(note);
  const show = () => {
    const { forward, direction, flows } = state;
    // In forward time there is one grid, that of the SDE; in closed form its steps add up to nothing.
    const asked = forward
      ? flows.map(({ config }) => ({ ...config, sample: { ...config.sample, method: 'sde' } }))
      : flows.map(({ config }) => config);
    const words = direction === 'closed' ? '' : stepWarning(asked);
    setText(note, words);
    note.hidden = words === '';
  };
  state.onSettings(show);
  show();
}
