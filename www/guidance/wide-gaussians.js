// Eight overlapping Gaussians: where a point does not tell its class, and guidance shows what it does.

import { encodePoints } from '../settings/points-codec.js';

/** @type {Partial<import('../settings/schema.js').Settings>} */
export const WIDE = {
  dataset: 'own',
  kernelWidth: 0.3,
  points: encodePoints(
    Array.from({ length: 8 }, (_, i) => [
      Math.cos((Math.PI * i) / 4),
      Math.sin((Math.PI * i) / 4),
    ]).flat(),
  ),
  guidedClass: 1,
  guidedWeight: 3,
};
