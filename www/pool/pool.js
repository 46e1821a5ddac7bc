// Workers for whatever can be cut in parts: flows, the samplers' chart, likelihoods. Which worker makes
// which part changes no bit of it: helpers are started when they are first worth it, come into work that
// has begun, may be lost, and are ended when nobody has asked for a while. Knows no DOM.
//
// Each piece of work keeps a worker of its own to itself, which always takes part: without any helper it
// only takes longer. While a run trains, the cores are its own: no helper takes anything new, and those
// that are at nothing are ended. Within a worker, what the visitor looks at first goes first (workers/turns.js).

import { WorkerClient } from '../shared/rpc.js';
import { exactWorkerUrl } from '../urls.js';

/** @typedef {import('../workers/exact.js').ExactMethods} Methods */
/** @typedef {import('../workers/exact.js').ExactEvents} Events */
/** @typedef {WorkerClient<Methods, Events>} Helper */
/**
 * @typedef {object} Offer
 * @property {Helper} helper
 * @property {boolean} ready it is loaded
 * @property {Promise<Helper>} loaded refused when it can’t be
 */
/** What a worker tells of a job. @typedef {{ [K in keyof Events]?: (data: Events[K]) => void }} Follower */

/** Helpers are ended when none was asked for so long (milliseconds): their memory never shrinks, and
 * others come into work that has begun. */
const IDLE = 2000;
/** Helpers at most: what is cut in parts has only so many. */
const MOST = 15;
/** So many lost helpers are replaced; a browser that takes more away has its reasons. */
const REPLACEMENTS = 8;

/** Helpers that there may be here at most. */
export function mostHelpers() {
  const cores = globalThis.navigator?.hardwareConcurrency || 2;
  return Math.max(0, Math.min(MOST, cores - 1));
}

export class Pool {
  /** As many as the settings leave memory for. */
  allowed = Infinity;
  #resting = false;
  #lastId = 0;
  #replacements = REPLACEMENTS;
  /** Each, and itself once it is loaded. @type {Map<Helper, Promise<Helper>>} */
  #helpers = new Map();
  /** @type {Set<Helper>} */
  #ready = new Set();
  /** Pieces of work that were offered helpers. */
  #users = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #idle;
  /** @type {Map<number, Follower>} */
  #followers = new Map();

  /** While a run trains. */
  get resting() {
    return this.#resting;
  }

  set resting(now) {
    this.#resting = now;
    if (now && this.#users === 0) this.#end();
  }

  /** How many helpers there may be just now. */
  get size() {
    return this.#resting ? 0 : Math.min(mostHelpers(), this.allowed);
  }

  /** A number for a job, of its own in all workers. */
  nextId() {
    return ++this.#lastId;
  }

  /**
   * Who hears what helpers tell of a job.
   * @param {number} id
   * @param {Follower} follower
   */
  follow(id, follower) {
    this.#followers.set(id, follower);
  }

  /** @param {number} id */
  unfollow(id) {
    this.#followers.delete(id);
  }

  /**
   * Runs work that may use helpers.
   * @template T
   * @param {boolean} fused whether helpers have to know fused arithmetic, as the worker of one's own does
   * @param {(helpers: (most: number) => Offer[]) => Promise<T>} work is given what offers it up to so
   * many helpers, those that are ready first
   * @returns {Promise<T>}
   */
  async use(fused, work) {
    // Work that gets none, as while a run trains, must not keep those of others.
    let counted = false;
    const offers = (/** @type {number} */ most) => {
      const taken = this.#take(fused, most);
      if (taken.length > 0 && !counted) {
        counted = true;
        this.#users++;
        clearTimeout(this.#idle);
      }
      return taken;
    };
    try {
      return await work(offers);
    } finally {
      if (counted && --this.#users === 0) this.#wait();
    }
  }

  /** Nobody has a use for the helpers just now. */
  #wait() {
    if (this.#resting) {
      this.#end();
      return;
    }
    this.#idle = setTimeout(() => this.#end(), IDLE);
    // In Node, where this is tested, it must not keep the process.
    /** @type {any} */ (this.#idle).unref?.();
  }

  /** @param {boolean} fused @param {number} most */
  #take(fused, most) {
    const wanted = Math.min(most, this.size);
    const all = () => [...this.#helpers.keys()].filter((helper) => helper.fused === fused);
    while (all().length < wanted && this.#start(fused));
    const ready = all().filter((helper) => this.#ready.has(helper));
    return [...new Set([...ready, ...all()])].slice(0, wanted).map((helper) => ({
      helper,
      ready: this.#ready.has(helper),
      loaded: /** @type {Promise<Helper>} */ (this.#helpers.get(helper)),
    }));
  }

  /** Whether a helper is ready at once. @param {boolean} fused */
  isWarm(fused) {
    return [...this.#ready].some((helper) => helper.fused === fused);
  }

  /** @param {boolean} fused @returns {boolean} whether one could be started */
  #start(fused) {
    if (this.#replacements <= 0) return false;
    /** @type {Helper} */
    let helper;
    /** @template {keyof Events & string} K @param {K} name */
    const pass = (name) => (/** @type {Events[K]} */ data) =>
      this.#followers.get(data.id)?.[name]?.(data);
    try {
      helper = new WorkerClient(exactWorkerUrl(), {
        fused,
        on: { start: pass('start'), frame: pass('frame') },
        onCrash: () => this.#lose(helper),
      });
    } catch {
      this.#replacements = 0; // no more workers to be had here
      return false;
    }
    // What every worker answers, once it is loaded.
    const loaded = /** @type {WorkerClient<any>} */ (helper).call('memory').then(() => {
      if (this.#helpers.has(helper)) this.#ready.add(helper);
      return helper;
    });
    loaded.catch(() => this.#lose(helper));
    this.#helpers.set(helper, loaded);
    return true;
  }

  /** @param {Helper} helper */
  #lose(helper) {
    if (!this.#helpers.delete(helper)) return;
    this.#ready.delete(helper);
    this.#replacements--;
    helper.terminate();
  }

  #end() {
    clearTimeout(this.#idle);
    for (const helper of this.#helpers.keys()) helper.terminate();
    this.#helpers.clear();
    this.#ready.clear();
  }
}

/** The page's. */
export const pool = new Pool();
