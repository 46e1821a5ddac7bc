// What there is to explore beyond training and sampling: one line for each. Its part of the page is
// loaded when it is first opened. The keys are the values of the setting `explore` (schema.js).

/**
 * What an exploration is given.
 * @typedef {object} ExploreContext
 * @property {import('../settings/app-state.js').AppState} state
 * @property {import('../sampling/sampling-controller.js').SamplingController} sampling
 * @property {(key: string) => HTMLElement} row the row of one of its settings (group `explore`), to be placed
 * @property {(settings: Partial<import('../settings/schema.js').Settings>) => void} jump sets what the browser’s Back undoes
 * @property {() => void} train starts a run with the settings as they are
 * @property {(model: import('../settings/app-state.js').AskedModel, estimates: import('../shared/measured-series.js').Estimates) => void} note
 * writes what was measured of weights into the record of their run
 * @property {(id: number) => import('../shared/measured-series.js').RunFigures | null} figuresOf what was measured of a run,
 * where it is the one at hand
 * @property {(error: unknown) => void} report
 */
/**
 * An exploration that is open.
 * @typedef {object} ExplorePart
 * @property {() => void} draw after each picture of the page
 * @property {() => void} rebuild draws anew, in the colours of now
 * @property {() => void} close it is taken away: no more listening, no more asking
 */
/**
 * @typedef {object} Exploration
 * @property {string} key
 * @property {string} label in the menu, and the title of its part
 * @property {string} words one sentence
 * @property {() => Promise<{ explore: (root: HTMLElement, context: ExploreContext) => ExplorePart }>} load
 */

/** @type {readonly Exploration[]} */
// prettier-ignore
export const EXPLORATIONS = [
  { key: 'posterior', label: 'What does the network see?', words: 'Drag a noisy point and see which data it may have come from: the exact posterior, its mean, and the network’s.', load: () => import('../posterior/posterior-panel.js') },
  { key: 'memorise', label: 'Memorise or generalise?', words: 'Train on a few points, and see whether the network learns the data or these points by heart: its loss, score and samples beside both truths.', load: () => import('../memorise/memorise-panel.js') },
  { key: 'paths', label: 'Any path from data to noise', words: 'Train and sample on another path, that of flow matching among them, and see that one network serves them all.', load: () => import('../paths/paths-panel.js') },
  { key: 'guidance', label: 'What does guidance sample?', words: 'Guide samples towards a class, and hold them against the density that guidance is said to sample.', load: () => import('../guidance/guidance-panel.js') },
  { key: 'exercises', label: 'Exercises', words: 'Predict, then let the page compute the answer; with a board for the predictions of a class.', load: () => import('../exercises/exercises-panel.js') },
];
