// The figures that compare samples with data, each beside what two sets of true samples give.

/** @typedef {import('./pkg/nano_diffusion.js').Evaluation} Evaluation */
/** @typedef {import('./pkg/nano_diffusion.js').Metric} Metric */

/** @type {Record<Metric['key'], { help: string, write: (value: number) => string }>} */
const FIGURES = {
  radiusW1: {
    help: 'Wasserstein-1 distance between the radii of samples and data: how far mass must move, on average.',
    write: (v) => v.toFixed(3),
  },
  angleW1: {
    help: 'Wasserstein-1 distance between the angles on the full circle, in radians.',
    write: (v) => v.toFixed(3),
  },
  radiusTv: {
    help: 'Total variation between the histograms of the radius on [0.8, 1.2], 60 bins.',
    write: (v) => v.toFixed(3),
  },
  outside: {
    help: 'Share of the samples with a radius outside [0.8, 1.2].',
    write: (v) => `${(100 * v).toFixed(1)} %`,
  },
};

/**
 * @param {HTMLElement} list
 * @param {Evaluation} evaluation
 * @param {Evaluation | null} second of the samples in the second picture
 */
export function showMetrics(list, evaluation, second) {
  const tiles = evaluation.metrics.map(({ key, label, value, bandMedian, bandMax }, i) => {
    const { help, write } = FIGURES[key];
    const tile = document.createElement('div');
    tile.dataset.metric = key;
    tile.dataset.value = String(value);
    if (second) tile.dataset.second = String(second.metrics[i].value);
    tile.dataset.bandMax = String(bandMax);
    tile.title = `${help} Two sets of as many true samples differ by ${write(bandMedian)} (median of 16 pairs), at most ${write(bandMax)}.`;
    // What true samples reach by chance cannot be told from perfect.
    const within = value <= bandMax;
    tile.className = within ? 'within' : '';
    tile.append(
      make('dt', label),
      make('dd', second ? `${write(value)} | ${write(second.metrics[i].value)}` : write(value)),
      make('dd', `${within ? 'within' : 'true'} ${write(bandMedian)}–${write(bandMax)}`),
    );
    return tile;
  });
  list.replaceChildren(...tiles);
}

/** @param {string} tag @param {string} text */
function make(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
