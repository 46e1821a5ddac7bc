// The plain objects of the JavaScript API, as TypeScript sees them. wasm-bindgen puts this file
// into the declarations that it writes.

/** What every function throws: `name` is the kind of error, `setting` a key of the config. */
export interface CoreError extends Error {
  setting?: string;
}
export interface Config {
  schedule: {
    path: 'linear' | 'cosine' | 'subVp' | 'varianceExploding' | 'straight';
    betaMin: number;
    betaMax: number;
    tEnd: number;
  };
  data: {
    /** One of the core's data sets, in camelCase. */
    kind: string;
    scale: number;
    kernelWidth: number;
    points: number[];
    /** Of points from a file: what became zero and one. */
    frame?: number[];
  };
  network: {
    layers: number;
    width: number;
    activation: 'relu' | 'silu';
    parametrisation: 'score' | 'noise' | 'data' | 'velocity';
    timeInput: 't' | 'sqrt' | 'logB';
    arithmetic: 'portable' | 'fused';
  };
  train: {
    learningRate: number;
    lrSchedule: 'constant' | 'cosine';
    batch: number;
    steps: number;
    emaDecay: number;
    objective:
      | 'denoising'
      | 'denoisingVelocity'
      | 'denoisingData'
      | 'denoisingLikelihood'
      | 'denoisingUniform'
      | 'sliced'
      | 'slicedReduced';
    tEpsilon: number;
    timeLaw: 'uniform' | 'sqrt' | 'log';
    neighbours: number;
    /** 0: fresh data at each step. */
    trainingPoints: number;
  };
  /** Learning rates before that of `train`: the first step without it, and the rate. */
  earlierRates: [number, number][];
  sample: {
    dt: number;
    particles: number;
    /** One of the core's samplers, in camelCase. */
    method: string;
    tolerance: number;
    noiseSteps: number;
    eta: number;
    churn: number;
    snr: number;
  };
  seed: number;
}
export interface Limit {
  name: string;
  min: number;
  max: number;
  integer: boolean;
}
export interface MemoryNeed {
  /** Bytes in the worker that trains, in each that helps it, in each that moves particles, in each
   * that only asks a network. */
  training: number;
  helper: number;
  sampling: number;
  network: number;
  /** Workers that can help, at most. */
  helpers: number;
  /** Bytes of the particles' positions at one time, and how many times a sampler has. */
  frame: number;
  steps: number;
  /** Bytes of a checkpoint's arrays. */
  checkpoint: number;
}
export interface Preset {
  key: 'fast' | 'density' | 'post';
  config: Config;
}
export interface ScheduleReadout {
  aEnd: number;
  priorKl: number;
  /** Whether sampling starts from visibly the wrong place. */
  priorMismatch: boolean;
  /** λ/B² of the objective where t begins and at T. */
  weights: [number, number];
  t: number[];
  a: number[];
  b: number[];
}
export interface Histogram {
  key: 'angle' | 'folded' | 'radius' | 'x' | 'y';
  lo: number;
  hi: number;
  data: number[];
  samples: number[];
}
export interface Metric {
  key: 'radiusW1' | 'angleW1' | 'radiusTv' | 'offRing' | 'xW1' | 'yW1' | 'planeTv' | 'offSupport';
  value: number;
  bandMedian: number;
  bandBound: number;
}
export interface Evaluation {
  n: number;
  metrics: Metric[];
}
export interface WeightsDescription {
  config: Config;
  /** Whether the file says how it is to be read. */
  complete: boolean;
}
export interface LossFloor {
  /** With λ = B² and t uniform on [0, T]; the curve is of it. */
  mean: number;
  /** Of the loss that is trained on: with its λ and law of t. */
  objective: number;
  entropy: number;
  t: number[];
  floor: number[];
}
export interface Estimate {
  mean: number;
  stdError: number;
}
export interface DataFit {
  nll: Estimate;
  kl: Estimate;
  solverError: Estimate;
  logPError: number;
}
export interface KlByTime {
  t: number[];
  edges: number[];
  byT: Estimate[];
  total: Estimate;
  prior: number;
}
export interface Excess {
  t: number[];
  byT: Estimate[];
  total: Estimate;
}
/** Distances from the scores of training set and data, by t; see the core's `memorise`. */
export interface Measured {
  t: number[];
  toEmpirical: Estimate[];
  toExact: Estimate[];
  apart: Estimate[];
  heldOut: Estimate[];
  trainingExcess: Estimate;
  heldOutExcess: Estimate;
}
