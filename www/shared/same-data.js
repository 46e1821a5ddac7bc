// Whether two configurations have the same data, or the same process and data. Pure.

import { sameSchedule } from './schedules.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */

/**
 * Whether two configurations have the same process and data.
 * @param {Config} a
 * @param {Config} b
 */
export function sameDistributions(a, b) {
  return sameSchedule(a.schedule, b.schedule) && sameData(a, b);
}

/**
 * Whether two configurations have the same data.
 * @param {Config} a
 * @param {Config} b
 */
export function sameData(a, b) {
  const [mine, theirs] = [a.data.points, b.data.points];
  return (
    shapeOf(a) === shapeOf(b) &&
    (mine === theirs ||
      (mine.length === theirs.length && mine.every((value, i) => value === theirs[i])))
  );
}

/** All of the data but the points: only what these data go by. @param {Config} config */
function shapeOf({ data: { kind, scale, kernelWidth } }) {
  return [kind, kind === 'ring' ? scale : '', kind === 'own' ? kernelWidth : ''].join();
}
