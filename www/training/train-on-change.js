// Train on change: with its switch on, a change that waits for a new run starts one by itself, once
// it has come to rest.

import { settled } from '../shared/settle.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */

/** So long no more changes, and a slider rests (milliseconds): a hand pauses for less. */
const REST = 400;
/** A run that takes longer than this in all is long (seconds of training). */
const LONG = 10;

/**
 * Whether a run that begins may end the run at hand: one that a change began always, one that the
 * visitor began if it is short. A paused one is kept to be gone on with; of one that has hardly begun
 * no one knows how long it takes.
 * @param {{ state: import('./training-client.js').State, total: number, rate: number }} run its steps,
 * and how many a second
 * @param {boolean} byChange whether a change began it
 */
export function yields({ state, total, rate }, byChange) {
  if (state === 'paused') return byChange;
  const midway = state === 'running' || state === 'starting';
  return !midway || byChange || total / rate <= LONG;
}

/**
 * @param {AppState} state
 * @param {object} hooks
 * @param {() => boolean} hooks.may whether a run may begin now
 * @param {() => void} hooks.start
 */
export function trainOnChange(state, { may, start }) {
  const act = settled(() => {
    const wanted = state.settings.trainOnChange === 'on' && state.stale.length > 0;
    if (wanted && may()) start();
  }, REST);
  state.onSettings((change) => {
    if (change.affects('training') || change.has('trainOnChange')) act();
  });
}
