// Moves a part of the particles of a flow, step by step: in the worker behind a picture, and in its helpers.

import { Sampler } from '../core.js';
import { FRAME_BUDGET } from '../shared/memory-need.js';
import { emitEvent, held, isTrap, transfer } from '../shared/rpc.js';
import { whole } from '../shared/slim-config.js';
import { Turn, wake } from './turns.js';

/** @typedef {import('../shared/slim-config.js').SlimConfig} SlimConfig */
/** @typedef {typeof flowHandlers} FlowMethods */
/**
 * Of the flow with that id: its times, and the particles of a part at its frame `index`.
 * @typedef {object} FlowEvents
 * @property {{ id: number, from: number, to: number }} start
 * @property {{ id: number, part: number, index: number, t: number, points: Float32Array }} frame
 */

/**
 * What a flow is to be.
 * @typedef {object} Plan
 * @property {'reverse' | 'langevin' | 'closed'} direction noise to data, or data to noise: by steps
 *   of the SDE, or in closed form
 * @property {boolean} exact the exact score instead of the network's
 */

/** What is being made, by flow and part. @type {Map<string, object>} */
const making = new Map();

/** @type {import('../shared/rpc.js').Emit<FlowEvents>} */
const emit = emitEvent;

export const flowHandlers = {
  /**
   * Moves `count` particles from the one with the number `first` on, emitting a `frame` for each stored
   * step. Resolves with the evaluations of the score it took, or with null if it is left.
   * @param {number} id
   * @param {number} part
   * @param {Plan} plan
   * @param {number} weights the id under which they were given
   * @param {SlimConfig} slimConfig
   * @param {number} first
   * @param {number} count
   * @returns {Promise<number | null>}
   */
  async flow(id, part, plan, weights, slimConfig, first, count) {
    const key = `${id} ${part}`;
    const mine = {};
    making.set(key, mine);
    const wanted = () => making.get(key) === mine;
    const turn = new Turn('flow');
    /** @type {Sampler | null} */
    let process = null;
    try {
      const config = whole(slimConfig);
      const reverse = plan.direction === 'reverse';
      process = reverse
        ? Sampler.reverse(held(weights), config, plan.exact ? 'exact' : 'learned', first, count)
        : Sampler.forward(config, plan.direction === 'langevin' ? 'sde' : 'closed', first, count);
      const from = process.t;
      const to = reverse ? 0 : config.schedule.tEnd;
      // Frames closer than this would not fit the budget.
      const spacing = (Math.abs(from - to) * config.sample.particles * 8) / FRAME_BUDGET;
      let index = 0;
      const emitFrame = (/** @type {number} */ t, /** @type {Float32Array} */ points) =>
        emit('frame', transfer({ id, part, index: index++, t, points }, [points.buffer]));
      let stored = from;
      emit('start', { id, from, to });
      emitFrame(from, process.positions());
      while (!process.finished) {
        process.step();
        if (process.finished || Math.abs(process.t - stored) >= spacing) {
          stored = process.t;
          emitFrame(stored, process.positions());
        }
        if (turn.over) {
          await turn.next(wanted);
          if (!wanted()) return null;
        }
      }
      return process.nfe;
    } catch (error) {
      // What trapped is in use for ever.
      if (isTrap(error)) process = null;
      throw error;
    } finally {
      process?.free();
      turn.end();
      if (wanted()) making.delete(key);
    }
  },
  /** Gives up a part. @param {number} id @param {number} part */
  leave(id, part) {
    making.delete(`${id} ${part}`);
    wake();
  },
};
