// A configuration on its way to a worker. The points of one's own in it, up to 2,000 numbers, cross
// once: the worker holds them, and the configuration names them by their id.

import { held } from './rpc.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {Omit<Config, 'data'> & { data: Omit<Config['data'], 'points'> & { points: number } }} SlimConfig */

/** Stands for no points. */
const NONE = 0;
/** One list for all data without points: what is made for a data set is found by its list.
 * @type {number[]} */
const NO_POINTS = [];

/**
 * Page side.
 * @param {Config} config
 * @param {{ give: (value: object) => number }} client of the worker that it goes to
 * @returns {SlimConfig}
 */
export function slim(config, client) {
  const { data } = config;
  const points = data.points.length > 0 ? client.give(data.points) : NONE;
  return { ...config, data: { ...data, points } };
}

/**
 * Worker side: the configuration again. The points are the same list each time.
 * @param {SlimConfig} config
 * @returns {Config}
 */
export function whole(config) {
  const { data } = config;
  return {
    ...config,
    data: { ...data, points: data.points === NONE ? NO_POINTS : held(data.points) },
  };
}
