// The figures that compare samples with data, each beside what two sets of true samples give.

/** @typedef {import('./pkg/nano_diffusion.js').Evaluation} Evaluation */
/** @typedef {import('./pkg/nano_diffusion.js').Metric} Metric */

/** @type {Record<Metric['key'], { help: string, write: (value: number) => string }>} */
const FIGURES = {
  radiusW1: {
    help: 'Wasserstein-1 distance between the radii of samples and data: how far mass must move, on average.',
    write: (v) => v.toFixed(4),
  },
  angleW1: {
    help: 'Wasserstein-1 distance between the angles on the full circle, in radians.',
    write: (v) => v.toFixed(4),
  },
  radiusTv: {
    help: 'Total variation between the histograms of the radius on [0.8, 1.2], 60 bins.',
    write: (v) => v.toFixed(4),
  },
  outside: {
    help: 'Share of the samples with a radius outside [0.8, 1.2].',
    write: (v) => `${(100 * v).toFixed(2)} %`,
  },
};

/**
 * @param {HTMLTableSectionElement} body
 * @param {Evaluation} evaluation
 */
export function showMetrics(body, evaluation) {
  const rows = evaluation.metrics.map(({ key, label, value, bandMedian, bandMax }) => {
    const { help, write } = FIGURES[key];
    const row = document.createElement('tr');
    row.dataset.metric = key;
    row.dataset.value = String(value);
    row.title = help;
    const good = value <= bandMax;
    row.className = good ? 'good' : '';
    for (const text of [label, write(value), write(bandMedian), write(bandMax)]) {
      const cell = document.createElement(row.childElementCount === 0 ? 'th' : 'td');
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  });
  body.replaceChildren(...rows);
}
