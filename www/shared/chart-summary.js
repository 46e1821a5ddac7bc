// A chart in words, for those who do not see it: of each line its ends and its extremes.

/** @param {number} value */
const write = (value) => String(Number(value.toPrecision(3))).replace('-', '−');

/**
 * @param {{ x: string, y: string, lines: string[] }} labels of the axes and the lines
 * @param {ArrayLike<ArrayLike<number | null | undefined>>} data the places, then the values of each line
 */
export function summarise({ x, y, lines }, data) {
  const places = data[0] ?? [];
  const told = lines.flatMap((label, i) => {
    const line = data[i + 1] ?? [];
    const points = Array.from(line, (value, j) => ({ at: Number(places[j]), value }))
      .filter(({ at, value }) => typeof value === 'number' && isFinite(value) && isFinite(at))
      .map(({ at, value }) => ({ at, value: Number(value) }));
    if (points.length === 0) return [];
    const say = (/** @type {{ at: number, value: number }} */ { at, value }) =>
      `${write(value)} at ${write(at)}`;
    const [first, last] = [points[0], points[points.length - 1]];
    if (points.length === 1) return [`${label}: ${say(first)}.`];
    const low = points.reduce((a, b) => (b.value < a.value ? b : a));
    const high = points.reduce((a, b) => (b.value > a.value ? b : a));
    return [
      `${label}: from ${say(first)} to ${say(last)}; lowest ${say(low)}, highest ${say(high)}.`,
    ];
  });
  const what = y ? `${y}, by ${x}` : `by ${x}`;
  return `Chart: ${what}. ${told.length > 0 ? told.join(' ') : 'No data yet.'}`;
}
