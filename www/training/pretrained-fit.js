// How well the weights that the page comes with fit the data: what the page would find itself, and need seconds
// of all cores for at each visit. A test measures it anew and holds it to the last digit
// (tests/unit/training/pretrained.test.mjs).

/** Thoroughly measured (`WORK` in www/exact/fit-monitor.js), with the seed of their settings. @type {Pick<import('../pkg/nano_diffusion.js').DataFit, 'kl'>} */
export const PRETRAINED_FIT = {
  kl: { mean: 0.0020631381093814028, stdError: 0.0003003884359874682 },
};
