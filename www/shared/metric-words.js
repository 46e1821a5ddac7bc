// What the numbers and histograms that compare samples with data are called. Knows no DOM.

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
    help: 'Wasserstein-1 distance between the radii of samples and data: how far mass must move, on average.',
  },
  angleW1: {
    label: 'Angle W₁',
    help: 'Wasserstein-1 distance between the angles on the full circle, in radians.',
  },
  radiusTv: {
    label: 'Radius TV',
    help: 'Total variation between the histograms of the radius on [0.8, 1.2], 60 bins.',
  },
  offRing: {
    label: 'Off the ring',
    help: 'Share of the samples with a radius outside [0.8, 1.2].',
    share: true,
  },
  xW1: {
    label: 'x W₁',
    help: 'Wasserstein-1 distance between the x coordinates of samples and data: how far mass must move, on average.',
  },
  yW1: {
    label: 'y W₁',
    help: 'Wasserstein-1 distance between the y coordinates of samples and data.',
  },
  planeTv: {
    label: 'Plane TV',
    help: 'Total variation between the histograms over the plane, on [−1.8, 1.8]², 24 × 24 cells. Small sets of points never agree well here: mind the band.',
  },
  offSupport: {
    label: 'Off support',
    help: 'Share of the samples where the density of the data is lower than at all but 1 % of the data.',
    share: true,
  },
};

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
