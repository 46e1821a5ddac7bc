// The post's figure in numbers: of the data at a time, and of the particles of one or two flows at
// that time, the histogram over the plane and those of two marginals; and what it is a figure of, in
// words. Pure.

import { dataNames } from '../settings/data-sets.js';
import { processInWords, scoreInWords } from '../settings/origin.js';
import { samplerOf } from '../settings/samplers.js';
import { formatCount } from '../shared/format.js';
import { HISTOGRAM_WORDS, METRIC_WORDS, writeMetric } from '../shared/metric-words.js';
import { scheduleInWords } from '../shared/schedules.js';

/** @typedef {import('../pkg/nano_diffusion.js').Histogram} Histogram */
/** What was counted of one flow: the planes of data and particles, and their marginals.
 * @typedef {{ planes: Float32Array, histograms: Histogram[] }} Counts */
/** What a flow was made of, and how its end compares with the data, once it is whole.
 * @typedef {import('../settings/origin.js').FlowOrigin & { evaluation: import('../pkg/nano_diffusion.js').Evaluation | null }} Flow */
/** One row of the figure: the data, or the particles of a flow.
 * @typedef {{ key: 'data' | 'samples' | 'second', name: string, plane: Float32Array, marginals: ArrayLike<number>[] }} Row */
/** @typedef {{ key: Histogram['key'], lo: number, hi: number }} Axis */

export class FigureData {
  /**
   * @param {object} parts
   * @param {number} parts.t
   * @param {number} parts.side the plane is [-side, side]²
   * @param {Flow[]} parts.flows
   * @param {Counts[]} parts.counts of each flow, with its data, which are the same
   * @param {'angle' | 'folded'} parts.angle which form of the angle is shown
   */
  constructor({ t, side, flows, counts, angle }) {
    const hidden = angle === 'folded' ? 'angle' : 'folded';
    // The radius first, as in the post.
    const order = (/** @type {Histogram} */ { key }) => (key === 'radius' ? 0 : 1);
    const chosen = counts.map(({ histograms }) =>
      histograms.filter(({ key }) => key !== hidden).sort((a, b) => order(a) - order(b)),
    );
    const [first] = counts;
    const half = first.planes.length / 2;
    this.t = t;
    this.side = side;
    this.flows = flows;
    /** Cells along each side of the plane. */
    this.cells = Math.round(Math.sqrt(half));
    /** Particles of a flow: as many as data. */
    this.n = flows[0].config.sample.particles;
    this.forward = flows[0].plan.direction !== 'reverse';
    /** @type {Axis[]} */
    this.axes = chosen[0].map(({ key, lo, hi }) => ({ key, lo, hi }));
    /** @type {Row[]} */
    this.rows = [
      {
        key: 'data',
        name: t > 0 ? 'Noised data' : 'Data',
        plane: first.planes.subarray(0, half),
        marginals: chosen[0].map(({ data }) => data),
      },
      ...counts.map(({ planes }, i) => ({
        key: i === 0 ? /** @type {const} */ ('samples') : /** @type {const} */ ('second'),
        name: this.#nameOf(i),
        plane: planes.subarray(half),
        marginals: chosen[i].map(({ samples }) => samples),
      })),
    ];
    /** The largest density over the plane: the top of the colour scale. */
    this.most = Math.max(
      ...this.rows.map(({ plane }) => plane.reduce((a, b) => Math.max(a, b), 0)),
    );
  }

  /** @param {number} i a flow */
  #nameOf(i) {
    if (this.forward) return 'Data on their way';
    if (this.flows.length === 1) return 'Samples';
    return `Samples ${i + 1}`;
  }

  /** The largest density of a marginal. @param {number} i */
  mostOf(i) {
    return Math.max(...this.rows.flatMap(({ marginals }) => [...Array.from(marginals[i])]));
  }

  /** The share of a row's points inside the square. @param {Row} row */
  inside({ plane }) {
    const area = ((2 * this.side) / this.cells) ** 2;
    return plane.reduce((sum, density) => sum + density * area, 0);
  }

  /** What it is a figure of. */
  get words() {
    const [first] = this.flows;
    const { config } = first;
    const each = (/** @type {(flow: Flow) => string} */ say) =>
      [...new Set(this.flows.map(say))].join(' | ');
    const how = this.forward
      ? [processInWords(first)]
      : [each((flow) => samplerOf(flow.config.sample.method).name), each(scoreInWords)];
    const data = dataNames(config.data.kind).known;
    return [
      data[0].toUpperCase() + data.slice(1),
      ...how,
      scheduleInWords(config.schedule),
      `t = ${this.t.toFixed(3)}`,
      `n = ${formatCount(this.n)}`,
      `seed ${config.seed}`,
    ].join(' · ');
  }

  /** The distances of samples to data, each beside its bound for true samples; none of data on their
   * way, or of a flow that is not whole. They are those of t = 0. @returns {string[]} */
  get distances() {
    const ends = this.flows.map(({ evaluation }) => evaluation);
    const [first] = ends;
    if (this.forward || !first || ends.includes(null)) return [];
    return first.metrics.map((metric, i) => {
      const values = ends.map((end) => end?.metrics[i].value ?? NaN);
      const written = values.map(
        (value) => writeMetric(metric, value) + (value <= metric.bandBound ? ' ✓' : ''),
      );
      const bound = writeMetric(metric, metric.bandBound);
      return `${METRIC_WORDS[metric.key].label} ${written.join(' | ')} (true ≤ ${bound})`;
    });
  }

  /** Its content in words, for those who do not see it. */
  get description() {
    const names = this.axes.map(({ key }) => HISTOGRAM_WORDS[key].title.toLowerCase());
    const peaks = this.rows.map((row) => {
      const peak = row.plane.reduce((a, b) => Math.max(a, b), 0);
      return `${row.name}: largest density ${peak.toPrecision(3)} per unit area`;
    });
    return `Histograms over the plane, of ${names.join(' and ')}. ${this.words}. ${peaks.join('. ')}.`;
  }
}
