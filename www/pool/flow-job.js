// One flow, whose particles are moved by several workers side by side: each makes the same frames of its
// part, so that the flow grows as fast as all of them work. Knows no DOM.
//
// All parts begin at once in the worker that is there; a helper takes one over when it is loaded, from
// its start, which no frame has to wait for twice. A part of a lost helper comes back in the same way.

import { slim } from '../shared/slim-config.js';
import { Assembly, cutsOf } from './assembly.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./pool.js').Pool} Pool */
/** @typedef {import('./pool.js').Helper} Helper */
/** @typedef {import('../workers/flow.js').Plan} Plan */
/** @typedef {import('../workers/flow.js').FlowEvents} FlowEvents */
/** @typedef {import('../workers/flow.js').FlowMethods} FlowMethods */
/** @typedef {import('../shared/rpc.js').WorkerClient<FlowMethods, FlowEvents>} Client */
/** @typedef {{ nfe: number, points: Float32Array }} End evaluations, and where the particles ended */

export class FlowJob {
  #pool;
  #own;
  #asked;
  #hooks;
  #cuts;
  #assembly;
  #wanted = true;
  #started = false;
  /** Who makes each part. @type {{ client: Client }[]} */
  #makers = [];
  /** What each part cost, once it is made. @type {number[]} */
  #nfes = [];
  /** @type {Float32Array} */
  #last = new Float32Array();
  /** @type {(end: End | null) => void} */
  #resolve = () => {};
  /** @type {(error: unknown) => void} */
  #reject = () => {};

  /**
   * @param {Pool} pool
   * @param {Client} own the worker that is there anyway
   * @param {{ plan: Plan, config: Config, weights: Uint8Array, coupled: boolean }} asked coupled: what becomes of a
   * particle depends on the others, so that it knows no parts
   * @param {object} hooks
   * @param {(from: number, to: number) => void} hooks.onStart with its times
   * @param {(t: number, points: Float32Array) => void} hooks.onFrame with all particles
   */
  constructor(pool, own, asked, hooks) {
    this.#pool = pool;
    this.#own = own;
    this.#asked = asked;
    this.#hooks = hooks;
    this.id = pool.nextId();
    this.#cuts = cutsOf(asked.config.sample.particles, asked.coupled ? 1 : 1 + pool.size);
    this.#assembly = new Assembly(this.#cuts);
  }

  /** @param {FlowEvents['start']} start */
  start({ from, to }) {
    if (this.#wanted && !this.#started) this.#hooks.onStart(from, to);
    this.#started = true;
  }

  /** @param {FlowEvents['frame']} frame */
  frame({ part, index, t, points }) {
    if (!this.#wanted) return;
    for (const whole of this.#assembly.add(part, index, { t, points })) {
      this.#last = whole.points;
      this.#hooks.onFrame(whole.t, whole.points);
    }
  }

  /** @returns {Promise<End | null>} null if it was given up */
  run() {
    this.#pool.follow(this.id, { start: (e) => this.start(e), frame: (e) => this.frame(e) });
    const made = this.#pool.use(this.#own.fused, (helpers) => {
      /** @type {Promise<End | null>} */
      const end = new Promise(
        (resolve, reject) => ([this.#resolve, this.#reject] = [resolve, reject]),
      );
      const offers = helpers(this.#cuts.length - 1);
      for (const part of this.#cuts.keys()) {
        const offer = offers[part - 1];
        void this.#make(part, offer?.ready ? offer.helper : this.#own);
        if (!offer || offer.ready) continue;
        offer.loaded.then(
          (helper) => this.#move(part, helper),
          () => {},
        );
      }
      return end;
    });
    return made.finally(() => this.#pool.unfollow(this.id));
  }

  /** @param {number} part @param {Client} client */
  async #make(part, client) {
    const maker = (this.#makers[part] = { client });
    const { plan, config, weights } = this.#asked;
    const { first, count } = this.#cuts[part];
    try {
      const [given, sent] = [client.give(weights), slim(config, client)];
      const nfe = await client.call('flow', this.id, part, plan, given, sent, first, count);
      if (maker !== this.#makers[part] || nfe === null || !this.#wanted) return;
      this.#nfes[part] = nfe;
      if (this.#nfes.filter(() => true).length === this.#cuts.length) {
        this.#resolve({ nfe: this.#nfes[0], points: this.#last });
      }
    } catch (error) {
      if (maker !== this.#makers[part] || !this.#wanted) return;
      if (client === this.#own) {
        this.#reject(error);
        this.cancel();
      } else {
        // Of a helper that is lost. What fails for another reason fails again.
        void this.#make(part, this.#own);
      }
    }
  }

  /** @param {number} part @param {Helper} client */
  #move(part, client) {
    if (!this.#wanted || this.#pool.resting || part in this.#nfes) return;
    this.#leave(part);
    void this.#make(part, client);
  }

  /** @param {number} part */
  #leave(part) {
    // Whoever can't be told is dead.
    this.#makers[part].client.call('leave', this.id, part).catch(() => {});
  }

  /** Gives it up. */
  cancel() {
    if (!this.#wanted) return;
    this.#wanted = false;
    for (const part of this.#makers.keys()) if (!(part in this.#nfes)) this.#leave(part);
    this.#resolve(null);
  }
}
