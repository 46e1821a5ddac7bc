// The compiled core, as the scripts of this folder use it. The one module that imports it: bundles
// lie where this file lies, and keep its address.

export {
  default,
  Evaluator,
  Exact,
  Guidance,
  Likelihood,
  Memory,
  Posterior,
  Sampler,
  ShardWorker,
  Trainer,
  checkpointConfig,
  describeSchedule,
  describeWeights,
  floorValues,
  likelihoodFit,
  lossFloor,
  memoryNeed,
  networkOutput,
  presets,
  sampleData,
  slicedDistance,
  withConfig,
} from './pkg/nano_diffusion.js';
