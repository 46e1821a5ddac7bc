// Every setting of the page in one table: its range, how its slider moves, where it stands in the
// core's configuration, what a change of it affects, and when it applies. To add a setting is to add
// a line here. Knows no DOM and no messages. Ranges and defaults are those of the Rust core; a test
// holds the two together.

import { DATA_SETS } from './data-sets.js';
import { decodePoints } from './points-codec.js';
import { SAMPLERS, samplerOf } from './samplers.js';
import { choice, number, points } from './setting-definition.js';

/** @typedef {import('./setting-definition.js').AnySettings} AnySettings */
/** @typedef {import('./setting-definition.js').Effect} Effect */
/** @typedef {import('./setting-definition.js').Definition<SettingKey>} SettingDefinition */
/** A value for each setting of the table. @typedef {{ [D in (typeof TABLE)[number] as D['key']]: D['initial'] }} Settings */
/** @typedef {keyof Settings} SettingKey */

/** @type {[string, string][]} */
const DATASETS = DATA_SETS.map(({ key, label }) => [key, label]);

/** @type {[string, string][]} */
const METHODS = SAMPLERS.map(({ key, label }) => [key, label]);

/** A sampler and a score for the second picture, as `method-score`. @type {[string, string][]} */
const COMPARISONS = [
  ['off', 'nothing'],
  ...METHODS.flatMap(([key, label]) =>
    ['exact', 'learned'].map(
      (score) => /** @type {[string, string]} */ ([`${key}-${score}`, `${label}, ${score}`]),
    ),
  ),
];

/** @type {[string, string][]} */
const OBJECTIVES = [
  ['denoising', 'DSM, λ = B²'],
  ['denoisingLikelihood', 'DSM, λ = β'],
  ['denoisingUniform', 'DSM, λ = 1'],
  ['sliced', 'SSM'],
  ['slicedReduced', 'SSM-VR'],
];

/** @type {{ affects: readonly Effect[] }} */
const PROCESS = { affects: ['training', 'forward', 'floor', 'schedule'] };
/** @type {{ affects: readonly Effect[] }} */
const DATA = { affects: ['training', 'flow', 'data', 'floor', 'schedule'] };
/** @type {{ affects: readonly Effect[] }} */
const TRAINING = { affects: ['training'] };
/** @type {{ affects: readonly Effect[] }} */
const FLOW = { affects: ['flow'] };
const WHOLE = { integer: true, step: 1 };
const WHOLE_LOG = { ...WHOLE, slider: /** @type {const} */ ('log') };
/** @param {number} step */
const log = (step) => ({ slider: /** @type {const} */ ('log'), step });
/** @param {string} path */
const at = (path) => ({ path });

const onRing = (/** @type {AnySettings} */ { dataset }) => dataset === 'ring';
const onCustomPoints = (/** @type {AnySettings} */ { dataset }) => dataset === 'own';

// prettier-ignore
const TABLE = [
  number('process', 'betaMin', 'β min', [0.01, 20], 0.1, { ...at('schedule.betaMin'), ...PROCESS, ...log(0.01) },
    'Noise rate at t = 0, per unit of time.'),
  number('process', 'betaMax', 'β max', [0.1, 50], 20, { ...at('schedule.betaMax'), ...PROCESS, step: 0.5 },
    'Noise rate at t = T, per unit of time. It rises in a line from β min.'),
  number('process', 'tEnd', 'T', [0.1, 5], 1, { ...at('schedule.tEnd'), ...PROCESS, step: 0.1 },
    'When the forward process ends: the data should then look like pure noise.'),
  choice('process', 'dataset', 'Data', DATASETS, 'ring', { ...at('data.kind'), ...DATA, menu: true },
    'Where x₀ comes from: the post’s ring, another shape, or points that you draw or load from a file.'),
  number('process', 'scale', 'Ring scale', [2, 2000], 200, { ...at('data.scale'), ...DATA, ...log(10), appliesWhen: onRing },
    'Shape of the Gamma distribution of the radius: a larger scale makes a thinner ring.'),
  number('process', 'kernelWidth', 'Blur', [0.02, 0.5], 0.08, { ...at('data.kernelWidth'), ...DATA, ...log(0.01), appliesWhen: onCustomPoints },
    'Each of your points stands for a Gaussian of this standard deviation.'),
  points('process', 'points', 'Points', { ...at('data.points'), ...DATA, appliesWhen: onCustomPoints },
    'Your own points.'),

  number('network', 'layers', 'Layers', [2, 10], 6, { ...at('network.layers'), ...TRAINING, ...WHOLE },
    'Linear layers of the network, the output layer included.'),
  number('network', 'width', 'Width', [8, 256], 64, { ...at('network.width'), ...TRAINING, ...WHOLE_LOG },
    'Units of each hidden layer.'),
  choice('network', 'activation', 'Activation', [['relu', 'ReLU'], ['silu', 'SiLU']], 'relu', { ...at('network.activation'), ...TRAINING },
    'What comes between the layers.'),
  choice('network', 'parametrisation', 'Predicts', [['noise', 'noise'], ['score', 'score']], 'noise', { ...at('network.parametrisation'), ...TRAINING },
    'What the network’s output means: the noise ε (score = −output/B), or the score itself, as in the post.'),

  choice('training', 'objective', 'Objective', OBJECTIVES, 'denoising', { ...at('train.objective'), affects: ['training', 'schedule'], menu: true },
    'Denoising score matching (DSM) with a weight λ(t), B² in the post; λ = β bounds the likelihood, λ = 1 is a warning example: both grow as 1/B² near t = 0. Sliced score matching (SSM) knows nothing of the noise; VR has its variance reduced.'),
  number('training', 'tEpsilon', 'First t / T', [1e-5, 0.1], 1e-3, { ...at('train.tEpsilon'), affects: ['training', 'schedule'], ...log(1e-4), appliesWhen: (settings) => !lossHasFloor(settings) },
    'Where t begins for λ = β and λ = 1, as a share of T: their weight has no end at t = 0.'),
  number('training', 'learningRate', 'Learning rate', [1e-6, 0.1], 2e-3, { ...at('train.learningRate'), affects: ['rate'], ...log(1e-4) },
    'Size of Adam’s steps. May be changed while training runs.'),
  choice('training', 'lrSchedule', 'Rate decay', [['cosine', 'cosine'], ['constant', 'none']], 'cosine', { ...at('train.lrSchedule'), ...TRAINING },
    'Cosine: the learning rate falls to zero over the run. None: it stays, as in the post.'),
  number('training', 'batch', 'Batch', [16, 20000], 512, { ...at('train.batch'), ...TRAINING, ...WHOLE_LOG },
    'Fresh samples in each training step.'),
  number('training', 'steps', 'Steps', [10, 100000], 5000, { ...at('train.steps'), ...TRAINING, ...WHOLE_LOG },
    'Training steps of a run.'),
  number('training', 'emaDecay', 'Averaging', [0, 0.9999], 0.99, { ...at('train.emaDecay'), ...TRAINING, step: 0.001 },
    'Decay of the running average (EMA) of the weights that samples are drawn with. 0 switches it off.'),
  number('training', 'seed', 'Seed', [0, 4294967295], 1, { ...at('seed'), affects: ['training', 'flow', 'data'], ...WHOLE, slider: 'typed' },
    'Where all random numbers start: the same seed gives the same run in every browser.'),

  choice('sampling', 'method', 'Sampler', METHODS, 'sde', { ...at('sample.method'), ...FLOW },
    'SDE: the reverse SDE by Euler–Maruyama, as in the post. The others follow the probability-flow ODE, without noise: Euler and Heun by fixed steps, RK32 (Bogacki–Shampine) by steps of its own choice.'),
  choice('sampling', 'score', 'Score', [['learned', 'learned'], ['exact', 'exact']], 'learned', FLOW,
    'Whose score moves the particles: the network’s, or the exact one of the data.'),
  number('sampling', 'dt', 'Step dt', [5e-4, 1], 5e-3, { ...at('sample.dt'), ...FLOW, ...log(1e-3), appliesWhen: (settings) => methodsOf(settings).some((method) => samplerOf(method).nfePerStep !== null) },
    'Time step of the sampler. RK32 takes its own.'),
  number('sampling', 'tolerance', 'Tolerance', [1e-6, 0.1], 1e-3, { ...at('sample.tolerance'), ...FLOW, ...log(1e-4), appliesWhen: (settings) => methodsOf(settings).some((method) => samplerOf(method).nfePerStep === null) },
    'Error that RK32 allows in one step, relative and absolute.'),
  number('sampling', 'particles', 'Particles', [100, 20000], 2000, { ...at('sample.particles'), ...FLOW, ...WHOLE_LOG },
    'Particles in the flow, and samples in the histograms.'),

  choice('view', 'direction', 'Time', [['reverse', 'reverse'], ['langevin', 'forward, SDE'], ['closed', 'forward, closed form']], 'reverse', { ...FLOW, menu: true },
    'Which way time runs. Forward, the data dissolve into noise: by steps of the SDE, or each point on its line A x₀ + B ε.'),
  choice('view', 'field', 'Field', [['off', 'none'], ['learned', 'learned score'], ['exact', 'exact score'], ['difference', 'their difference']], 'off', { menu: true },
    'The score at the time shown, times B: arrows point to where the data are denser; the map is their length.'),
  choice('view', 'compare', 'Compare', COMPARISONS, 'off', { ...FLOW, menu: true },
    'A second picture beside the first, from the same noise x_T.'),
  number('view', 'playback', 'Speed', [0.1, 8], 1, log(0.1),
    'How fast the flow plays.'),
  choice('view', 'angle', 'Angle', [['full', 'full circle'], ['folded', 'folded']], 'full', { appliesWhen: onRing },
    'Full circle: atan2(y, x). Folded: arctan(y/x), as in the post, where opposite points fall together.'),
  choice('view', 'loss', 'Loss axis', [['linear', 'linear'], ['log', 'log'], ['excess', 'excess']], 'log', {},
    'The loss on a linear or logarithmic axis, or its excess: how far the network is from the exact score.'),
];

/** @type {readonly SettingDefinition[]} */
export const SCHEMA = TABLE;

/** @type {ReadonlyMap<string, SettingDefinition>} */
export const BY_KEY = new Map(SCHEMA.map((setting) => [setting.key, setting]));

/** The settings of a first visit: the Fast preset. @returns {Settings} */
export function defaults() {
  const entries = SCHEMA.map(({ key, initial }) => [key, initial]);
  return /** @type {Settings} */ (Object.fromEntries(entries));
}

/** Settings as pairs of key and value, by their types. @param {Partial<Settings>} settings */
export function entriesOf(settings) {
  return /** @type {[SettingKey, number | string][]} */ (Object.entries(settings));
}

/** The sampler and score of the second picture, if there is to be one. @param {AnySettings} settings */
export function comparisonOf({ direction, compare }) {
  if (direction !== 'reverse' || compare === 'off') return null;
  const [method, score] = String(compare).split('-');
  return { method, exact: score === 'exact' };
}

/**
 * The methods of the flows that are shown. In forward time there is one, on the grid of the SDE.
 * @param {AnySettings} settings
 * @returns {string[]}
 */
function methodsOf(settings) {
  if (settings.direction !== 'reverse') return ['sde'];
  const second = comparisonOf(settings);
  return [String(settings.method), ...(second ? [second.method] : [])];
}

/** Whether raw losses mean what the floor means: those of other weights λ do not. @param {AnySettings} settings */
export function lossHasFloor({ objective }) {
  return objective !== 'denoisingLikelihood' && objective !== 'denoisingUniform';
}

/**
 * The nearest allowed value, and a message if that is not the value given.
 * @template {number | string} T
 * @param {SettingDefinition} setting
 * @param {unknown} given a number, or text that a person typed
 * @param {T} fallback what to keep when `given` means nothing
 * @returns {{ value: number | string, problem: string | null }}
 */
export function clamp(setting, given, fallback) {
  const text = String(given).trim();
  if (setting.kind === 'points') {
    if (decodePoints(text)) return { value: text, problem: null };
    return { value: fallback, problem: `${setting.label}: what stands there are no points.` };
  }
  if (setting.kind === 'choice') {
    if (setting.options.some((option) => option.value === text)) {
      return { value: text, problem: null };
    }
    const known = setting.options.map((option) => option.value).join(' or ');
    const problem = `${setting.label} can’t be “${shorten(text)}”: it must be ${known}.`;
    return { value: fallback, problem };
  }
  const wanted = text === '' ? NaN : Number(text);
  if (Number.isNaN(wanted)) {
    const problem = `${setting.label} can’t be “${shorten(text)}”: it must be a number.`;
    return { value: fallback, problem };
  }
  const { min, max, integer } = setting;
  let value = Math.min(max, Math.max(min, wanted));
  if (integer) value = Math.round(value);
  if (value === wanted) return { value, problem: null };
  const kind = integer ? 'a whole number' : 'a number';
  return {
    value,
    problem: `${setting.label} must be ${kind} from ${min} to ${max}: ${shorten(text)} became ${value}.`,
  };
}

/** @param {string} text */
function shorten(text) {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}

/** Whether a setting has anything to act on. @param {string} key @param {AnySettings} settings */
export function applies(key, settings) {
  return BY_KEY.get(key)?.appliesWhen(settings) ?? false;
}

/**
 * The settings that differ between `before` and `after`, apply in the latter, and affect `what`.
 * @param {Partial<Settings>} before those that it lacks are left out
 * @param {Settings} after
 * @param {...Effect} what one of these
 */
export function changed(before, after, ...what) {
  return SCHEMA.filter(
    ({ key, affects, appliesWhen }) =>
      affects.some((effect) => what.includes(effect)) &&
      key in before &&
      before[key] !== after[key] &&
      appliesWhen(after),
  );
}
