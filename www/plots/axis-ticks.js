// Where the numbers along an axis stand, and how they are written. Pure.

const QUARTER = Math.PI / 4;

/** What steps between round numbers begin with. */
const STEPS = [10, 5, 2, 1];

/**
 * Round numbers in a range, about as many as asked for, and two at least.
 * @param {number} min @param {number} max @param {number} count
 */
export function roundTicks(min, max, count) {
  const rough = (max - min) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [min];
  const power = 10 ** Math.floor(Math.log10(rough));
  const units = [power, power / 10].flatMap((p) => STEPS.map((step) => step * p));
  /** @type {number[]} */
  let ticks = [];
  for (const unit of units) {
    // Coarser ones only as long as they are enough.
    if (ticks.length >= 2 && unit < rough * 0.999) break;
    const first = Math.ceil(min / unit - 1e-9);
    const last = Math.floor(max / unit + 1e-9);
    ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * unit);
  }
  return ticks;
}

/** A number at an axis. @param {number} value */
export function tickName(value) {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}

/**
 * Quarter turns, or eighths where the range is short.
 * @param {number} min
 * @param {number} max
 */
export function quarterTurns(min, max) {
  const unit = max - min > 4 ? 2 * QUARTER : QUARTER;
  const first = Math.ceil(min / unit - 1e-9);
  const last = Math.floor(max / unit + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * unit);
}

/** An angle as a fraction of π. @param {number} angle */
export function turnName(angle) {
  const eighths = Math.round(angle / QUARTER);
  if (eighths === 0) return '0';
  const sign = eighths < 0 ? '−' : '';
  const [count, of] = [Math.abs(eighths), 4];
  const divisor = count % 4 === 0 ? 4 : count % 2 === 0 ? 2 : 1;
  const top = count / divisor === 1 ? '' : String(count / divisor);
  const bottom = of / divisor === 1 ? '' : `/${of / divisor}`;
  return `${sign}${top}π${bottom}`;
}
