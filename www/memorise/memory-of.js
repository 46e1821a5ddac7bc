// What a network remembers of its training set, as figures: the losses there and on fresh data, the share
// of its samples that are copies, and that of fresh data.

import { MemoriseClient } from './memorise-client.js';

/** @typedef {import('../settings/app-state.js').AskedModel} AskedModel */
/** @typedef {import('../shared/measured-series.js').Estimates} Estimates */
/** @typedef {import('../shared/measured-series.js').Estimate} Estimate */
/** @typedef {Awaited<ReturnType<MemoriseClient['truths']>>} Truths */
/** @typedef {import('../pkg/nano_diffusion.js').Measured} Measured */

/** Times, and draws at each, behind losses and distances: while training, and at rest. */
export const CARE = { quick: { times: 24, points: 64 }, thorough: { times: 32, points: 400 } };

/** Both losses: their floors are exact, what is above them was measured. @param {Truths} truths @param {Measured} measured */
export function lossesOf({ floors }, { trainingExcess, heldOutExcess }) {
  /** @param {number} floor @param {Estimate} excess @returns {Estimate} */
  const above = (floor, { mean, stdError }) => ({ mean: floor + mean, stdError });
  return {
    training: above(floors.training, trainingExcess),
    heldOut: above(floors.data, heldOutExcess),
  };
}

/** A share of n draws. @param {number} share @param {number} n @returns {Estimate} */
const shareOf = (share, n) => ({ mean: share, stdError: Math.sqrt((share * (1 - share)) / n) });

/** @param {Truths} truths @param {{ copies: Uint8Array }} samples */
export function copiesOf({ chance, fresh }, { copies }) {
  const share = copies.reduce((sum, one) => sum + one, 0) / copies.length;
  return { copies: shareOf(share, copies.length), chance: shareOf(chance, fresh) };
}

/**
 * All of it, of a network that was trained on a finite set, under the β(t) that it is asked under.
 * @param {AskedModel} model
 * @returns {Promise<Estimates>}
 */
export async function memoryOf({ bytes, config, schedule }) {
  const subject = { bytes, config: { ...config, schedule } };
  const client = new MemoriseClient();
  try {
    const truths = await client.truths(subject);
    const measured = await client.measure(subject, CARE.thorough);
    const samples = await client.samples(subject, 'learned');
    return { ...lossesOf(truths, measured), ...copiesOf(truths, samples) };
  } finally {
    client.close();
  }
}
