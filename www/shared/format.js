// Numbers as the page writes them. The same in every locale: figures are compared and linked.

/** @typedef {import('../pkg/nano_diffusion.js').Estimate} Estimate */

const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A whole number with thousands apart. @param {number} value */
export function formatCount(value) {
  return COUNT.format(Math.round(value));
}

/** A duration in words. @param {number} seconds */
export function formatDuration(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * A value of a setting, without trailing noise of the binary fraction.
 * @param {number} value
 * @param {string} [zero] what stands for 0, where that means something else
 */
export function formatValue(value, zero) {
  return value === 0 && zero ? zero : String(Number(value.toPrecision(10)));
}

/** From here on digits after the point say nothing, and all before it take more room than there is. */
const LARGE = 1e6;

/**
 * A figure with so many digits after the point; a large one with three in all, as “1.01e+53”.
 * @param {number} value
 * @param {number} digits
 */
export function formatFigure(value, digits) {
  if (Number.isNaN(value)) return '–';
  if (Math.abs(value) < LARGE) return value.toFixed(digits);
  return value.toExponential(2).replace('Infinity', '∞');
}

/** Digits of an estimate after the point: of any, and where the error is not known. */
const MOST = 6;
const USUAL = 4;

/** An estimate such as “0.0052 ± 0.0003”, with no more digits than its standard error leaves sense in. @param {Estimate} estimate */
export function formatEstimate({ mean, stdError }) {
  if (!(stdError > 0)) return formatFigure(mean, USUAL);
  const digits = Math.min(MOST, Math.max(1, Math.ceil(-Math.log10(stdError))));
  return `${formatFigure(mean, digits)} ± ${formatFigure(stdError, digits)}`;
}
