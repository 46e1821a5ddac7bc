// What the page shows of the settings and the weights at hand: data, schedule, floor, flow. Each
// asks a worker and puts the answer in its place, or says why there is none.

import { element } from '../ui/dom.js';
import { formatCount } from '../shared/format.js';
import { showMetrics } from '../sampling/metrics-view.js';
import { fromConfig, toConfig } from '../settings/schema.js';
import { pretrainedUrl } from '../urls.js';

/** @typedef {import('../sampling/sampling-client.js').SamplingClient} SamplingClient */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {NonNullable<Awaited<ReturnType<SamplingClient['run']>>>} End */

/** Points of data behind the particles. */
const DATA_POINTS = 3000;

export class Showing {
  #state;
  #parts;
  #report;

  /**
   * @param {AppState} state
   * @param {object} parts
   * @param {SamplingClient[]} parts.flows
   * @param {import('../sampling/sampling-view.js').SamplingView} parts.stage
   * @param {import('../sampling/playback-sync.js').PlaybackSync} parts.follower
   * @param {import('../exact/exact-panel.js').ExactPanel} parts.answers
   * @param {import('../exact/exact-client.js').ExactClient} parts.exact
   * @param {import('../settings/schedule-panel.js').SchedulePanel} parts.scheduleChart
   * @param {import('../ui/notices.js').Notices} parts.notices
   * @param {{ flow: (error: unknown) => void, exact: (error: unknown) => void }} report
   */
  constructor(state, parts, report) {
    this.#state = state;
    this.#parts = parts;
    this.#report = report;
  }

  async data() {
    const { stage, flows } = this.#parts;
    try {
      stage.setData(await flows[0].data(toConfig(this.#state.settings), DATA_POINTS));
    } catch (error) {
      this.#report.flow(error);
    }
  }

  async schedule() {
    const { flows, scheduleChart } = this.#parts;
    try {
      const schedule = await flows[0].schedule(toConfig(this.#state.settings));
      scheduleChart.show(schedule);
      const { priorKl, warning } = schedule;
      const figure = priorKl < 1e-4 ? '< 0.0001' : priorKl.toFixed(4);
      element('prior').textContent = `p_T is ${figure} nats from N(0, I).`;
      element('prior-warning').textContent = warning ?? '';
      const [start, end] = schedule.weights.map((weight) => Number(weight.toPrecision(2)));
      element('weight').textContent = this.#state.lossHasFloor
        ? ''
        : `λ/B² is ${formatCount(start)} at the first t, and ${end} at T.`;
    } catch (error) {
      this.#report.flow(error);
    }
  }

  async floor() {
    const { answers, stage } = this.#parts;
    try {
      this.#state.figures.floor = (await answers.showFloor(toConfig(this.#state.settings))).mean;
      stage.touch();
    } catch (error) {
      this.#report.exact(error);
    }
  }

  /** The floor for these settings; NaN where it can't be had. @param {Config} config */
  async floorOf(config) {
    try {
      return (await this.#parts.exact.floor(config, 1)).mean;
    } catch (error) {
      this.#report.exact(error);
      return NaN;
    }
  }

  /** The excess loss of the weights at hand, likewise. @param {'quick' | 'thorough'} care */
  async measure(care) {
    const { model } = this.#state;
    try {
      return model ? (await this.#parts.answers.measure(model, care)).mean : NaN;
    } catch (error) {
      this.#report.exact(error);
      return NaN;
    }
  }

  /** Makes the flows from the weights at hand. @param {boolean} live show them while they are made */
  async flow(live) {
    const { model, forward, flows: wanted } = this.#state;
    const { flows, follower, notices, stage } = this.#parts;
    if (!model) return;
    try {
      // A second picture that is no longer wanted gives back its memory.
      for (const hidden of flows.slice(wanted.length)) hidden.clear();
      const found = await Promise.all(
        wanted.map(({ plan, config }, i) => flows[i].run(plan, model.bytes, config, live)),
      );
      const ends = found.flatMap((end) => (end ? [end] : []));
      if (ends.length < wanted.length) return; // newer ones took their place
      notices.dismiss('flow');
      if (!forward) showEnds(ends, model.source);
      document.body.dataset.direction = wanted[0].plan.direction;
      follower.histograms(true);
      stage.touch();
    } catch (error) {
      this.#report.flow(error);
    }
  }

  /**
   * Takes the weights that the page comes with, for the first picture.
   * @param {() => boolean} late whether the visitor was quicker
   */
  async loadShipped(late) {
    const response = await fetch(pretrainedUrl());
    if (!response.ok) throw new Error(`its file answers ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const config = await this.#parts.flows[0].weightsConfig(bytes);
    const state = this.#state;
    if (late() || state.model) return;
    state.model = { bytes, config, source: 'shipped weights' };
    state.trainedWith = { ...state.settings, ...fromConfig(config) };
  }
}

/**
 * How the samples compare with data.
 * @param {End[]} ends
 * @param {string} source
 */
function showEnds(ends, source) {
  const [first, second] = ends.map(({ evaluation }) => evaluation);
  if (!first) return;
  showMetrics(element('metrics'), first, second ?? null);
  const calls = ends.map(({ nfe }) => nfe).join(' | ');
  const count = formatCount(first.n);
  element('samples').textContent = `${count} samples, ${source}, ${calls} calls of the score`;
  document.body.dataset.flow = source;
}
