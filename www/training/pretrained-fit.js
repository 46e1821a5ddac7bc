// How well the weights that the page comes with fit the data: what the page would find itself, and need seconds
// of all cores for at each visit. A test measures it anew and holds these to the last digit
// (tests/unit/training/pretrained.test.mjs).

/** Thoroughly measured (`WORK` in www/exact/fit-monitor.js), with the seed of their settings. @type {import('../pkg/nano_diffusion.js').DataFit} */
export const PRETRAINED_FIT = {
  nll: { mean: 0.5698156668244732, stdError: 0.011648984921271274 },
  kl: { mean: 0.0020631381093814028, stdError: 0.0003003884359874682 },
  solverError: { mean: 0.00011452991956389592, stdError: 0.00006387742739147055 },
  logPError: 0.005224187960998579,
};
