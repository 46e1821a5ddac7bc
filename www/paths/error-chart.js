// The error of samples over the evaluations of the score that they took: one line for each path, or for each
// network, and what true samples have.

import { COMMON, Chart, axisAt } from '../plots/chart.js';
import { build } from '../ui/dom.js';

/** @typedef {import('../workers/explorations/paths.js').Reached} Reached */
/** @typedef {{ label: string, points: readonly Reached[] }} Line */

/** Beside the colours, for those who do not see them. */
const DASHES = [[], [8, 4], [2, 3], [8, 3, 2, 3], [4, 4]];

/** The lines' colours as classes of their keys, in the order of the theme's series. */
const KEYS = ['samples', 'data', 'loss', 'good', 'series-4'];

/** The keys below the chart. @param {readonly string[]} labels */
export const keysOf = (labels) =>
  build('p', { className: 'keys' }, [
    ...labels.map((label, i) => build('span', { className: `key ${KEYS[i]}` }, [label])),
    'dotted: true samples',
  ]);

export class ErrorChart {
  #chart;

  /** @param {HTMLElement} host @param {readonly string[]} labels of the lines */
  constructor(host, labels) {
    this.#chart = new Chart(
      host,
      (theme) => ({
        ...COMMON,
        scales: {
          x: { time: false, distr: 3, range: () => [0.9, 36] },
          y: { distr: 3, range: (_, __, most) => [0.01, Math.max(1.1, most || 0)] },
        },
        axes: [
          axisAt(theme, [1, 2, 4, 8, 16, 32], { label: 'score evaluations', size: 18 }),
          axisAt(theme, [0.01, 0.03, 0.1, 0.3, 1], { label: 'total variation', size: 44 }),
        ],
        series: [
          {},
          ...labels.map((label, i) => ({
            label,
            stroke: theme.series[i],
            width: 2,
            dash: DASHES[i],
            spanGaps: true,
            points: { show: true, size: 6, fill: theme.series[i] },
          })),
          {
            label: 'true samples',
            stroke: theme.muted,
            width: 1,
            dash: [2, 3],
            spanGaps: true,
            points: { show: false },
          },
        ],
      }),
      [[], ...labels.map(() => []), []],
    );
  }

  /** @param {readonly Line[]} lines in the order of their labels */
  show(lines) {
    const all = lines.flatMap(({ points }) => points);
    const nfes = [...new Set(all.map(({ nfe }) => nfe))].sort((a, b) => a - b);
    const floor = all.at(-1)?.floor ?? null;
    this.#chart.setData([
      nfes,
      ...lines.map(({ points }) =>
        nfes.map((nfe) => points.find((point) => point.nfe === nfe)?.error ?? null),
      ),
      nfes.map(() => floor),
    ]);
  }

  rebuild() {
    this.#chart.rebuild();
  }
}
