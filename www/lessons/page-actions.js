// What tour and article may do with the page: a few operations, given by page-desk.js. Pure state: the
// rest of the page is known only through the desk.

/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {import('./stations.js').Action} Action */

/**
 * @typedef {object} Desk
 * @property {() => Settings} values the settings as they are
 * @property {(values: Settings) => void} apply
 * @property {() => unknown} train press Train, unless a run goes on
 * @property {() => void} toggleTraining press the button, whatever it says
 * @property {() => void} compute the likelihood
 * @property {(place: number) => void} seek stop at a share of the flow's time
 * @property {() => void} play from the start
 * @property {() => void} redraw all charts, after a change of their size or colours
 * @property {() => import('../sampling/trajectory.js').Trajectory | null} flow what the first picture shows, if whole
 * @property {(n: number) => Promise<Float32Array | null>} data points of the data; null where there
 * are none, which the page has told
 */

/**
 * Takes other values for some settings.
 * @param {Desk} desk
 * @param {Partial<Settings>} values
 */
export function change(desk, values) {
  const before = desk.values();
  const entries = Object.entries(values).filter(
    ([key, value]) => value !== undefined && value !== before[key],
  );
  // Applying nothing would still count as a change of the link.
  if (entries.length > 0)
    desk.apply(/** @type {Settings} */ ({ ...before, ...Object.fromEntries(entries) }));
}

/**
 * @param {Desk} desk
 * @param {Action} action
 * @param {{ still?: boolean }} [options] `still`: instead of playing, show the end
 */
export function perform(desk, action, { still = false } = {}) {
  if (action.values) change(desk, action.values);
  if (action.train) desk.train();
  if (action.compute) desk.compute();
  if (action.seek !== undefined) desk.seek(action.seek);
  else if (action.play && still) desk.seek(1);
  else if (action.play) desk.play();
}
