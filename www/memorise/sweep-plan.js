// What the sweep trains, and what its looks say: networks of several widths, on training sets of several
// sizes, each looked at on its way. Pure data.

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/explorations/memorise.js').Look} Look */
/** A training run of the sweep. @typedef {{ id: number, width: number, points: number }} Row */

export const WIDTHS = [16, 32, 64, 128];
export const POINTS = [10, 20, 50, 100, 200];
/** Steps after which each run is looked at. */
export const STEPS = [500, 1000, 2000, 4000, 8000, 16000];
/** What its runs have in common: small batches, and a rate that does not know where a run ends, so that
 * each look is at what a run of so many steps would have been. */
export const SMALL = { batch: 128, learningRate: 2e-3 };
/** Samples at each look. */
const PARTICLES = 500;
/** The runs, the quick ones first. @returns {Row[]} */
export const rows = () =>
  WIDTHS.flatMap((width) => POINTS.map((points) => ({ width, points }))).map((row, id) => ({
    ...row,
    id,
  }));

/** The settings of a run. @param {Config} config those of the page @param {Row} row @returns {Config} */
export function configOf(config, { width, points }) {
  return {
    ...config,
    network: { ...config.network, width, arithmetic: 'portable' },
    train: {
      ...config.train,
      ...SMALL,
      lrSchedule: 'constant',
      emaDecay: 0.99,
      steps: STEPS[STEPS.length - 1],
      trainingPoints: points,
    },
    earlierRates: [],
    sample: { ...config.sample, method: 'dpm', noiseSteps: 24, particles: PARTICLES },
  };
}

/**
 * Where a run begins to memorise: the first steps after which its copies are more than half of the way
 * from chance to all; null if never.
 * @param {Look[]} looks in the order of their steps
 */
export function onset(looks) {
  return looks.find(({ copies, chance }) => copies > 0.5 * (1 + chance))?.step ?? null;
}

/**
 * What the sweep found, in a sentence for each width.
 * @param {Row[]} all
 * @param {(row: Row) => Look[]} looksOf
 */
export function inWords(all, looksOf) {
  const count = (/** @type {number} */ v) => v.toLocaleString('en-US');
  return WIDTHS.flatMap((width) => {
    const done = all.filter(
      (row) => row.width === width && looksOf(row).some(({ step }) => step === STEPS.at(-1)),
    );
    if (done.length === 0) return [];
    const found = done.map((row) => ({ points: row.points, step: onset(looksOf(row)) }));
    const early = found.filter(({ step }) => step !== null);
    const never = found.filter(({ step }) => step === null);
    const parts = early.map(
      ({ points, step }) => `${count(points)} points from step ${count(step ?? 0)}`,
    );
    const not =
      never.length > 0
        ? `${never.map(({ points }) => count(points)).join(', ')} not within ${count(STEPS[STEPS.length - 1])}`
        : '';
    return [`Width ${width}: ${[...parts, not].filter(Boolean).join('; ')}.`];
  }).join(' ');
}
