// Schedules: compared, in words, and what there is to say of a network that is asked under another
// than its own (src/score/rescheduled.rs). Pure.

import { formatValue } from './format.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {Config['schedule']} Schedule */
/** Weights with their settings, and the β(t) that they are asked under.
 * @typedef {{ config: Config, schedule: Schedule, source: string }} Asked */

/** @typedef {Schedule['path']} PathKey */

/**
 * @typedef {object} PathName
 * @property {PathKey} key
 * @property {string} label in menus, tables and charts
 * @property {string} name within a sentence
 * @property {number | null} end the noise level B/A that the core takes it to; null: β(t) tells
 */

/** @type {readonly PathName[]} */
// prettier-ignore
export const PATHS = [
  { key: 'linear', label: 'linear β', name: 'linear-β path', end: null },
  { key: 'cosine', label: 'cosine', name: 'cosine path', end: 1000 },
  { key: 'subVp', label: 'sub-VP', name: 'sub-VP path', end: null },
  { key: 'varianceExploding', label: 'variance-exploding', name: 'variance-exploding path', end: 50 },
  { key: 'straight', label: 'straight (flow matching)', name: 'straight path', end: 1000 },
];

/** @param {PathKey} key @returns {PathName} */
export const pathOf = (key) => /** @type {PathName} */ (PATHS.find((path) => path.key === key));

/** Two ends with integrals of β, or noise levels, as close as this are the same, as for the core. */
const SAME = 1e-9;

/** Whether it is told by β(t). @param {Pick<Schedule, 'path'>} schedule */
export const hasRate = ({ path }) => pathOf(path).end === null;

/** @param {Schedule} a @param {Schedule} b */
export function sameSchedule(a, b) {
  if (a.path !== b.path || a.tEnd !== b.tEnd) return false;
  return !hasRate(a) || (a.betaMin === b.betaMin && a.betaMax === b.betaMax);
}

/** Such as: β 0.1–20, T = 1. @param {Schedule} schedule */
export function scheduleInWords(schedule) {
  const { path, betaMin, betaMax, tEnd } = schedule;
  const rates = `β ${formatValue(betaMin)}–${formatValue(betaMax)}`;
  const { name, end } = pathOf(path);
  const way = end === null ? (path === 'linear' ? rates : `${name}, ${rates}`) : name;
  return `${way}, T = ${formatValue(tEnd)}`;
}

/** Where weights come from, and how they are asked, where that is another way than they were trained.
 * @param {Asked} asked */
export function sourceInWords({ source, config, schedule }) {
  const own = sameSchedule(config.schedule, schedule);
  return own ? source : `${source} under ${scheduleInWords(schedule)}`;
}

/** ∫β over [0, T]. @param {Schedule} schedule */
const integral = ({ betaMin, betaMax, tEnd }) => (tEnd * (betaMin + betaMax)) / 2;

/** A(T), how much of the data is left at the end, of the paths with a β. @param {Schedule} schedule */
export function endOf(schedule) {
  return Math.exp(-integral(schedule) / 2);
}

/** The noise level B/A at the end. @param {Schedule} schedule */
function noiseAtEnd(schedule) {
  const { end } = pathOf(schedule.path);
  if (end !== null) return end;
  const a = endOf(schedule);
  return schedule.path === 'subVp' ? (1 - a * a) / a : Math.sqrt(Math.expm1(integral(schedule)));
}

/**
 * What to say of weights that are asked under another schedule than they were trained under; else
 * nothing.
 * @param {Asked} asked
 * @returns {{ note: string, warning: string }}
 */
export function reschedulingWords({ config, schedule }) {
  const trained = config.schedule;
  if (sameSchedule(trained, schedule)) return { note: '', warning: '' };
  if (trained.path !== 'linear' || schedule.path !== 'linear') return otherPath(trained, schedule);
  const note = `The network was trained under another β(t) (${scheduleInWords(trained)}); it is evaluated at the time with the same A(t). Train to get a network for this β(t).`;
  if (integral(schedule) <= integral(trained) * (1 + SAME)) return { note, warning: '' };
  const end = endOf(trained).toPrecision(2);
  const warning = `It was trained only down to A = ${end}; where A(t) is smaller, N(0, I) stands in for p_t.`;
  return { note, warning };
}

/** The same between two paths. @param {Schedule} trained @param {Schedule} asked */
function otherPath(trained, asked) {
  const note = `The network was trained under another schedule (${scheduleInWords(trained)}); it is evaluated at the time with the same noise level B/A, at x scaled to the size it knows. Train to get a network for this path.`;
  const [end, wanted] = [trained, asked].map(noiseAtEnd);
  if (wanted <= end * (1 + SAME)) return { note, warning: '' };
  const warning = `It was trained only up to B/A = ${Number(end.toPrecision(2))}; where there is more noise, a Gaussian stands in for p_t.`;
  return { note, warning };
}
