// Every setting of the page in one table: its range, how its slider moves, where it stands in the
// core's configuration, what a change of it affects, and when it applies. To add a setting is to add
// a line here. Knows no DOM and no messages. Ranges and defaults are those of the Rust core; a test
// holds the two together.

import { DATA_SETS } from './data-sets.js';
import { decodePoints } from './points-codec.js';
import { decodeRates } from './rates-codec.js';
import { PATHS } from '../shared/schedules.js';
import { readNumber } from '../shared/typed-number.js';
import { SAMPLERS, samplerOf } from './samplers.js';
import { choice, number, points, rates } from './setting-definition.js';

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
  ['off', 'none'],
  ...METHODS.flatMap(([key, label]) =>
    ['exact', 'learned'].map(
      (score) => /** @type {[string, string]} */ ([`${key}-${score}`, `${label}, ${score}`]),
    ),
  ),
];

/** @type {[string, string][]} */
const OBJECTIVES = [
  ['denoising', 'DSM, error in ε (λ = B²)'],
  ['denoisingVelocity', 'DSM, error in v (λ = B²/A²)'],
  ['denoisingData', 'DSM, error in x₀ (λ = B⁴/A²)'],
  ['denoisingUniform', 'DSM, error in the score (λ = 1)'],
  ['denoisingLikelihood', 'DSM, likelihood (λ = β)'],
  ['sliced', 'SSM'],
  ['slicedReduced', 'SSM-VR'],
];

/** @type {{ affects: readonly Effect[] }} */
const PROCESS = { affects: ['process', 'flow', 'floor', 'schedule'] };
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

/** What is open below the lab, by the keys of its table (explorations.js). @type {[string, string][]} */
const EXPLORATIONS = [
  ['off', 'nothing'],
  ['posterior', 'the posterior'],
  ['memorise', 'memorising'],
  ['paths', 'any path'],
  ['guidance', 'guidance'],
  ['exercises', 'exercises'],
];
/** By the keys of their list (exercise-list.js); and the board of a class. */
const EXERCISES = ['decide', 'guess', 'copies', 'chance', 'steps', 'guided', 'board'];
const SEEING = {
  appliesWhen: (/** @type {AnySettings} */ { explore }) => explore === 'posterior',
};
const REMEMBERING = {
  appliesWhen: (/** @type {AnySettings} */ { explore }) => explore === 'memorise',
};
const GUIDING = {
  appliesWhen: (/** @type {AnySettings} */ { explore }) => explore === 'guidance',
};
const COMPARING = {
  appliesWhen: (/** @type {AnySettings} */ { explore }) => explore === 'paths',
};
const LEARNING = {
  appliesWhen: (/** @type {AnySettings} */ { explore }) => explore === 'exercises',
};
const letGo = (/** @type {AnySettings} */ { explore, particle }) =>
  explore === 'posterior' && particle === 0;
const onRing = (/** @type {AnySettings} */ { dataset }) => dataset === 'ring';
/** Whether a flow on the page goes by it. @param {string} setting */
const usedBy = (setting) => (/** @type {AnySettings} */ settings) =>
  methodsOf(settings).some((method) => samplerOf(method).settings.includes(setting));
const onCustomPoints = (/** @type {AnySettings} */ { dataset }) => dataset === 'own';

/** @type {[string, string][]} */
const PATH_OPTIONS = PATHS.map(({ key, label }) => [key, label]);
const withRate = (/** @type {AnySettings} */ { path }) =>
  PATHS.some(({ key, end }) => key === path && end === null);

// prettier-ignore
const TABLE = [
  number('process', 'betaMin', 'β min', [0.01, 20], 0.1, { ...at('schedule.betaMin'), ...PROCESS, ...log(0.01), appliesWhen: withRate },
    'Noise rate at t = 0, per unit of time.'),
  number('process', 'betaMax', 'β max', [0.1, 50], 20, { ...at('schedule.betaMax'), ...PROCESS, step: 0.5, appliesWhen: withRate },
    'Noise rate at t = T, per unit of time. β rises linearly from β min.'),
  number('process', 'tEnd', 'T', [0.1, 5], 1, { ...at('schedule.tEnd'), ...PROCESS, step: 0.1 },
    'End of the forward process. By then the data should look like pure noise.'),
  choice('process', 'path', 'Path', PATH_OPTIONS, 'linear', { ...at('schedule.path'), ...PROCESS, menu: true },
    'How data become noise, x_t = A(t) x₀ + B(t) ε. Linear β: the post’s, A² + B² = 1. Cosine: the same with A = cos and B = sin of one angle. Sub-VP: A as with linear β, B = 1 − A². Variance-exploding: A = 1, and B grows to 50. Straight: A = 1 − t/T, B = t/T, the path of flow matching.'),
  choice('process', 'dataset', 'Data', DATASETS, 'ring', { ...at('data.kind'), ...DATA, menu: true },
    'The distribution of x₀: the post’s ring, another shape, or points that you draw or load from a file.'),
  number('process', 'scale', 'Sharpness k', [2, 2000], 200, { ...at('data.scale'), ...DATA, ...log(10), appliesWhen: onRing },
    'Shape parameter k of the radius, r ~ Gamma(k, k): the spread is 1/√k, so a larger k makes a thinner ring.'),
  number('process', 'kernelWidth', 'Blur', [0.02, 0.5], 0.08, { ...at('data.kernelWidth'), ...DATA, ...log(0.01), appliesWhen: onCustomPoints },
    'Each of your points becomes a Gaussian with this standard deviation.'),
  points('process', 'points', 'Points', { ...at('data.points'), ...DATA, appliesWhen: onCustomPoints },
    'Your own points.'),

  number('network', 'layers', 'Layers', [2, 10], 6, { ...at('network.layers'), ...TRAINING, ...WHOLE },
    'Number of linear layers, including the output layer.'),
  number('network', 'width', 'Width', [8, 256], 64, { ...at('network.width'), ...TRAINING, ...WHOLE_LOG },
    'Units in each hidden layer.'),
  choice('network', 'activation', 'Activation', [['relu', 'ReLU'], ['silu', 'SiLU']], 'silu', { ...at('network.activation'), ...TRAINING, unsaid: 'relu' },
    'The nonlinearity between the layers.'),
  choice('network', 'parametrisation', 'Prediction', [['velocity', 'v'], ['noise', 'ε'], ['data', 'x₀'], ['score', 'score']], 'velocity', { ...at('network.parametrisation'), ...TRAINING, unsaid: 'noise' },
    'What the network predicts: v = A ε − B x₀ (score = −x − output · A/B; on the straight path it is ε − x₀, the velocity of flow matching), the noise ε (score = −output/B), the data x₀ (score = (A · output − x)/B²), or the score itself, as in the post.'),
  choice('network', 'timeInput', 'Time input', [['t', 't'], ['sqrt', '√t'], ['logB', 'ln B']], 'logB', { ...at('network.timeInput'), ...TRAINING, unsaid: 't' },
    'How time is fed to the network: as t, as in the post; as √t; or as ½ ln B(t) + ½, which separates small times.'),
  choice('network', 'arithmetic', 'Arithmetic', [['portable', 'portable'], ['fused', 'fused']], 'portable', { ...at('network.arithmetic'), ...TRAINING },
    'How the network’s sums of products are rounded. Portable: each product, then each sum, which every browser can do. Fused: product and sum at once, by fused multiply-add, where browser and processor have it.'),

  choice('training', 'objective', 'Objective', OBJECTIVES, 'denoisingVelocity', { ...at('train.objective'), affects: ['training', 'floor', 'schedule'], menu: true, unsaid: 'denoising' },
    'Denoising score matching (DSM) with a weight λ(t) on the squared error of the score. Each λ gives the mean squared error of a different quantity; the post’s is ε. λ = β bounds the likelihood; λ = 1 is a cautionary example. Relative to the post’s weight B², both grow like 1/B² as t → 0. Sliced score matching (SSM) does not use the noise at all; SSM-VR is its variance-reduced form.'),
  choice('training', 'timeLaw', 't sampling', [['uniform', 'uniform'], ['sqrt', '√'], ['log', 'log']], 'sqrt', { ...at('train.timeLaw'), affects: ['training', 'floor'], unsaid: 'uniform' },
    'How the times in a batch are drawn: uniformly, as in the post; √: as t = T u² with u uniform, so more often near 0; log: half of them uniformly, half uniformly in ln t.'),
  number('training', 'neighbours', 'Neighbours', [1, 256], 256, { ...at('train.neighbours'), ...TRAINING, ...WHOLE_LOG, appliesWhen: denoises, unsaid: 1 },
    'Number of samples in the batch that share their targets: each noised point is denoised to the mean of their x₀, weighted by how likely each x₀ is to have led to it. The expected gradient stays the same, with less noise. 1: only its own x₀, as in the post.'),
  number('training', 'tEpsilon', 'Smallest t/T', [1e-5, 0.1], 1e-3, { ...at('train.tEpsilon'), affects: ['training', 'floor', 'schedule'], ...log(1e-4), appliesWhen: weightGrowsAtZero },
    'The smallest time used in training for λ = β and λ = 1, as a fraction of T: their weight is unbounded as t → 0.'),
  number('training', 'learningRate', 'Learning rate', [1e-6, 0.1], 6e-3, { ...at('train.learningRate'), affects: ['rate'], ...log(1e-4), unsaid: 2e-3 },
    'Step size of Adam. You can change it while training runs.'),
  rates('training', 'earlierRates', 'Earlier rates', { ...at('earlierRates'), affects: ['rate'] },
    'Learning rates that a run had before it was changed on the way, each with the first step without it.'),
  choice('training', 'lrSchedule', 'LR decay', [['cosine', 'cosine'], ['constant', 'none']], 'cosine', { ...at('train.lrSchedule'), ...TRAINING },
    'Learning-rate decay. Cosine: the rate falls to zero over the run. None: it stays constant, as in the post.'),
  number('training', 'batch', 'Batch', [16, 20000], 512, { ...at('train.batch'), ...TRAINING, ...WHOLE_LOG },
    'Number of fresh samples in each training step.'),
  number('training', 'steps', 'Steps', [10, 100000], 5000, { ...at('train.steps'), ...TRAINING, ...WHOLE_LOG },
    'Number of training steps in a run.'),
  number('training', 'trainingPoints', 'Training points', [0, 10000], 0, { ...at('train.trainingPoints'), affects: ['training', 'floor'], ...WHOLE, step: 10, slider: 'typed', zero: '∞' },
    'Size of the training set, which is drawn once from the data by the seed. ∞: fresh data at each step. Of your own points it takes as many, without blur, or all of them.'),
  number('training', 'emaDecay', 'EMA decay', [0, 0.9999], 0.99, { ...at('train.emaDecay'), ...TRAINING, step: 0.001 },
    'Weight averaging: samples are drawn with an exponential moving average (EMA) of the weights, with this decay per step. 0 turns it off.'),
  number('training', 'seed', 'Seed', [0, 4294967295], 1, { ...at('seed'), affects: ['training', 'flow', 'data'], ...WHOLE, slider: 'typed' },
    'Starting point of all random numbers: the same seed gives the same run in every browser.'),
  choice('training', 'trainOnChange', 'Train on change', [['off', 'off'], ['on', 'on']], 'off', { toggle: true },
    'Changing a setting that needs training starts a run, once the slider rests. A run that you started yourself is not replaced if it is paused or takes more than ten seconds.'),

  choice('sampling', 'method', 'Sampler', METHODS, 'dpm', { ...at('sample.method'), ...FLOW, menu: true, unsaid: 'sde' },
    'SDE: the reverse SDE by Euler–Maruyama, as in the post. Euler, Heun and RK32 solve the probability-flow ODE, which has no noise, in steps of time. The others step through noise levels: DDIM and DPM-Solver++ solve the linear part exactly, EDM is Heun’s method in σ = B/A, and Corrector follows each step of the reverse SDE with a Langevin step.'),
  choice('sampling', 'score', 'Score', [['learned', 'learned'], ['exact', 'exact']], 'learned', FLOW,
    'Which score moves the particles: the network’s, or the exact score of the data.'),
  number('sampling', 'dt', 'Step dt', [5e-4, 1], 5e-3, { ...at('sample.dt'), ...FLOW, ...log(1e-3), appliesWhen: usedBy('dt') },
    'Step size of the samplers that step in time. RK32 chooses its own.'),
  number('sampling', 'tolerance', 'Tolerance', [1e-6, 0.1], 1e-3, { ...at('sample.tolerance'), ...FLOW, ...log(1e-4), appliesWhen: usedBy('tolerance') },
    'Error that RK32 allows per step, both relative and absolute.'),
  number('sampling', 'noiseSteps', 'Noise steps', [4, 200], 24, { ...at('sample.noiseSteps'), ...FLOW, ...WHOLE_LOG, appliesWhen: usedBy('noiseSteps') },
    'Number of steps from noise to data. Most are spent at noise levels between the coarsest and the finest detail of the data.'),
  number('sampling', 'eta', 'η', [0, 1], 0, { ...at('sample.eta'), ...FLOW, step: 0.05, appliesWhen: usedBy('eta') },
    'Randomness in DDIM’s steps: 0 is deterministic (the ODE), 1 is ancestral sampling (the reverse SDE).'),
  number('sampling', 'churn', 'Churn', [0, 80], 0, { ...at('sample.churn'), ...FLOW, step: 1, appliesWhen: usedBy('churn') },
    'EDM’s S_churn: the amount of noise that is added and removed again, spread over all steps.'),
  number('sampling', 'snr', 'Corrector r', [0.01, 0.5], 0.16, { ...at('sample.snr'), ...FLOW, appliesWhen: usedBy('snr') },
    'Signal-to-noise ratio r of the corrector’s Langevin steps: a larger r makes larger steps.'),
  number('sampling', 'particles', 'Particles', [100, 20000], 2000, { ...at('sample.particles'), ...FLOW, ...WHOLE_LOG },
    'Number of particles in the flow, and of samples in the histograms.'),

  choice('view', 'direction', 'Direction', [['reverse', 'noise → data'], ['langevin', 'data → noise, SDE'], ['closed', 'data → noise, closed form']], 'reverse', { ...FLOW, menu: true },
    'Noise → data: the reverse process. Data → noise: the forward process, either in steps of the SDE or in closed form, where each point moves along A x₀ + B ε with one fixed ε.'),
  choice('view', 'field', 'Field', [['off', 'none'], ['learned', 'learned score'], ['exact', 'exact score'], ['difference', 'difference']], 'off', { menu: true },
    'The score at the time shown, times B. Arrows point towards higher density of the noised data; colour shows their length. Difference: learned minus exact.'),
  choice('view', 'compare', 'Compare', COMPARISONS, 'off', { ...FLOW, menu: true },
    'Adds a second picture, by another sampler or score, from the same noise x_T.'),
  number('view', 'playback', 'Speed', [0.1, 8], 1, log(0.1),
    'Playback speed of the flow.'),
  choice('view', 'angle', 'Angle', [['full', 'full circle'], ['folded', 'folded']], 'full', { appliesWhen: onRing },
    'Full circle: atan2(y, x). Folded: arctan(y/x), as in the post, which maps opposite points to the same angle.'),
  choice('view', 'byTime', 'Error over t', [['loss', 'loss'], ['nats', 'nats']], 'loss', {},
    'Where in time the network errs: its loss beside the floor at each t, or the contribution of each t to the KL bound, in nats.'),
  choice('view', 'loss', 'Loss chart', [['linear', 'linear'], ['log', 'log'], ['excess', 'excess'], ['kl', 'KL']], 'log', {},
    'Linear, log: the loss on that axis. Excess: the loss above the floor, which measures how far the network is from the exact score. KL: the divergence KL(data ‖ model), in nats.'),

  choice('explore', 'explore', 'Explore', EXPLORATIONS, 'off', { menu: true },
    'What is open below the lab: one of the explorations of the menu in the header.'),
  choice('explore', 'copiesBy', 'Samples by', [['learned', 'network'], ['exact', 'exact'], ['empirical', 'empirical']], 'learned', { ...REMEMBERING },
    'Whose score makes the samples that are searched for copies: the network’s, the exact one of the data, or the empirical one of the training points, which leads to nothing but copies.'),
  number('explore', 'fieldsT', 't/T', [0.001, 1], 0.02, { ...REMEMBERING, ...log(0.001) },
    'The time of the three score fields, as a fraction of T.'),
  number('explore', 'noisyX', 'x', [-4, 4], 1.2, { ...SEEING, appliesWhen: letGo },
    'The horizontal place of the noisy point x_t.'),
  number('explore', 'noisyY', 'y', [-4, 4], 0.8, { ...SEEING, appliesWhen: letGo },
    'The vertical place of the noisy point x_t.'),
  number('explore', 'noisyT', 't/T', [0.001, 1], 0.25, { ...SEEING, step: 0.005 },
    'The time of the noisy point, as a fraction of T: 0 is data, 1 is noise.'),
  number('explore', 'particle', 'Particle', [0, 20000], 0, { ...SEEING, ...WHOLE, slider: 'typed' },
    'The number of a particle of the flow to follow: x_t is where it is at time t. 0: x_t stays where you put it.'),
  number('explore', 'guidedClass', 'Class', [1, 12], 1, { ...GUIDING, ...WHOLE },
    'Which class guidance goes towards, in the order of the data: a Gaussian, a moon, an arm, a quarter of the ring.'),
  number('explore', 'guidedWeight', 'Weight w', [0, 8], 3, { ...GUIDING, step: 0.1 },
    'How much guidance exaggerates: s + w (s_c − s). 0: all data. 1: the class, as it is.'),
  number('explore', 'guidedFrom', 'From t/T', [0, 1], 0, { ...GUIDING, step: 0.01 },
    'Guidance acts from this time on, as a fraction of T; below it the score is that of the class.'),
  number('explore', 'guidedTo', 'To t/T', [0, 1], 1, { ...GUIDING, step: 0.01 },
    'Guidance acts up to this time, as a fraction of T; above it the score is that of the class.'),
  number('explore', 'corrections', 'Langevin steps', [0, 20], 5, { ...GUIDING, ...WHOLE },
    'Steps of Langevin’s dynamics after each step of the SDE, at the same t, for the last of the pictures. Their bias is a fortieth of the variance.'),
  choice('explore', 'guidedScores', 'Scores', [['exact', 'exact'], ['learned', 'learned']], 'exact', { ...GUIDING },
    'Whose scores are guided by: the exact ones, or those of one network, trained here with 15 % of the labels dropped.'),
  choice('explore', 'stepTimes', 'Steps even in', [['even', 't'], ['root', '√t'], ['logNoise', 'ln(A/B)']], 'even', { ...COMPARING },
    'Where the few steps are made. Even in t: as flow matching is usually sampled. Even in √t: finer towards the data. Even in ln(A/B): at the same noise levels on every path.'),
  choice('explore', 'stepRule', 'Rule', [['euler', 'Euler'], ['heun', 'Heun']], 'euler', { ...COMPARING },
    'How each step of the probability-flow ODE is made. Euler: one evaluation of the score. Heun: two, but for the last step.'),
  choice('explore', 'stepScore', 'Score', [['exact', 'exact'], ['learned', 'learned']], 'exact', { ...COMPARING },
    'Whose score the flows go by: the exact one of the data, or the network’s, converted to each path.'),
  choice('explore', 'exercise', 'Exercise', EXERCISES.map((key) => [key, key]), 'decide', { ...LEARNING, menu: true },
    'The exercise that is open, or the board of a class.'),
  number('explore', 'prediction', 'Prediction', [-1, 1000], -1, { ...LEARNING, slider: 'typed' },
    'What you predict. −1: nothing yet.'),
  choice('explore', 'tint', 'Particles', [['off', 'hidden'], ['data', 'by data side'], ['noise', 'by noise side']], 'off', { ...SEEING },
    'Shows the particles of the flow at time t. Their colour is the direction, seen from the middle, of where they are at t = 0 (by data side) or at t = T (by noise side).'),
];

/** @type {readonly SettingDefinition[]} */
export const SCHEMA = TABLE;

/** @type {ReadonlyMap<string, SettingDefinition>} */
export const BY_KEY = new Map(SCHEMA.map((setting) => [setting.key, setting]));

/** @param {SettingKey} key @returns {SettingDefinition} */
export const settingOf = (key) => /** @type {SettingDefinition} */ (BY_KEY.get(key));

/** The settings of a first visit: the Fast preset. @returns {Settings} */
export function defaults() {
  const entries = SCHEMA.map(({ key, initial }) => [key, initial]);
  return /** @type {Settings} */ (Object.fromEntries(entries));
}

/** The settings of a link that names none of them. @returns {Settings} */
export function unsaid() {
  const entries = SCHEMA.map((setting) => [setting.key, setting.unsaid]);
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

/** Whether the objective has targets. @param {AnySettings} settings */
function denoises({ objective }) {
  return !String(objective).startsWith('sliced');
}

/** Whether λ/B² has no end as t → 0, so that t has to begin later. @param {AnySettings} settings */
function weightGrowsAtZero({ objective }) {
  return objective === 'denoisingLikelihood' || objective === 'denoisingUniform';
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
    return { value: fallback, problem: `${setting.label}: this text doesn’t contain any points.` };
  }
  if (setting.kind === 'rates') {
    if (decodeRates(text)) return { value: text, problem: null };
    const problem = `${setting.label}: “${shorten(text)}” doesn’t list steps and learning rates.`;
    return { value: fallback, problem };
  }
  if (setting.kind === 'choice') {
    if (setting.options.some((option) => option.value === text)) {
      return { value: text, problem: null };
    }
    const known = setting.options.map((option) => option.value).join(' or ');
    const problem = `${setting.label} can’t be “${shorten(text)}”: choose ${known}.`;
    return { value: fallback, problem };
  }
  let wanted = typeof given === 'number' ? given : readNumber(text, setting.integer);
  if (setting.zero && wanted === Infinity) wanted = 0;
  if (Number.isNaN(wanted)) {
    const what = text === '' ? 'empty' : `“${shorten(text)}”`;
    return { value: fallback, problem: `${setting.label} can’t be ${what}: enter a number.` };
  }
  const { min, max, integer } = setting;
  let value = Math.min(max, Math.max(min, wanted));
  if (integer) value = Math.round(value);
  if (value === wanted) return { value, problem: null };
  const kind = integer ? 'a whole number' : 'a number';
  return {
    value,
    problem: `${setting.label} must be ${kind} from ${min} to ${max}: ${shorten(text)} was changed to ${value}.`,
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
