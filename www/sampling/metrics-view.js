// The figures that compare samples with data, each beside what true samples give.

import { METRIC_WORDS, writeMetric } from '../shared/metric-words.js';
import { build } from '../ui/dom.js';

/** @typedef {import('../pkg/nano_diffusion.js').Evaluation} Evaluation */

/**
 * @param {HTMLElement} list
 * @param {Evaluation} evaluation
 * @param {Evaluation | null} second of the samples in the second picture
 */
export function showMetrics(list, evaluation, second) {
  const tiles = evaluation.metrics.map((metric, i) => {
    const { key, value, bandMedian, bandBound } = metric;
    const { label, help } = METRIC_WORDS[key];
    const [written, median, bound] = [value, bandMedian, bandBound].map((v) =>
      writeMetric(metric, v),
    );
    const tile = build('div');
    tile.dataset.metric = key;
    tile.dataset.terms = /W1$/.test(key) ? 'w1 bound' : /Tv$/.test(key) ? 'tv bound' : 'bound';
    tile.tabIndex = 0;
    tile.dataset.value = String(value);
    if (second) tile.dataset.second = String(second.metrics[i].value);
    tile.dataset.bandBound = String(bandBound);
    tile.dataset.help = `${help} Of 40 further sets of as many true samples, 95 % stay at or below ${bound}; their median is ${median}. Up to the bound, this number does not tell samples from data.`;
    const within = value <= bandBound;
    tile.className = within ? 'within' : '';
    const figures = build('dd', { textContent: written });
    if (second) {
      const other = second.metrics[i].value;
      const className = other <= bandBound ? 'within' : 'beyond';
      figures.append(' | ', build('span', { className, textContent: writeMetric(metric, other) }));
    }
    tile.append(
      build('dt', { textContent: label }),
      figures,
      build('dd', { textContent: `${within ? '✓ ' : ''}true ≤ ${bound}` }),
    );
    return tile;
  });
  list.replaceChildren(...tiles);
}
