// What the comparison of paths says, in one or two sentences. Pure.

import { PATHS, pathOf } from '../shared/schedules.js';

/** @typedef {import('../shared/schedules.js').PathKey} PathKey */
/** @typedef {import('../workers/explorations/paths.js').Reached} Reached */

/** As near as this to what true samples have is as good as them. */
const GOOD = 1.5;
/** The number of evaluations that paths are told apart at. */
const AT = 8;

/** @param {ReadonlyMap<PathKey, readonly Reached[]>} found by evaluations, the same on all paths */
export function answerOf(found) {
  const lines = PATHS.map(({ key }) => ({ key, points: found.get(key) ?? [] }));
  const [{ points }] = lines;
  const index = points.findLastIndex(({ nfe }) => nfe <= AT);
  if (index < 0 || lines.some((line) => line.points.length < points.length)) return '';
  const errors = lines.map(({ key, points }) => ({ key, error: points[index].error }));
  errors.sort((a, b) => a.error - b.error);
  const [best, worst] = [errors[0], errors[errors.length - 1]];
  const { nfe } = points[index];
  const one = `After ${nfe} evaluations the ${pathOf(best.key).name} has the least error, ${best.error.toFixed(2)}, and the ${pathOf(worst.key).name} the largest, ${worst.error.toFixed(2)}.`;
  const arrivals = lines.flatMap(({ key, points }) => {
    const first = points.find(({ error, floor }) => error < GOOD * floor);
    return first ? [`${pathOf(key).name}: ${first.nfe}`] : [];
  });
  const two =
    arrivals.length > 0
      ? ` Evaluations until samples can hardly be told from true ones: ${arrivals.join(', ')}${arrivals.length < lines.length ? '; the others need more' : ''}.`
      : ' None of them is as good as true samples yet.';
  return one + two;
}
