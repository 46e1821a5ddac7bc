// The ten stations of the guided tour: what each says, points at and does. Pure data; the view
// and the wiring are in tour-view.js and tour.js. The figures in the texts are those of a first
// visit's process and data, which every station sets (BASE).

/** @typedef {import('./formulas.js').FormulaName} FormulaName */
/** @typedef {import('../settings/schema.js').Settings} Settings */

/**
 * Something done to the page, in this order: settings, a press of Train, a place in time.
 * @typedef {object} Action
 * @property {Partial<Settings>} [values]
 * @property {boolean} [train] press Train, unless a run goes on
 * @property {number} [seek] stop at this share of the flow's time
 * @property {boolean} [play] from the start
 * @property {'likelihood'} [compute]
 */

/**
 * @typedef {object} Station
 * @property {string} key
 * @property {string} title
 * @property {string} idea
 * @property {FormulaName} formula
 * @property {Action} enter what the page shows when the station is opened
 * @property {string[]} targets selectors of what it speaks of, the main one first
 * @property {string[]} controls settings that it lends to a page which shows only a few
 * @property {{ words: string, label: string, action: Action }} attempt one thing to try
 * @property {object} prediction
 * @property {string} prediction.question
 * @property {string[]} prediction.choices
 * @property {number} prediction.answer which of the choices
 * @property {string} prediction.reveal
 * @property {Action} prediction.action what shows it
 */

/** What every station starts from. @type {Partial<Settings>} */
export const BASE = {
  betaMin: 0.1,
  betaMax: 20,
  tEnd: 1,
  dataset: 'ring',
  scale: 200,
  method: 'sde',
  score: 'learned',
  dt: 0.005,
  particles: 2000,
  direction: 'reverse',
  field: 'off',
  compare: 'off',
  angle: 'full',
  loss: 'log',
};

/** @type {readonly Station[]} */
export const STATIONS = [
  {
    key: 'data',
    title: 'The data',
    idea: 'We want new points that look like these: a thin ring, its radius spread a little around 1. Such data stand for pictures or sounds, but here the true density is known, so every claim can be checked.',
    formula: 'data',
    enter: { values: { direction: 'closed' }, seek: 0 },
    targets: ['#first', '#angle-chart', '[data-key="scale"]'],
    controls: ['scale'],
    attempt: {
      words: 'Make the ring thicker: a smaller scale k spreads the radius, by 1/√k.',
      label: 'Set the scale to 20',
      action: { values: { scale: 20 }, seek: 0 },
    },
    prediction: {
      question: 'The angle is not uniform. Where are the points densest?',
      choices: ['on the axes', 'on the diagonals'],
      answer: 1,
      reveal:
        'On the diagonals: 0.25 per radian, against 0.125 on the axes. The angles come from points uniform in a square, which reaches farther at its corners. See the four humps of the histogram.',
      action: { values: { scale: 200, particles: 10000 }, seek: 0 },
    },
  },
  {
    key: 'forward',
    title: 'Forward: into noise',
    idea: 'Shrink every point a little, add a little noise, and repeat. The ring dissolves, and at t = T only a standard normal cloud is left: something we know how to draw from.',
    formula: 'forward',
    enter: { values: { direction: 'langevin' }, play: true },
    targets: ['#first', '.player'],
    controls: [],
    attempt: {
      words: 'Watch it again, or drag the slider under the picture back and forth.',
      label: 'Play from the data',
      action: { play: true },
    },
    prediction: {
      question: 'When does the hole in the middle close?',
      choices: ['t = 0.05', 't = 0.2', 't = 0.8'],
      answer: 1,
      reveal:
        'At t = 0.2, early on. There the ring has shrunk to 0.81 and the noise has grown to 0.58 in each direction, enough to fill the middle. The rest of the time removes what is left.',
      action: { seek: 0.2 },
    },
  },
  {
    key: 'schedule',
    title: 'The schedule: β, A and B',
    idea: 'β(t) says how fast noise comes in; it rises in a line. Because the process is linear we can jump to any t at once: A of the data and B of fresh noise ε. No simulation is needed to train.',
    formula: 'closed',
    enter: { values: { direction: 'closed' }, seek: 0.4 },
    targets: ['[data-key="betaMax"]', '.schedule'],
    controls: ['betaMax'],
    attempt: {
      words: 'With β max at 50 the data vanish sooner: A falls to 0 by the middle of the time.',
      label: 'Set β max to 50',
      action: { values: { betaMax: 50 }, seek: 0.4 },
    },
    prediction: {
      question: 'With β max at 2, how much of the data is left at t = T? (A of T)',
      choices: ['under 1 %', 'about 10 %', 'about 60 %'],
      answer: 2,
      reveal:
        'A(T) = e^(−(0.1 + 2)/4) = 0.59. The end is not pure noise, so a sampler that starts from pure noise starts wrong. The page warns of that under the curves.',
      action: { values: { betaMax: 2 }, seek: 1 },
    },
  },
  {
    key: 'score',
    title: 'The score',
    idea: 'The way back needs one thing: at each point and time, the direction in which the noisy density grows. That is the score. Its arrows point to where the points are denser.',
    formula: 'score',
    enter: { values: { field: 'exact' }, seek: 0.9 },
    targets: ['#first', '[data-key="field"]'],
    controls: [],
    attempt: {
      words: 'This is the exact score at t = 0.1. Let time run and see the ring form in it.',
      label: 'Play from noise',
      action: { play: true },
    },
    prediction: {
      question: 'What does the score look like at t = 0.8, where all is nearly noise?',
      choices: ['it points to the ring', 'it points to the centre', 'it is zero'],
      answer: 1,
      reveal:
        'To the centre, longer farther out: the density is nearly that of N(0, I), whose score is −x. All that is particular to the ring shows up late, near t = 0.',
      action: { seek: 0.2 },
    },
  },
  {
    key: 'matching',
    title: 'Denoising score matching',
    idea: 'For real data no one knows the score. But take a point, noise it, and let a network guess the noise: the best guess, averaged over all that could have led here, is −B times the score. So it is learned from examples alone.',
    formula: 'matching',
    enter: { values: { field: 'learned' }, seek: 0.9 },
    targets: ['#first', '[data-key="field"]'],
    controls: [],
    attempt: {
      words: 'This is what the network learned. Compare it with the exact one; Field switches too.',
      label: 'Show the exact score',
      action: { values: { field: 'exact' }, seek: 0.9 },
    },
    prediction: {
      question: 'Where is the network wrong, on the ring or away from it?',
      choices: ['on the ring', 'away from it'],
      answer: 1,
      reveal:
        'Far outside and in the very middle, where training hardly ever puts a point. There it has nothing to learn from, and a flow seldom goes there either.',
      action: { values: { field: 'difference' }, seek: 0.9 },
    },
  },
  {
    key: 'floor',
    title: 'Training, and the floor',
    idea: 'The same noisy point can come from many pairs of data and noise, so even the exact score can’t guess the noise. What stays is the floor, 0.1801 here. It is no failure, and no training gets below it.',
    formula: 'floor',
    enter: { values: { loss: 'log' } },
    targets: ['.training', '#loss-chart', '[data-key="learningRate"]', '[data-key="steps"]'],
    controls: ['learningRate', 'steps'],
    attempt: {
      words: 'Train a network from scratch. The dashed line in the chart is the floor.',
      label: 'Train',
      action: { train: true },
    },
    prediction: {
      question: 'After a few seconds the loss looks stuck. Has the network stopped learning?',
      choices: ['yes', 'no'],
      answer: 1,
      reveal:
        'It learns on: the excess, what is above the floor, keeps falling, tenfold and more, but is tiny beside the floor. Real projects can’t see it, as they don’t know their floor.',
      action: { values: { loss: 'excess' } },
    },
  },
  {
    key: 'reverse',
    title: 'Reverse: out of noise',
    idea: 'Start from pure noise and take small steps back in time: along the score, with a pinch of fresh noise in each. With the score in hand, that process has the densities of the forward one, in reverse order.',
    formula: 'reverse',
    enter: { play: true },
    targets: ['#first', '[data-key="dt"]', '.player'],
    controls: ['dt'],
    attempt: {
      words: 'Watch noise become a ring, in 200 steps.',
      label: 'Play from noise',
      action: { play: true },
    },
    prediction: {
      question: 'With only 10 steps, dt = 0.1: where do the points end?',
      choices: ['on the ring all the same', 'in a blur around it', 'where they began'],
      answer: 1,
      reveal:
        'In a blur: two of three miss the ring. The last step adds noise of size √(β dt) = 0.46, six times the ring’s width, and no step comes after it to clean up.',
      action: { values: { dt: 0.1 }, seek: 1 },
    },
  },
  {
    key: 'judging',
    title: 'Judging by histograms',
    idea: 'Looking right is not enough. Compare the densities of angle and radius, and measure how far mass must be moved to turn one histogram into the other: that is W₁.',
    formula: 'distance',
    enter: { seek: 1 },
    targets: ['.comparison', '#angle-chart', '#radius-chart', '[data-key="particles"]'],
    controls: ['particles'],
    attempt: {
      words: 'Draw five times the samples: the bars calm down, and the distances shrink.',
      label: 'Use 10,000 particles',
      action: { values: { particles: 10000 }, seek: 1 },
    },
    prediction: {
      question: 'Take two sets of true data, 2,000 points each. Is W₁ between them zero?',
      choices: ['yes, both are true', 'no'],
      answer: 1,
      reveal:
        'Chance alone sets them apart. The small line under each figure is what true sets give. A figure inside that band is green: no one can tell it from data by this measure.',
      action: { values: { particles: 2000 }, seek: 1 },
    },
  },
  {
    key: 'ode',
    title: 'Without chance: the ODE',
    idea: 'One differential equation without noise has the same densities at every t. Each point of noise goes to one point of data, and back. On the right it moves the same noise as the SDE on the left.',
    formula: 'ode',
    enter: { values: { compare: 'heun-learned' }, play: true },
    targets: ['.pictures', '.comparison'],
    controls: ['method', 'dt'],
    attempt: {
      words: 'Watch both: jittery paths on the left, smooth ones on the right.',
      label: 'Play both',
      action: { play: true },
    },
    prediction: {
      question: 'The SDE failed with 10 steps. Does the ODE, with 10 of Heun’s?',
      choices: ['it fails too', 'it nearly succeeds'],
      answer: 1,
      reveal:
        'It nearly succeeds: 3 of 100 points miss the ring, where the SDE with the same dt missed with 68. Smooth paths allow long steps, here at two calls of the network each.',
      action: { values: { method: 'heun', dt: 0.1, compare: 'off' }, seek: 1 },
    },
  },
  {
    key: 'likelihood',
    title: 'Likelihood',
    idea: 'Carried along the ODE, a point keeps account of how space is squeezed around it. The sum is the model’s exact log-density, which we can hold against the true one. KL is the mean gap, in nats.',
    formula: 'likelihood',
    enter: {},
    targets: ['#likelihood-maps', '#likelihood-figures'],
    controls: [],
    attempt: {
      words:
        'Compute both maps and the KL divergence of the network at hand. It takes some seconds.',
      label: 'Compute',
      action: { compute: 'likelihood' },
    },
    prediction: {
      question: 'The histograms matched. Is the KL divergence zero, then?',
      choices: ['yes', 'small, but not zero'],
      answer: 1,
      reveal:
        'Small, but not zero: 0.15 nats for the weights shipped with this page. Only the exact density has zero. KL sees all places at once, which two histograms do not. Train longer, or wider, and compute again.',
      action: { compute: 'likelihood' },
    },
  },
];
