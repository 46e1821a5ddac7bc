// Exercises on copies of training points.

/** @typedef {import('./exercise.js').Exercise} Exercise */

/** @type {Pick<import('./exercise.js').AskedNumber, 'kind' | 'unit' | 'apart' | 'min' | 'max' | 'digits'>} */
const SHARE = {
  kind: 'number',
  unit: ' %',
  apart: ' percentage points',
  min: 0,
  max: 100,
  digits: 1,
};
const COPY =
  'A sample counts as a copy if the nearest training point is less than a third as far as the second nearest.';

/** @type {Exercise} */
export const COPIES = {
  key: 'copies',
  title: 'A perfect memory',
  question: [
    `The training set is 50 points of the ring. The score that minimises the training loss is known exactly: the empirical score of these 50 points. ${COPY}`,
    'Suppose a network had learnt the empirical score without any error. What share of its samples would be copies?',
  ],
  asked: { ...SHARE, name: 'copies', close: 3 },
  settings: { trainingPoints: 50 },
  look: { explore: 'memorise', copiesBy: 'empirical' },
  async answer(desk, config) {
    const { share, samples, chance } = await desk.copies(config);
    return {
      value: 100 * share,
      words: `Of ${samples.toLocaleString('en')} samples made with the empirical score, ${percent(share)} are copies; of fresh points of the ring, ${percent(chance)} are, by chance. The least training loss leads to the training set: what makes a network generalise is that it doesn’t reach it.`,
    };
  },
};

/** @type {Exercise} */
export const CHANCE = {
  key: 'chance',
  title: 'Copies by chance',
  question: [
    `The training set is 10 points of the ring. ${COPY}`,
    'Take fresh points of the ring, which have nothing to do with the training set. What share of them counts as copies?',
  ],
  asked: { ...SHARE, name: 'copies', close: 5 },
  settings: { trainingPoints: 10 },
  look: { explore: 'memorise', copiesBy: 'exact' },
  async answer(desk, config) {
    const { chance, fresh } = await desk.truths(config);
    return {
      value: 100 * chance,
      words: `Of ${fresh.toLocaleString('en')} fresh points, ${percent(chance)} count as copies. With points at random along a line it would be 1/3, in the plane 1/9; ten points on a thin ring are much like a line. A share of copies means something only beside this one.`,
    };
  },
};

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)} %`;
