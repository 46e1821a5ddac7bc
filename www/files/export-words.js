// What exported points are: of which flow, at which t, in which units; for the name of their file and
// its first line. Pure.

import { dataNames } from '../settings/data-sets.js';
import { isLearned } from '../settings/origin.js';
import { frameOf } from '../settings/points-codec.js';
import { formatCount } from '../shared/format.js';

/** @typedef {import('../settings/origin.js').FlowOrigin} FlowOrigin */
/** The end of a flow. @typedef {{ particles: number, origin: FlowOrigin, timeAt: (progress: number) => number }} Ended */

/** The time at which a flow ends, as a person would write it. @param {Pick<Ended, 'timeAt'>} flow */
function timeOf(flow) {
  return String(Number(flow.timeAt(1).toPrecision(3)));
}

/** The settings of the data that a flow is about: a network moves particles to what it was trained on.
 * @param {Ended} flow */
function aboutOf({ origin }) {
  return isLearned(origin) ? origin.model.config.data : origin.config.data;
}

/** How the points of a file were moved and scaled, where a flow is about such points. @param {Ended} flow */
export function frameOfFlow(flow) {
  return frameOf(aboutOf(flow).frame ?? []);
}

/** The file, without the ending of its name. @param {Ended} flow */
export function pointsFile(flow) {
  const what = flow.origin.plan.direction === 'reverse' ? 'samples' : 'noised-data';
  return `nano-diffusion-${what}-${aboutOf(flow).kind}-t${timeOf(flow)}`;
}

/**
 * The names of the columns, which are the first line of the table: any program that reads tables
 * understands that, as it would not understand a line of remarks before it.
 * @param {Ended} flow
 * @param {string} [units]
 */
export function pointsColumns(flow, units = 'units of the page') {
  const { known } = dataNames(aboutOf(flow).kind);
  const reverse = flow.origin.plan.direction === 'reverse';
  const what = reverse ? `samples of a model of ${known}` : `${known} with noise`;
  return ['x', 'y'].map((axis) => `${axis} (${what} at t = ${timeOf(flow)}; ${units})`);
}

/** What the menu adds to the name of the points. @param {Ended} flow */
export function pointsHint(flow) {
  return `${formatCount(flow.particles)} points, t = ${timeOf(flow)}`;
}
