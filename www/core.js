// The compiled core, as the scripts of this folder use it. The one module that imports it: bundles
// lie where this file lies, and keep its address.

export {
  default,
  Evaluator,
  Exact,
  Forward,
  Likelihood,
  Sampler,
  ShardWorker,
  Trainer,
  describeSchedule,
  lossFloor,
  memoryNeed,
  networkOutput,
  presets,
  sampleData,
  weightsConfig,
} from './pkg/nano_diffusion.js';
