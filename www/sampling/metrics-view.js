// The figures that compare samples with data, each beside what two sets of true samples give.

import { formatCount } from '../shared/format.js';
import { METRIC_WORDS } from '../shared/metric-words.js';
import { build } from '../ui/dom.js';

/** @typedef {import('../pkg/nano_diffusion.js').Evaluation} Evaluation */
/** @typedef {import('../pkg/nano_diffusion.js').Metric} Metric */

/**
 * The end of a flow: how it compares with the data, and the score evaluations that it took.
 * @typedef {{ nfe: number, evaluation: Evaluation | null }} End
 */

/**
 * How the samples compare with data, and whose they are.
 * @param {<T extends HTMLElement>(id: string) => T} part
 * @param {End[]} ends of the one or two flows
 * @param {string} source
 * @returns {boolean} whether there was a comparison to show
 */
export function showComparison(part, ends, source) {
  const [first, second] = ends.map(({ evaluation }) => evaluation);
  if (!first) return false;
  showMetrics(part('metrics'), first, second ?? null);
  const calls = ends.map(({ nfe }) => nfe).join(' | ');
  part('samples').textContent =
    `${formatCount(first.n)} samples, ${source}, ${calls} calls of the score`;
  return true;
}

/** @param {Metric} metric @param {number} value */
function write({ key }, value) {
  return METRIC_WORDS[key].share ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);
}

/**
 * @param {HTMLElement} list
 * @param {Evaluation} evaluation
 * @param {Evaluation | null} second of the samples in the second picture
 */
function showMetrics(list, evaluation, second) {
  const tiles = evaluation.metrics.map((metric, i) => {
    const { key, value, bandMedian, bandMax } = metric;
    const { label, help } = METRIC_WORDS[key];
    const [written, median, max] = [value, bandMedian, bandMax].map((v) => write(metric, v));
    const tile = build('div');
    tile.dataset.metric = key;
    tile.dataset.value = String(value);
    if (second) tile.dataset.second = String(second.metrics[i].value);
    tile.dataset.bandMax = String(bandMax);
    tile.title = `${help} Two sets of as many true samples differ by ${median} (median of 16 pairs), at most ${max}.`;
    // What true samples reach by chance cannot be told from perfect.
    const within = value <= bandMax;
    tile.className = within ? 'within' : '';
    const figures = build('dd', { textContent: written });
    if (second) {
      const other = second.metrics[i].value;
      const className = other <= bandMax ? 'within' : 'beyond';
      figures.append(' | ', build('span', { className, textContent: write(metric, other) }));
    }
    tile.append(
      build('dt', { textContent: label }),
      figures,
      build('dd', { textContent: `${within ? 'within' : 'true'} ${median}–${max}` }),
    );
    return tile;
  });
  list.replaceChildren(...tiles);
}
