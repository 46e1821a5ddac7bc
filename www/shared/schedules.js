// β(t): compared, in words, and what there is to say of a network that is asked under another than its
// own (src/score/rescheduled.rs). Pure.

import { formatValue } from './format.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {Config['schedule']} Schedule */
/** Weights with their settings, and the β(t) that they are asked under.
 * @typedef {{ config: Config, schedule: Schedule, source: string }} Asked */

/** Two ends with integrals of β as close as this are the same, as for the core. */
const SAME = 1e-9;

/** @param {Schedule} a @param {Schedule} b */
export function sameSchedule(a, b) {
  return a.betaMin === b.betaMin && a.betaMax === b.betaMax && a.tEnd === b.tEnd;
}

/** Such as: β 0.1–20, T = 1. @param {Schedule} schedule */
export function scheduleInWords({ betaMin, betaMax, tEnd }) {
  return `β ${formatValue(betaMin)}–${formatValue(betaMax)}, T = ${formatValue(tEnd)}`;
}

/** Where weights come from, and how they are asked, where that is another way than they were trained.
 * @param {Asked} asked */
export function sourceInWords({ source, config, schedule }) {
  const own = sameSchedule(config.schedule, schedule);
  return own ? source : `${source} under ${scheduleInWords(schedule)}`;
}

/** ∫β over [0, T]. @param {Schedule} schedule */
const integral = ({ betaMin, betaMax, tEnd }) => (tEnd * (betaMin + betaMax)) / 2;

/** A(T), how much of the data is left at the end. @param {Schedule} schedule */
export function endOf(schedule) {
  return Math.exp(-integral(schedule) / 2);
}

/**
 * What to say of weights that are asked under another β(t) than they were trained under; else nothing.
 * @param {Asked} asked
 * @returns {{ note: string, warning: string }}
 */
export function reschedulingWords({ config, schedule }) {
  const trained = config.schedule;
  if (sameSchedule(trained, schedule)) return { note: '', warning: '' };
  const note = `The network was trained under another β(t) (${scheduleInWords(trained)}); it is evaluated at the time with the same A(t). Train to get a network for this β(t).`;
  if (integral(schedule) <= integral(trained) * (1 + SAME)) return { note, warning: '' };
  const end = endOf(trained).toPrecision(2);
  const warning = `It was trained only down to A = ${end}; where A(t) is smaller, N(0, I) stands in for p_t.`;
  return { note, warning };
}
