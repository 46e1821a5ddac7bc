// Learning rates that a run had before its present one, as text that fits in a link: step and rate,
// step and rate, with hyphens between. Knows no DOM.

/** A rate, and the first step without it. @typedef {[until: number, rate: number]} EarlierRate */

/** The most that the core keeps of a run. */
export const MAX_RATES = 64;
/** Of the core: steps of a run, and rates. */
const MOST_STEPS = 100_000;
const [LEAST, MOST] = [1e-6, 0.1];

/** @param {readonly EarlierRate[]} rates */
export function encodeRates(rates) {
  return rates.flat().join('-');
}

/**
 * The rates that a text stands for, or null if it is none of ours.
 * @param {string} text
 * @returns {EarlierRate[] | null}
 */
export function decodeRates(text) {
  if (text === '') return [];
  const parts = text.split('-');
  if (parts.length % 2 !== 0 || parts.length > 2 * MAX_RATES) return null;
  if (!parts.every((part) => /^\d+(\.\d+)?$/.test(part))) return null;
  /** @type {EarlierRate[]} */
  const rates = [];
  for (let i = 0; i < parts.length; i += 2) {
    const [until, rate] = [Number(parts[i]), Number(parts[i + 1])];
    const after = rates.at(-1)?.[0] ?? 0;
    const fits = Number.isInteger(until) && until > after && until <= MOST_STEPS;
    if (!fits || rate < LEAST || rate > MOST) return null;
    rates.push([until, rate]);
  }
  return rates;
}

/** @param {string} text @returns {string} empty where there are none */
export function ratesInWords(text) {
  const rates = decodeRates(text) ?? [];
  return rates.map(([until, rate]) => `${rate} until step ${until}`).join(', ');
}
