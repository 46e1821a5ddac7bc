// Comma-separated values as RFC 4180 has them. Pure text.

/** @typedef {string | number | null} Cell null and NaN stand for "none" */

/**
 * A table as text: a line of names, and one line for each row.
 * @param {string[]} names
 * @param {Iterable<Cell[]>} rows
 */
export function toCsv(names, rows) {
  const lines = [names.map(written).join(',')];
  for (const row of rows) lines.push(row.map(written).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

/** @param {Cell} cell */
function written(cell) {
  if (cell === null || Number.isNaN(cell)) return '';
  if (typeof cell === 'number') return String(cell);
  // A spreadsheet takes a text that begins like this for a formula, and runs it.
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Positions, flat [x0, y0, …], as rows. The shortest decimals that read back as the same float32.
 * @param {Float32Array} points
 * @returns {Generator<Cell[]>}
 */
export function* pointRows(points) {
  for (let i = 0; i < points.length; i += 2) yield [shortest(points[i]), shortest(points[i + 1])];
}

/** @param {number} value a float32 */
export function shortest(value) {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
