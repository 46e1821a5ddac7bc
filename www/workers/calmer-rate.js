// With which learning rate a run that diverged may go on.

/** It is divided by this, down to the least that is allowed. */
const CALMER = 10;
const LEAST = 1e-6;

/**
 * @param {number} learningRate of the run
 * @param {string} [blamed] the setting that is to blame
 * @returns {number | null} null: no learning rate would help
 */
export function calmerRate(learningRate, blamed) {
  // What the objective's weight does it does again, at any rate.
  if (learningRate <= LEAST || blamed === 'objective') return null;
  // Without the noise of the binary fraction: it is shown, and stays in the settings.
  return Math.max(LEAST, Number((learningRate / CALMER).toPrecision(10)));
}
