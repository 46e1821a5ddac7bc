// Every setting of the page in one table: its range, how its slider moves, and what a change of it
// needs. Knows no DOM and no messages. The ranges and defaults are those of the Rust core; a test
// holds the two together.

import { decodePoints, encodePoints } from './points-codec.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */

/**
 * What it takes for a changed value to act:
 * `train` a new training run, `flow` a new flow of particles (made at once), `live` nothing.
 * @typedef {'train' | 'flow' | 'live'} Needs
 */

/**
 * @typedef {object} NumberSetting
 * @property {'number'} kind
 * @property {string} key
 * @property {string} label
 * @property {string} help
 * @property {Group} group
 * @property {Needs[]} needs
 * @property {number} min
 * @property {number} max
 * @property {number} initial
 * @property {boolean} integer
 * @property {'linear' | 'log' | 'typed'} slider `typed` settings have no slider
 * @property {number} step what the arrow keys add in the number field
 */

/**
 * @typedef {object} ChoiceSetting
 * @property {'choice'} kind
 * @property {string} key
 * @property {string} label
 * @property {string} help
 * @property {Group} group
 * @property {Needs[]} needs
 * @property {string} initial
 * @property {{ value: string, label: string }[]} options
 * @property {boolean} [menu] shown as a menu, not side by side
 */

/**
 * Points of one's own, as the text that the link holds (points-code.js).
 * @typedef {object} PointsSetting
 * @property {'points'} kind
 * @property {string} key
 * @property {string} label
 * @property {string} help
 * @property {Group} group
 * @property {Needs[]} needs
 * @property {string} initial
 */

/** @typedef {NumberSetting | ChoiceSetting | PointsSetting} SettingDefinition */
/** @typedef {'process' | 'network' | 'training' | 'sampling' | 'view'} Group */
/** @typedef {Record<string, number | string>} Settings */

/**
 * @param {Group} group
 * @param {string} key
 * @param {string} label
 * @param {[number, number]} range
 * @param {number} initial
 * @param {Needs[]} needs
 * @param {string} help
 * @param {Partial<NumberSetting>} [more]
 * @returns {NumberSetting}
 */
function number(group, key, label, [min, max], initial, needs, help, more = {}) {
  const base = { integer: false, slider: /** @type {const} */ ('linear'), step: 0.01 };
  return { kind: 'number', group, key, label, min, max, initial, needs, help, ...base, ...more };
}

/**
 * @param {Group} group
 * @param {string} key
 * @param {string} label
 * @param {[string, string][]} options value and label
 * @param {string} initial
 * @param {Needs[]} needs
 * @param {string} help
 * @returns {ChoiceSetting}
 */
function choice(group, key, label, options, initial, needs, help) {
  const named = options.map(([value, text]) => ({ value, label: text }));
  return { kind: 'choice', group, key, label, options: named, initial, needs, help };
}

/**
 * A choice whose options need more words than fit in a row: shown as a menu.
 * @param {Parameters<typeof choice>} rest
 * @returns {ChoiceSetting}
 */
function menu(...rest) {
  return { ...choice(...rest), menu: true };
}

/** @type {[string, string][]} */
const DATASETS = [
  ['ring', 'Ring'],
  ['gaussians', 'Gaussians'],
  ['moons', 'Two moons'],
  ['spiral', 'Spiral'],
  ['checkerboard', 'Checkers'],
  ['arms', 'Galaxy'],
  ['own', 'Your own'],
];

/** A sampler and a score for the second picture, as `method-score`. @type {[string, string][]} */
const COMPARISONS = [
  ['sde-exact', 'SDE, exact'],
  ['sde-learned', 'SDE, learned'],
  ['heun-exact', 'Heun, exact'],
  ['heun-learned', 'Heun, learned'],
  ['euler-exact', 'Euler, exact'],
  ['euler-learned', 'Euler, learned'],
  ['adaptive-exact', 'RK32, exact'],
  ['adaptive-learned', 'RK32, learned'],
];

/** @type {[string, string][]} */
const OBJECTIVES = [
  ['denoising', 'DSM, λ = B²'],
  ['denoisingLikelihood', 'DSM, λ = β'],
  ['denoisingUniform', 'DSM, λ = 1'],
  ['sliced', 'SSM'],
  ['slicedReduced', 'SSM-VR'],
];

const WHOLE = { integer: true, step: 1 };
const WHOLE_LOG = { ...WHOLE, slider: /** @type {const} */ ('log') };
/** @param {number} step */
const log = (step) => ({ slider: /** @type {const} */ ('log'), step });

/** @type {readonly SettingDefinition[]} */
// prettier-ignore
export const SCHEMA = [
  number('process', 'betaMin', 'β min', [0.01, 20], 0.1, ['train'],
    'Noise rate at t = 0, per unit of time.', log(0.01)),
  number('process', 'betaMax', 'β max', [0.1, 50], 20, ['train'],
    'Noise rate at t = T, per unit of time. It rises in a line from β min.', { step: 0.5 }),
  number('process', 'tEnd', 'T', [0.1, 5], 1, ['train'],
    'When the forward process ends: the data should then look like pure noise.', { step: 0.1 }),
  menu('process', 'dataset', 'Data', DATASETS, 'ring', ['train', 'flow'],
    'Where x₀ comes from: the post’s ring, another shape, or points that you draw or load from a file.'),
  number('process', 'scale', 'Ring scale', [2, 2000], 200, ['train', 'flow'],
    'Shape of the Gamma distribution of the radius: a larger scale makes a thinner ring.', log(10)),
  number('process', 'kernelWidth', 'Blur', [0.02, 0.5], 0.08, ['train', 'flow'],
    'Each of your points stands for a Gaussian of this standard deviation.', log(0.01)),
  { kind: 'points', group: 'process', key: 'points', label: 'Points', initial: '', needs: ['train', 'flow'],
    help: 'Your own points.' },

  number('network', 'layers', 'Layers', [2, 10], 6, ['train'],
    'Linear layers of the network, the output layer included.', WHOLE),
  number('network', 'width', 'Width', [8, 256], 64, ['train'],
    'Units of each hidden layer.', WHOLE_LOG),
  choice('network', 'activation', 'Activation', [['relu', 'ReLU'], ['silu', 'SiLU']], 'relu', ['train'],
    'What comes between the layers.'),
  choice('network', 'parametrisation', 'Predicts', [['noise', 'noise'], ['score', 'score']], 'noise', ['train'],
    'What the network’s output means: the noise ε (score = −output/B), or the score itself, as in the post.'),

  menu('training', 'objective', 'Objective', OBJECTIVES, 'denoising', ['train'],
    'Denoising score matching (DSM) with a weight λ(t), B² in the post; λ = β bounds the likelihood, λ = 1 is a warning example: both grow as 1/B² near t = 0. Sliced score matching (SSM) knows nothing of the noise; VR has its variance reduced.'),
  number('training', 'tEpsilon', 'First t / T', [1e-5, 0.1], 1e-3, ['train'],
    'Where t begins for λ = β and λ = 1, as a share of T: their weight has no end at t = 0.', log(1e-4)),
  number('training', 'learningRate', 'Learning rate', [1e-6, 0.1], 2e-3, ['live'],
    'Size of Adam’s steps. May be changed while training runs.', log(1e-4)),
  choice('training', 'lrSchedule', 'Rate decay', [['cosine', 'cosine'], ['constant', 'none']], 'cosine', ['train'],
    'Cosine: the learning rate falls to zero over the run. None: it stays, as in the post.'),
  number('training', 'batch', 'Batch', [16, 20000], 512, ['train'],
    'Fresh samples in each training step.', WHOLE_LOG),
  number('training', 'steps', 'Steps', [10, 100000], 5000, ['train'],
    'Training steps of a run.', WHOLE_LOG),
  number('training', 'emaDecay', 'Averaging', [0, 0.9999], 0.99, ['train'],
    'Decay of the running average (EMA) of the weights that samples are drawn with. 0 switches it off.', { step: 0.001 }),
  number('training', 'seed', 'Seed', [0, 4294967295], 1, ['train', 'flow'],
    'Where all random numbers start: the same seed gives the same run in every browser.',
    { ...WHOLE, slider: 'typed' }),

  choice('sampling', 'method', 'Sampler', [['sde', 'SDE'], ['euler', 'Euler'], ['heun', 'Heun'], ['adaptive', 'RK32']], 'sde', ['flow'],
    'SDE: the reverse SDE by Euler–Maruyama, as in the post. The others follow the probability-flow ODE, without noise: Euler and Heun by fixed steps, RK32 (Bogacki–Shampine) by steps of its own choice.'),
  choice('sampling', 'score', 'Score', [['learned', 'learned'], ['exact', 'exact']], 'learned', ['flow'],
    'Whose score moves the particles: the network’s, or the exact one of the data.'),
  number('sampling', 'dt', 'Step dt', [5e-4, 1], 5e-3, ['flow'],
    'Time step of the sampler. RK32 takes its own.', log(1e-3)),
  number('sampling', 'tolerance', 'Tolerance', [1e-6, 0.1], 1e-3, ['flow'],
    'Error that RK32 allows in one step, relative and absolute.', log(1e-4)),
  number('sampling', 'particles', 'Particles', [100, 20000], 2000, ['flow'],
    'Particles in the flow, and samples in the histograms.', WHOLE_LOG),

  menu('view', 'direction', 'Time', [['reverse', 'reverse'], ['langevin', 'forward, SDE'], ['closed', 'forward, closed form']], 'reverse', ['flow'],
    'Which way time runs. Forward, the data dissolve into noise: by steps of the SDE, or each point on its line A x₀ + B ε.'),
  menu('view', 'field', 'Field', [['off', 'none'], ['learned', 'learned score'], ['exact', 'exact score'], ['difference', 'their difference']], 'off', ['live'],
    'The score at the time shown, times B: arrows point to where the data are denser; the map is their length.'),
  menu('view', 'compare', 'Compare', [['off', 'nothing'], ...COMPARISONS], 'off', ['flow'],
    'A second picture beside the first, from the same noise x_T.'),
  number('view', 'playback', 'Speed', [0.1, 8], 1, ['live'],
    'How fast the flow plays.', log(0.1)),
  choice('view', 'angle', 'Angle', [['full', 'full circle'], ['folded', 'folded']], 'full', ['live'],
    'Full circle: atan2(y, x). Folded: arctan(y/x), as in the post, where opposite points fall together.'),
  choice('view', 'loss', 'Loss axis', [['linear', 'linear'], ['log', 'log'], ['excess', 'excess']], 'log', ['live'],
    'The loss on a linear or logarithmic axis, or its excess: how far the network is from the exact score.'),
];

/** @type {ReadonlyMap<string, SettingDefinition>} */
export const BY_KEY = new Map(SCHEMA.map((setting) => [setting.key, setting]));

/** The values of a first visit: the Fast preset. @returns {Settings} */
export function defaults() {
  return Object.fromEntries(SCHEMA.map((setting) => [setting.key, setting.initial]));
}

/**
 * The nearest allowed value, and a message if that is not the value given.
 * @param {SettingDefinition} setting
 * @param {unknown} given a number, or text that a person typed
 * @param {number | string} fallback what to keep when `given` means nothing
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

/** @param {unknown} name @returns {Config['sample']['method']} */
export function methodOf(name) {
  return name === 'euler' || name === 'heun' || name === 'adaptive' ? name : 'sde';
}

/** @param {unknown} name @returns {Config['train']['objective']} */
function objectiveOf(name) {
  const known = OBJECTIVES.some(([key]) => key === name);
  return known ? /** @type {Config['train']['objective']} */ (name) : 'denoising';
}

/** @param {unknown} name @returns {Config['data']['kind']} */
function datasetOf(name) {
  const known = DATASETS.some(([key]) => key === name);
  return known ? /** @type {Config['data']['kind']} */ (name) : 'ring';
}

/**
 * Whether a setting has anything to act on: some belong to one kind of data alone.
 * @param {string} key
 * @param {Settings} values
 */
export function applies(key, values) {
  if (key === 'scale') return values.dataset === 'ring';
  if (key === 'kernelWidth' || key === 'points') return values.dataset === 'own';
  return true;
}

/** The points decoded last: the same text is the same list, which crosses to a worker once. */
let decoded = { text: '', points: /** @type {number[]} */ ([]) };

/** Never changed by anyone. @param {string} text */
function pointsOf(text) {
  if (text !== decoded.text) decoded = { text, points: decodePoints(text) ?? [] };
  return decoded.points;
}

/**
 * The core's configuration.
 * @param {Settings} values
 * @returns {Config}
 */
export function toConfig(values) {
  /** @param {string} key */
  const n = (key) => Number(values[key]);
  return {
    schedule: { betaMin: n('betaMin'), betaMax: n('betaMax'), tEnd: n('tEnd') },
    data: {
      kind: datasetOf(values.dataset),
      scale: n('scale'),
      kernelWidth: n('kernelWidth'),
      points: values.dataset === 'own' ? pointsOf(String(values.points)) : [],
    },
    network: {
      layers: n('layers'),
      width: n('width'),
      activation: values.activation === 'silu' ? 'silu' : 'relu',
      parametrisation: values.parametrisation === 'score' ? 'score' : 'noise',
    },
    train: {
      learningRate: n('learningRate'),
      lrSchedule: values.lrSchedule === 'constant' ? 'constant' : 'cosine',
      batch: n('batch'),
      steps: n('steps'),
      emaDecay: n('emaDecay'),
      objective: objectiveOf(values.objective),
      tEpsilon: n('tEpsilon'),
    },
    sample: {
      dt: n('dt'),
      particles: n('particles'),
      method: methodOf(values.method),
      tolerance: n('tolerance'),
    },
    seed: n('seed'),
  };
}

/**
 * The values that a configuration stands for; the view's settings are not among them.
 * @param {Config} config
 * @returns {Settings}
 */
export function fromConfig(config) {
  const { schedule, data, network, train, sample, seed } = config;
  const { kind: dataset, scale, kernelWidth } = data;
  const points = encodePoints(data.points);
  const mine = { dataset, scale, kernelWidth, points };
  return { ...schedule, ...mine, ...network, ...train, ...sample, seed };
}

/**
 * The settings whose change from `before` to `after` asks for `what`.
 * @param {Settings} before
 * @param {Settings} after
 * @param {Needs} what
 */
export function changed(before, after, what) {
  return SCHEMA.filter(
    ({ key, needs }) =>
      needs.includes(what) && key in before && before[key] !== after[key] && applies(key, after),
  );
}
