// What a figure, a chart or a picture was made of, whether that is still what the page is about, and
// how to say it. Whatever outlives a change of the settings or of the weights asks here.

import { sameData } from '../shared/same-data.js';
import { scheduleInWords, sourceInWords } from '../shared/schedules.js';
import { toConfig } from './config.js';
import { dataNames } from './data-sets.js';
import { samplerOf } from './samplers.js';

/** @typedef {import('./app-state.js').AppState} AppState */
/** @typedef {import('./app-state.js').AskedModel} AskedModel */
/** @typedef {import('./app-state.js').Config} Config */
/** @typedef {import('./app-state.js').Plan} Plan */
/** What a flow was made of. @typedef {{ plan: Plan, config: Config, model: AskedModel }} FlowOrigin */

/** Which data, so that they can't be taken for others. @param {Config} config @param {Config} other */
function dataInWords({ data }, other) {
  const { known } = dataNames(data.kind);
  if (data.kind !== other.data.kind) return known;
  if (data.kind === 'ring') return `${known} with k = ${data.scale}`;
  return data.kernelWidth === other.data.kernelWidth
    ? `other ${known.replace(/^the /, '')}`
    : `${known} with blur ${data.kernelWidth}`;
}

/**
 * Where weights come from, and how they are asked; on which data they were trained, where that is not
 * what they are used for.
 * @param {AskedModel} model
 * @param {Config} config what they are used for
 */
export function weightsInWords(model, config) {
  const source = sourceInWords(model);
  if (sameData(model.config, config)) return source;
  return `${source}, trained on ${dataInWords(model.config, config)}`;
}

/**
 * What was measured of weights: the weights, their data, the β(t) that they were asked under.
 * @param {AskedModel} model
 * @param {Config} config the settings at hand
 */
export function measuredInWords(model, config) {
  const { source, schedule } = model;
  const data = sameData(model.config, config)
    ? dataNames(model.config.data.kind).known
    : dataInWords(model.config, config);
  return `${source}, trained on ${data}, under ${scheduleInWords(schedule)}`;
}

/**
 * Whether what was measured of weights, beside the data that they were trained on, is of the weights
 * and the settings at hand.
 * @param {AppState} state
 * @param {AskedModel} model
 */
export function isMeasuredNow(state, model) {
  return state.atHand(model) && sameData(model.config, toConfig(state.settings));
}

/** What a flow depends on, but for data and weights. @param {Pick<FlowOrigin, 'plan' | 'config'>} flow */
function keyOf({ plan, config: { schedule, sample, seed } }) {
  const { method, particles } = sample;
  const { settings } = samplerOf(plan.direction === 'reverse' ? method : 'sde');
  const steps = settings.map((key) => sample[/** @type {keyof typeof sample} */ (key)]);
  return JSON.stringify([plan, schedule, method, particles, steps, seed]);
}

/** Whether the network’s score moved it. @param {Pick<FlowOrigin, 'plan'>} flow */
export const isLearned = ({ plan }) => plan.direction === 'reverse' && !plan.exact;

/**
 * Whether flows are what the pictures are to show now.
 * @param {AppState} state
 * @param {FlowOrigin[]} flows
 */
export function areFlowsNow(state, flows) {
  const wanted = state.flows;
  return (
    flows.length === wanted.length &&
    flows.every((flow, i) => keyOf(flow) === keyOf(wanted[i])) &&
    flows.every((flow, i) => sameData(flow.config, wanted[i].config)) &&
    flows.every((flow) => !isLearned(flow) || state.atHand(flow.model))
  );
}

/** How a flow was made. @param {Pick<FlowOrigin, 'plan' | 'config'>} flow */
export function processInWords({ plan, config }) {
  if (plan.direction === 'closed') return 'forward process, closed form';
  if (plan.direction === 'langevin') return 'forward process, SDE';
  return `${samplerOf(config.sample.method).name}, ${plan.exact ? 'exact' : 'learned'} score`;
}

/** The score that moved a flow, if one did. @param {FlowOrigin} flow */
export function scoreInWords(flow) {
  if (flow.plan.direction !== 'reverse') return '';
  return flow.plan.exact ? 'exact score' : weightsInWords(flow.model, flow.config);
}
