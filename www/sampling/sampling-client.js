// The trajectories of particles as the page sees them, and what else the sampling worker knows.
// Talks to that worker; knows no DOM.

import { canFuse } from '../arithmetic/fused-probe.js';
import { FlowJob } from '../pool/flow-job.js';
import { pool } from '../pool/pool.js';
import { samplerOf } from '../settings/samplers.js';
import { Trajectory } from './trajectory.js';
import { WorkerClient } from '../shared/rpc.js';
import { slim } from '../shared/slim-config.js';
import { samplingWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/sampling.js').SamplingMethods} SamplingMethods */
/** @typedef {import('../workers/flow.js').FlowEvents} FlowEvents */
/** @typedef {import('../settings/origin.js').FlowOrigin} FlowOrigin */

export class SamplingClient {
  /** The trajectory to show. @type {Trajectory | null} */
  shown = null;
  /** What makes another. @type {FlowJob | null} */
  #job = null;
  #hooks;
  /** @type {WorkerClient<SamplingMethods, FlowEvents> | null} */
  #worker = null;
  /** The one that knows fused arithmetic: makes the trajectories, once it was needed.
   * @type {WorkerClient<SamplingMethods, FlowEvents> | null} */
  #fused = null;

  /**
   * @param {object} hooks
   * @param {() => void} hooks.onFrame there is more to show
   * @param {(error: Error) => void} hooks.onCrash the worker died; the next call starts another
   */
  constructor(hooks) {
    this.#hooks = hooks;
  }

  #client() {
    return (this.#worker ??= this.#start(false));
  }

  /**
   * Weights are asked in the arithmetic that they were trained in, where it is there.
   * @param {Config} trained the settings of the weights
   */
  #clientFor(trained) {
    if (trained.network.arithmetic === 'fused' && canFuse()) this.#fused ??= this.#start(true);
    return this.#fused ?? this.#client();
  }

  /** @param {boolean} fused */
  #start(fused) {
    /** @type {WorkerClient<SamplingMethods, FlowEvents>} */
    const worker = new WorkerClient(samplingWorkerUrl(), {
      fused,
      on: {
        start: (start) => start.id === this.#job?.id && this.#job.start(start),
        frame: (frame) => frame.id === this.#job?.id && this.#job.frame(frame),
      },
      onCrash: (error) => {
        if (this.#worker === worker) this.#worker = null;
        if (this.#fused === worker) this.#fused = null;
        // Half a trajectory is none, and what is asked of it may be what the worker died of.
        if (!this.shown?.complete) this.clear();
        this.#hooks.onCrash(error);
      },
    });
    return worker;
  }

  /**
   * Makes a trajectory; one still being made is given up.
   * @param {FlowOrigin} origin what it is to be made of
   * @param {boolean} live show it while it is made, instead of when it is whole
   * @returns what it cost and how it compares with the data; null if given up
   */
  async run(origin, live) {
    const { plan, config, model } = origin;
    this.#job?.cancel();
    const reverse = plan.direction === 'reverse';
    const coupled = reverse && samplerOf(config.sample.method).coupled === true;
    const asked = { plan, config, weights: model.bytes, coupled };
    const client = this.#clientFor(model.config);
    const growing = live || !this.shown;
    /** @type {Trajectory | null} */
    let making = null;
    const show = () => {
      this.shown = making;
      this.#hooks.onFrame();
    };
    const job = new FlowJob(pool, client, asked, {
      onStart: (from, to) => {
        making = new Trajectory(job.id, from, to);
        making.origin = origin;
      },
      onFrame: (t, points) => {
        making?.add(t, points);
        if (growing) show();
      },
    });
    this.#job = job;
    const end = await job.run();
    if (!end || this.#job !== job || !making) return null;
    /** @type {Trajectory} */ (making).complete = true;
    show();
    // By the settings of the flow, which the worker may have been told to drop meanwhile.
    const evaluation = reverse
      ? await client.call('evaluate', slim(config, client), end.points)
      : null;
    if (this.#job !== job) return null;
    /** @type {Trajectory} */ (making).evaluation = evaluation;
    return { nfe: end.nfe, evaluation };
  }

  /** Forgets the one shown, and gives up one being made. */
  clear() {
    this.#job?.cancel();
    this.#job = null;
    this.shown = null;
  }

  /** @param {Config} config @param {Float32Array} points @param {number} t */
  histograms(config, points, t) {
    const client = this.#client();
    return client.call('histograms', slim(config, client), points, t);
  }

  /** The post's figure. @param {Config} config @param {Float32Array} points @param {number} t @param {number} side */
  figure(config, points, t, side) {
    const client = this.#client();
    return client.call('figure', slim(config, client), points, t, side);
  }

  /** @param {Config} config @param {number} n */
  data(config, n) {
    const client = this.#client();
    return client.call('data', slim(config, client), n);
  }

  /** @param {Config} config */
  schedule(config) {
    const client = this.#client();
    return client.call('schedule', slim(config, client));
  }

  /** Bytes that settings ask for, worker by worker. @param {Config} config */
  need(config) {
    const client = this.#client();
    return client.call('need', slim(config, client));
  }

  presets() {
    return this.#client().call('presets');
  }

  /** @param {Uint8Array} weights */
  describeWeights(weights) {
    return this.#client().call('describeWeights', weights);
  }

  /** A weights file that says which settings it is of. @param {Uint8Array} weights @param {Config} config */
  withConfig(weights, config) {
    return this.#client().call('withConfig', weights, config);
  }
}
