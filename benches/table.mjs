// Tables as README has them, and numbers as they stand in them.

/** @typedef {{ median: number, quartiles: [number, number] }} Timing */

/** @param {string[]} head @param {string[][]} rows */
export function markdown(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(3, ...all.map((row) => row[i].length)));
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Three digits. @param {number | null | undefined} value */
export function digits(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The median and, in brackets, the quartiles. @param {Timing | null | undefined} timing */
export function timed(timing) {
  if (!timing || !Number.isFinite(timing.median)) return '–';
  const [low, high] = timing.quartiles;
  return `${digits(timing.median)} (${digits(low)}–${digits(high)})`;
}

/** @param {number | null | undefined} share */
export function percent(share) {
  return share && Number.isFinite(share) ? `${(100 * share).toFixed(0)} %` : '–';
}
