// The card that compares samples with data: its figures, what they are of, and whether that is still
// what is asked for. If not, they are dimmed and say that they are of something earlier.

import { dataNames } from '../settings/data-sets.js';
import { areFlowsNow, scoreInWords } from '../settings/origin.js';
import { samplerOf } from '../settings/samplers.js';
import { formatCount } from '../shared/format.js';
import { sameData } from '../shared/same-data.js';
import { setText } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';
import { showMetrics } from './metrics-view.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../settings/origin.js').FlowOrigin} FlowOrigin */
/**
 * The end of a flow: how it compares with the data, and the score evaluations that it took.
 * @typedef {{ nfe: number, evaluation: import('../pkg/nano_diffusion.js').Evaluation | null }} End
 */

export class ComparisonCard {
  #state;
  #card;
  #list;
  #output;
  /** What the figures are of. @type {{ flows: FlowOrigin[], words: string } | null} */
  #of = null;

  /** @param {<T extends HTMLElement>(id: string) => T} part @param {AppState} state */
  constructor(part, state) {
    this.#state = state;
    this.#list = part('metrics');
    this.#output = part('samples');
    this.#card = /** @type {HTMLElement} */ (this.#list.closest('.card'));
    state.onAny(() => this.mark());
  }

  /**
   * @param {End[]} ends of the one or two flows
   * @param {FlowOrigin[]} flows what they were made of
   * @returns {boolean} whether there was a comparison to show
   */
  show(ends, flows) {
    const [first, second] = ends.map(({ evaluation }) => evaluation);
    if (!first) {
      this.mark();
      return false;
    }
    showMetrics(this.#list, first, second ?? null);
    const evaluations = ends.map(({ nfe }) => nfe).join(' | ');
    const each = (/** @type {(flow: FlowOrigin) => string} */ say) =>
      [...new Set(flows.map(say))].join(' | ');
    const { known } = dataNames(flows[0].config.data.kind);
    // A network that was trained on other data does not give samples of these.
    const own = flows.every(
      ({ plan, config, model }) => plan.exact || sameData(model.config, config),
    );
    const words = [
      `${formatCount(first.n)} samples ${own ? 'of' : 'compared with'} ${known}`,
      each(({ config }) => samplerOf(config.sample.method).name),
      `${evaluations} score evaluations`,
      each(scoreInWords),
    ].join(', ');
    this.#of = { flows, words };
    this.mark();
    return true;
  }

  /** Says whether the figures are of what is asked for now. */
  mark() {
    const of = this.#of;
    if (!of) return;
    const same = areFlowsNow(this.#state, of.flows);
    markEarlier(this.#card, !same);
    const instead = this.#state.forward ? 'No samples here: data on their way to noise. ' : '';
    // Too long a line is cut on the page, and whole in the title.
    const words = same ? of.words : `${instead}Earlier: ${of.words}`;
    setText(this.#output, words);
    this.#output.title = words;
  }
}
