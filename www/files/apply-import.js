// What it takes to work with imported weights: the network and process they are for on the
// controls, a flow, their excess loss; and the way back to what was there before.

import { fromConfig } from '../settings/config.js';
import { SCHEMA } from '../settings/schema.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/app-state.js').Model} Model */
/** @typedef {import('../settings/schema.js').Settings} Settings */

/** The settings that weights bring with them; how to train stays as it is. */
const THEIRS = SCHEMA.filter(({ group }) => group === 'network' || group === 'process');

/**
 * Takes imported weights in use; a run going on is paused, and can go on.
 * @param {Model} model
 * @param {boolean} complete they say all of what they were trained with
 * @param {object} page
 * @param {AppState} page.state
 * @param {() => Promise<unknown>} page.pause the run, if there is one
 * @param {() => void} page.show the weights have changed
 * @returns {Promise<() => void>} brings back what was there before
 */
export async function applyImport(model, complete, { state, pause, show }) {
  await pause();
  const before = { model: state.model, trainedWith: state.trainedWith, values: state.settings };
  /** @param {Partial<Settings>} from */
  const withTheirs = (from) => {
    const these = THEIRS.flatMap(({ key }) => (key in from ? [[key, from[key]]] : []));
    return { ...state.settings, ...Object.fromEntries(these) };
  };
  /** @param {Model | null} next @param {Settings} values @param {Settings | null} trainedWith */
  const take = (next, values, trainedWith) => {
    state.useWeights(next);
    state.trainedWith = trainedWith;
    state.set(values);
    show();
  };
  const config = fromConfig(model.config);
  const values = withTheirs(config);
  take(model, values, complete ? { ...values, ...config } : { ...values });
  return () => take(before.model, withTheirs(before.values), before.trainedWith);
}
