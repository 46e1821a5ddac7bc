// What the numbers and histograms that compare samples with data are called. Knows no DOM.

import { formatFigure } from './format.js';

/** @typedef {import('../pkg/nano_diffusion.js').Metric['key']} MetricKey */
/** @typedef {import('../pkg/nano_diffusion.js').Histogram['key']} HistogramKey */

/**
 * @typedef {object} MetricWords
 * @property {string} label
 * @property {string} help
 * @property {boolean} [share] to be written in per cent
 */

/** @type {Record<MetricKey, MetricWords>} */
export const METRIC_WORDS = {
  radiusW1: {
    label: 'Radius W₁',
    help: 'Wasserstein-1 distance between the radii of samples and data: how far probability mass has to move, on average.',
  },
  angleW1: {
    label: 'Angle W₁',
    help: 'Wasserstein-1 distance between the angles, measured around the circle, in radians.',
  },
  radiusTv: {
    label: 'Radius TV',
    help: 'Total variation distance between the histograms of the radius: 60 bins on [0.8, 1.2], and one for the rest.',
  },
  offRing: {
    label: 'Off the ring',
    help: 'Fraction of the samples with a radius outside [0.8, 1.2].',
    share: true,
  },
  xW1: {
    label: 'x W₁',
    help: 'Wasserstein-1 distance between the x coordinates of samples and data: how far probability mass has to move, on average.',
  },
  yW1: {
    label: 'y W₁',
    help: 'Wasserstein-1 distance between the y coordinates of samples and data.',
  },
  planeTv: {
    label: 'Plane TV',
    help: 'Total variation distance between the histograms over the plane: 24 × 24 cells on [−1.8, 1.8]², and one for the rest. Even two true sets differ a lot here if they are small: compare with their figure.',
  },
  offSupport: {
    label: 'Off the data',
    help: 'Fraction of the samples in regions of low data density: lower than at 99 % of the data.',
    share: true,
  },
};

/**
 * A value of a figure, with digits enough to tell it from its bound.
 * @param {import('../pkg/nano_diffusion.js').Metric} metric
 * @param {number} value
 */
export function writeMetric({ key, bandBound }, value) {
  const share = METRIC_WORDS[key].share;
  const unit = share ? 0.01 : 1;
  const digits = Math.ceil(1 - Math.log10(Math.max(bandBound / unit, 1e-5)));
  const least = share ? 1 : 3;
  const wanted = Math.min(5, Math.max(least, digits));
  return formatFigure(value / unit, wanted) + (share ? ' %' : '');
}

/**
 * @typedef {object} HistogramWords
 * @property {string} title
 * @property {string} symbol of the quantity
 * @property {string} axis
 * @property {string} density
 * @property {boolean} [turns] whether the axis counts in fractions of π
 */

/** @type {HistogramWords} */
const ANGLE = {
  title: 'Angle',
  symbol: 'θ',
  axis: 'angle θ (rad)',
  density: 'density (1/rad)',
  turns: true,
};

/** @type {Record<HistogramKey, HistogramWords>} */
export const HISTOGRAM_WORDS = {
  angle: ANGLE,
  folded: ANGLE,
  radius: { title: 'Radius', symbol: 'r', axis: 'radius r = |x|', density: 'density' },
  x: { title: 'Coordinate x', symbol: 'x', axis: 'x', density: 'density' },
  y: { title: 'Coordinate y', symbol: 'y', axis: 'y', density: 'density' },
};
