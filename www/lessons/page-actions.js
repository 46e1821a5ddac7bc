// What tour and article may do with the page: a few operations, given by the app. Nothing else of the
// page is known here.

import { entriesOf } from '../settings/schema.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {import('./stations.js').Action} Action */

/**
 * The frames of the samples' way, as far as they are drawn here.
 * @typedef {{ timeAt: (progress: number) => number, cloudAt: (progress: number) => Float32Array }} Film
 */
/** @typedef {{ t: number[], a: number[], b: number[] }} Curves A(t) and B(t), at times from 0 to T */
/**
 * @typedef {object} PageActions
 * @property {() => Settings} values the settings as they are
 * @property {(values: Settings) => void} apply
 * @property {() => unknown} train press Train, unless a run goes on
 * @property {() => void} toggleTraining press the button, whatever it says
 * @property {() => void} compute the likelihood
 * @property {(progress: number) => void} seek stop at a share of the flow's time
 * @property {() => void} play from the start
 * @property {() => void} redraw all charts, after a change of their size or colours
 * @property {() => Film | null} flow what the first picture shows, if whole
 * @property {(n: number) => Promise<Float32Array | null>} data points of the data; null where there
 * are none, which the page has told
 * @property {() => Promise<Curves | null>} schedule likewise
 * @property {(selector: string) => Element | null} find what a station speaks of
 */

/**
 * Takes other values for some settings.
 * @param {PageActions} page
 * @param {Partial<Settings>} values
 */
export function change(page, values) {
  const before = page.values();
  const entries = entriesOf(values).filter(
    ([key, value]) => value !== undefined && value !== before[key],
  );
  // Applying nothing would still count as a change of the link.
  if (entries.length > 0)
    page.apply(/** @type {Settings} */ ({ ...before, ...Object.fromEntries(entries) }));
}

/**
 * @param {PageActions} page
 * @param {Action} action
 * @param {{ still?: boolean }} [options] `still`: instead of playing, show the end
 */
export function perform(page, action, { still = false } = {}) {
  if (action.values) change(page, action.values);
  if (action.train) page.train();
  if (action.compute) page.compute();
  if (action.seek !== undefined) page.seek(action.seek);
  else if (action.play && still) page.seek(1);
  else if (action.play) page.play();
}
