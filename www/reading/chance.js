// Chance that is the same on every machine and at every call. Pure.

/** Where the choice among too many points starts. */
const SEED = 1;

/**
 * Numbers in [0, 1): SplitMix32 (Steele, Lea and Flood, 2014).
 * @param {number} [seed]
 */
export function generator(seed = SEED) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

/**
 * An even choice of `most` items among those that come one by one, however many (Vitter’s algorithm R).
 * Gives for each the place where it goes, or −1.
 * @param {number} most
 * @returns {() => number}
 */
export function choice(most) {
  const next = generator();
  let seen = 0;
  return () => {
    seen++;
    if (seen <= most) return seen - 1;
    const place = Math.floor(next() * seen);
    return place < most ? place : -1;
  };
}
