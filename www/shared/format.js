// Numbers as the page writes them. The same in every locale: figures are compared and linked.

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

/** A value of a setting, without trailing noise of the binary fraction. @param {number} value */
export function formatValue(value) {
  return String(Number(value.toPrecision(10)));
}
