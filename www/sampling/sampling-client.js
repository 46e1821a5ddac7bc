// The trajectories of particles as the page sees them, and what else the sampling worker knows.
// Talks to that worker; knows no DOM.

import { canFuse } from '../arithmetic/fused-probe.js';
import { Trajectory } from './trajectory.js';
import { WorkerClient } from '../shared/rpc.js';
import { slim } from '../shared/slim-config.js';
import { samplingWorkerUrl } from '../urls.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/sampling.js').SamplingMethods} SamplingMethods */
/** @typedef {import('../workers/sampling.js').SamplingEvents} SamplingEvents */
/** @typedef {import('../settings/origin.js').FlowOrigin} FlowOrigin */

export class SamplingClient {
  /** The trajectory to show. @type {Trajectory | null} */
  shown = null;
  /** The one being made. @type {Trajectory | null} */
  #making = null;
  /** What was asked for last. @type {FlowOrigin | null} */
  #origin = null;
  #live = false;
  #id = 0;
  #hooks;
  /** @type {WorkerClient<SamplingMethods, SamplingEvents> | null} */
  #worker = null;
  /** The one that knows fused arithmetic: makes the trajectories, once it was needed.
   * @type {WorkerClient<SamplingMethods, SamplingEvents> | null} */
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
    /** @type {WorkerClient<SamplingMethods, SamplingEvents>} */
    const worker = new WorkerClient(samplingWorkerUrl(), {
      fused,
      on: {
        start: ({ id, from, to }) => {
          if (id !== this.#id) return;
          this.#making = new Trajectory(id, from, to);
          this.#making.origin = this.#origin;
        },
        frame: ({ id, t, points }) => this.#grow(id, (making) => making.add(t, points)),
        end: ({ id }) => this.#grow(id, (making) => (making.complete = true)),
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

  /** @param {number} id @param {(making: Trajectory) => void} act */
  #grow(id, act) {
    const making = this.#making;
    if (id !== this.#id || !making) return; // of one that was replaced
    act(making);
    if (this.#live || making.complete) {
      this.shown = making;
      this.#hooks.onFrame();
    }
  }

  /**
   * Makes a trajectory; one still being made is given up.
   * @param {FlowOrigin} origin what it is to be made of
   * @param {boolean} live show it while it is made, instead of when it is whole
   * @returns what it cost and how it compares with the data; null if given up
   */
  async run(origin, live) {
    const { plan, config, model } = origin;
    this.#live = live || !this.shown;
    this.#origin = origin;
    const client = this.#clientFor(model.config);
    const weights = client.give(model.bytes);
    const id = ++this.#id;
    const end = await client.call('trajectory', id, plan, weights, slim(config, client));
    if (end && this.shown?.id === id) this.shown.evaluation = end.evaluation;
    return end;
  }

  /** Forgets the one shown, and gives up one being made. */
  clear() {
    this.#id++;
    this.#making = null;
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
