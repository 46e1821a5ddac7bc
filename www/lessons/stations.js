// The fifteen stations of the guided tour: what each says, points at and does. Pure data; the view
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
 * @property {Action} enter what the page shows when the station is opened, its place in time included
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
  method: 'dpm',
  score: 'learned',
  dt: 0.005,
  particles: 2000,
  direction: 'reverse',
  field: 'off',
  compare: 'off',
  angle: 'full',
  loss: 'log',
  byTime: 'loss',
  parametrisation: 'velocity',
  objective: 'denoisingVelocity',
  timeLaw: 'sqrt',
  neighbours: 256,
  explore: 'off',
  trainingPoints: 0,
  noisyX: 1.2,
  noisyY: 0.8,
  noisyT: 0.25,
  particle: 0,
  tint: 'off',
  path: 'linear',
  guidedClass: 1,
  guidedWeight: 3,
  guidedFrom: 0,
  guidedTo: 1,
  corrections: 5,
  guidedScores: 'exact',
  stepTimes: 'even',
  stepRule: 'euler',
  stepScore: 'exact',
};

/** @type {readonly Station[]} */
export const STATIONS = [
  {
    key: 'data',
    title: 'The data',
    idea: 'We want new points that look like these: a thin ring, whose radius varies a little around 1. They stand in for pictures or sounds, but here the true density is known, so every claim can be checked.',
    formula: 'data',
    enter: { values: { direction: 'closed' }, seek: 0 },
    targets: ['#first', '#angle-chart', '[data-key="scale"]'],
    controls: ['scale'],
    attempt: {
      words: 'Make the ring thicker: the radius has standard deviation 1/√k.',
      label: 'Set k to 20',
      action: { values: { scale: 20 }, seek: 0 },
    },
    prediction: {
      question: 'The angle is not uniform. Where are the points densest?',
      choices: ['on the axes', 'on the diagonals'],
      answer: 1,
      reveal:
        'On the diagonals: 0.25 per radian, compared with 0.125 on the axes. The angles come from points uniform in a square, which reaches farther at its corners. The histogram has four humps.',
      action: { values: { scale: 200, particles: 10000 }, seek: 0 },
    },
  },
  {
    key: 'forward',
    title: 'Forward: into noise',
    idea: 'Shrink every point a little, add a little noise, and repeat. The ring dissolves, and at t = T what is left is very nearly a standard normal cloud, which we know how to sample from.',
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
        'At t = 0.2, early on. By then the ring’s radius is 0.81, and the noise has standard deviation 0.58 in each direction: enough to fill the middle. The remaining time removes what is left.',
      action: { seek: 0.2 },
    },
  },
  {
    key: 'schedule',
    title: 'The schedule: β, A and B',
    idea: 'β(t) sets how fast noise comes in; it rises linearly. Because the process is linear, we can jump to any t at once: A times the data plus B times fresh noise ε, with A² + B² = 1. Training needs no simulation.',
    formula: 'closed',
    enter: { values: { direction: 'closed' }, seek: 0.4 },
    targets: ['[data-key="betaMax"]', '.schedule'],
    controls: ['betaMax'],
    attempt: {
      words: 'With β max at 50, the data vanish sooner: A has fallen to 0.04 by the halfway point.',
      label: 'Set β max to 50',
      action: { values: { betaMax: 50 }, seek: 0.4 },
    },
    prediction: {
      question: 'With β max at 2, how large is A(T), the factor left on the data?',
      choices: ['below 0.01', 'about 0.1', 'about 0.6'],
      answer: 2,
      reveal:
        'A(T) = e^(−(0.1 + 2)/4) = 0.59. The end is not pure noise, so a sampler that starts from pure noise starts from the wrong distribution. The page warns about this under the curves.',
      action: { values: { betaMax: 2 }, seek: 1 },
    },
  },
  {
    key: 'score',
    title: 'The score',
    idea: 'The way back needs one thing: at each point and time, the gradient of the log-density of the noisy points. That is the score. Its arrows point in the direction in which the density increases fastest.',
    formula: 'score',
    enter: { values: { field: 'exact' }, seek: 0.9 },
    targets: ['#first', '[data-key="field"]'],
    controls: [],
    attempt: {
      words: 'This is the exact score at t = 0.1. Let time run, and watch the ring form in it.',
      label: 'Play from noise',
      action: { play: true },
    },
    prediction: {
      question: 'What does the score look like at t = 0.8, where almost everything is noise?',
      choices: ['it points to the ring', 'it points to the centre', 'it is zero'],
      answer: 1,
      reveal:
        'It points to the centre, and grows with the distance from it: the density is nearly that of N(0, I), whose score is −x. What is particular to the ring appears only near t = 0.',
      action: { seek: 0.2 },
    },
  },
  {
    key: 'matching',
    title: 'Denoising score matching',
    idea: 'For real data no one knows the score. But take a point, add noise, and let a network guess which noise was added: the best guess, the mean over all that could have led here, is −B times the score. So it can be learned from examples alone.',
    formula: 'matching',
    enter: { values: { field: 'learned' }, seek: 0.9 },
    targets: ['#first', '[data-key="field"]'],
    controls: [],
    attempt: {
      words:
        'This is what the network learned. Compare it with the exact one; the Field menu also switches between them.',
      label: 'Show the exact score',
      action: { values: { field: 'exact' }, seek: 0.9 },
    },
    prediction: {
      question: 'Where is the network’s error larger, on the ring or away from it?',
      choices: ['on the ring', 'away from it'],
      answer: 1,
      reveal:
        'Away from it: far outside and in the very middle, where training hardly ever puts a point. There the network has little to learn from, but the flow rarely goes there either.',
      action: { values: { field: 'difference' }, seek: 0.9 },
    },
  },
  {
    key: 'floor',
    title: 'Training, and the floor',
    idea: 'The same noisy point can come from many pairs of data and noise, so even the exact score can’t recover the noise. What remains is the floor, 0.1801 for the error in ε. It is not a failure, and no amount of training gets below it.',
    formula: 'floor',
    enter: { values: { loss: 'log', objective: 'denoising', timeLaw: 'uniform' }, play: true },
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
        'It is still learning: the excess, the part above the floor, keeps falling by a factor of ten or more, but is tiny compared with the floor. Real projects can’t see this, because they don’t know their floor.',
      action: { values: { loss: 'excess' } },
    },
  },
  {
    key: 'target',
    title: 'What should the network predict?',
    idea: 'The score, the noise ε, the data x₀, or v = A ε − B x₀: each determines the other three. But an error in the output enters the score in different ways: for ε it is divided by B, for v it is multiplied by A/B, which fades towards T.',
    formula: 'reading',
    enter: { values: { loss: 'excess' }, play: true },
    targets: ['.training', '#loss-chart', '[data-key="parametrisation"]'],
    controls: ['parametrisation', 'objective'],
    attempt: {
      words:
        'Train the same network for the same number of steps to predict the noise. Compare the KL of both in the table of runs.',
      label: 'Train with ε',
      action: { values: { parametrisation: 'noise', objective: 'denoising' }, train: true },
    },
    prediction: {
      question: 'Same network, same steps: which target comes closest to the true density?',
      choices: ['the score', 'the noise ε', 'the data x₀', 'v'],
      answer: 3,
      reveal:
        'v: about 0.004 nats. The noise ε ends near 0.008, the score near 0.02, and x₀ at 0.1 or more, because near t = 0 an error in it is divided by B². All use the same network and the same number of steps.',
      action: {
        values: { parametrisation: 'velocity', objective: 'denoisingVelocity' },
        train: true,
      },
    },
  },
  {
    key: 'reverse',
    title: 'Reverse: out of noise',
    idea: 'Start from pure noise and take small steps back in time: along the score, with a pinch of fresh noise in each. Given the exact score, this process passes through the same densities as the forward one, in reverse.',
    formula: 'reverse',
    enter: { values: { method: 'sde' }, play: true },
    targets: ['#first', '[data-key="dt"]', '.player'],
    controls: ['dt'],
    attempt: {
      words: 'Watch noise become a ring, in 200 steps.',
      label: 'Play from noise',
      action: { play: true },
    },
    prediction: {
      question: 'With only 10 steps, dt = 0.1: where do the points end up?',
      choices: ['still on the ring', 'in a blur around it', 'where they began'],
      answer: 1,
      reveal:
        'In a blur: two out of three miss the ring. The last step adds noise with standard deviation √(β dt) = 0.46, more than six times the spread of the radius, and no step follows to correct it.',
      action: { values: { dt: 0.1 }, seek: 1 },
    },
  },
  {
    key: 'judging',
    title: 'Judging by histograms',
    idea: 'Looking right is not enough. Compare the distributions of angle and radius: W₁ is how far probability has to move, on average, to turn one into the other (for the angle, around the circle).',
    formula: 'distance',
    enter: { seek: 1 },
    targets: ['.comparison', '#angle-chart', '#radius-chart', '[data-key="particles"]'],
    controls: ['particles'],
    attempt: {
      words:
        'Draw five times as many samples: the bars become less noisy, and the distances shrink.',
      label: 'Use 10,000 particles',
      action: { values: { particles: 10000 }, seek: 1 },
    },
    prediction: {
      question: 'Take two sets of true data, 2,000 points each. Is W₁ between them zero?',
      choices: ['yes, both are true', 'no'],
      answer: 1,
      reveal:
        'They differ by chance alone. The small line under each figure is the bound that true sets of this size keep, 95 times in 100. A figure up to it is green: it does not tell samples from data.',
      action: { values: { particles: 2000 }, seek: 1 },
    },
  },
  {
    key: 'ode',
    title: 'Without randomness: the ODE',
    idea: 'A differential equation without noise has the same density at every t. Each noise point goes to one data point, and back. Here the ODE (second picture) starts from the same noise as the SDE (first picture).',
    formula: 'ode',
    enter: { values: { method: 'sde', compare: 'heun-learned' }, play: true },
    targets: ['.pictures', '.comparison'],
    controls: ['method', 'dt'],
    attempt: {
      words: 'Watch both: the SDE’s paths are jittery, the ODE’s are smooth.',
      label: 'Play both',
      action: { play: true },
    },
    prediction: {
      question: 'The SDE failed with 10 steps. Does the ODE fail too, with 10 Heun steps?',
      choices: ['it fails too', 'it nearly succeeds'],
      answer: 1,
      reveal:
        'It nearly succeeds: 2 of 100 points miss the ring; with the same dt, the SDE missed with 68. Smooth paths tolerate long steps, each of which takes two evaluations of the network here (the last takes one).',
      action: { values: { method: 'heun', dt: 0.1, compare: 'off' }, seek: 1 },
    },
  },
  {
    key: 'likelihood',
    title: 'Likelihood',
    idea: 'Carried along the ODE, a point keeps track of how much the space around it is squeezed. That gives the log-density of the ODE’s samples, which we can compare with the true one. KL is the mean difference over the data, in nats.',
    formula: 'likelihood',
    enter: { seek: 1 },
    targets: ['#likelihood-maps', '#likelihood-figures'],
    controls: [],
    attempt: {
      words:
        'Compute both maps and the KL divergence of the current network. It takes a few seconds.',
      label: 'Compute',
      action: { compute: 'likelihood' },
    },
    prediction: {
      question: 'The histograms matched. Is the KL divergence zero, then?',
      choices: ['yes', 'small, but not zero'],
      answer: 1,
      reveal:
        'Small, but not zero: 0.0016 nats for the pre-trained weights of this page. Only the exact density gives zero. KL looks at the whole plane at once; two histograms don’t. Train longer, or a wider network, and compute again.',
      action: { compute: 'likelihood' },
    },
  },
  {
    key: 'posterior',
    title: 'What does the network see?',
    idea: 'Given one noisy point, many data points may be behind it: the posterior p(x₀ | x_t). A perfect network knows its mean and nothing else, and the score gives just that mean (Tweedie’s formula). Drag x_t and t.',
    formula: 'tweedie',
    enter: { values: { explore: 'posterior' }, seek: 0.7 },
    targets: ['#explore'],
    controls: [],
    attempt: {
      words:
        'Follow a particle to the data: press To data, and watch the posterior shrink to one place.',
      label: 'Follow particle 1',
      action: { values: { particle: 1, noisyT: 0.6 } },
    },
    prediction: {
      question:
        'Put x_t at the very centre of the ring, at t = 0.3. Where does a perfect network say that x₀ is?',
      choices: ['at the nearest point of the ring', 'at the centre, where there are no data'],
      answer: 1,
      reveal:
        'At the centre: every direction is equally possible, and the mean of a ring is its middle. A step of sampling follows that mean only a little way; the next one starts from a place where less is possible.',
      action: { values: { noisyX: 0, noisyY: 0, noisyT: 0.3, particle: 0 } },
    },
  },
  {
    key: 'memorise',
    title: 'Memorise or generalise?',
    idea: 'So far each step drew fresh data. A real training set is finite. N points have an exact score of their own: its loss is lower, and all its samples are copies. A network can come close to that score or to the one of the data. Here are 10 points.',
    formula: 'empirical',
    enter: { values: { explore: 'memorise', trainingPoints: 10 }, seek: 1 },
    targets: ['#explore'],
    controls: [],
    attempt: {
      words:
        'Train on these 10 points. The loss on them comes close to its floor, the loss on fresh data rises, and crosses appear: samples that are copies.',
      label: 'Train on 10 points',
      action: { values: { trainingPoints: 10 }, train: true },
    },
    prediction: {
      question: 'The same network and the same steps, but 1,000 points: does it copy these?',
      choices: ['yes', 'no'],
      answer: 1,
      reveal:
        'No: both losses stay together, and no more samples are copies than chance alone gives. The time until a network memorises grows with N; the time in which it learns the data does not. Between the two is the time to stop.',
      action: { values: { trainingPoints: 1000 }, train: true },
    },
  },
  {
    key: 'paths',
    title: 'Any path from data to noise',
    idea: 'The post’s path is one of many: x_t = A x₀ + B ε with any A that falls and B that rises. Flow matching takes a straight one and learns the velocity. At the same noise level B/A it is the same problem, so one network serves them all.',
    formula: 'path',
    enter: { values: { explore: 'paths' }, seek: 1 },
    targets: ['#explore'],
    controls: [],
    attempt: {
      words:
        'Take the straight path. The network that was trained on the post’s path makes the flow at once: nothing is trained.',
      label: 'Straight path',
      action: { values: { path: 'straight' }, seek: 1 },
    },
    prediction: {
      question:
        'On the straight path and with few steps of Euler, even in t: does the ring come out better than on the post’s path?',
      choices: ['yes, straight is quicker', 'no'],
      answer: 1,
      reveal:
        'No. Only the path of one pair of data and noise is straight, and the particles follow a mean over pairs. On a thin ring most depends on small t, where even steps are few; the grid of steps counts more than the path.',
      action: { values: { path: 'straight', method: 'euler', dt: 0.1 }, seek: 1 },
    },
  },
  {
    key: 'guidance',
    title: 'What does guidance sample?',
    idea: 'Image models exaggerate what a prompt says: they sample with s + w (s_c − s). It is often said that this gives the tilted density p(x | c)ʷ p(x)¹⁻ʷ. Here that density is known, and can lie under the samples.',
    formula: 'guidance',
    enter: { values: { explore: 'guidance', dataset: 'gaussians' }, seek: 1 },
    targets: ['#explore'],
    controls: [],
    attempt: {
      words: 'Set w to 1: guidance is off, and all ways of sampling agree.',
      label: 'Set w to 1',
      action: { values: { guidedWeight: 1 } },
    },
    prediction: {
      question: 'With w = 3 and exact scores: do the ODE’s samples follow the tilted density?',
      choices: ['yes', 'no, they go too far'],
      answer: 1,
      reveal:
        'They go too far out, and lie too close together; the SDE’s less so. The tilted densities of the times t do not belong to one forward process, so no sampler carries one into the next. Langevin’s steps at each t mend it.',
      action: { values: { guidedWeight: 3 } },
    },
  },
];
