// Where in time the KL comes from, by decades of t. Pure.

/** @typedef {import('../pkg/nano_diffusion.js').KlByTime} KlByTime */

/**
 * The share of each decade of t, from the first to the last. Within a cell the nats lie evenly in ln t.
 * @param {Pick<KlByTime, 'edges' | 'byT'>} found
 * @returns {{ exponent: number, nats: number }[]} of t from 10^exponent to ten times that
 */
export function byDecade({ edges, byT }) {
  /** @type {Map<number, number>} */
  const decades = new Map();
  for (const [i, { mean }] of byT.entries()) {
    const [from, to] = [Math.log10(edges[i]), Math.log10(edges[i + 1])];
    // The edges are computed: one a hair above a power of ten is that.
    for (let exponent = Math.floor(from + 1e-9); exponent < to - 1e-9; exponent++) {
      const inside = Math.min(to, exponent + 1) - Math.max(from, exponent);
      decades.set(exponent, (decades.get(exponent) ?? 0) + (mean * inside) / (to - from));
    }
  }
  return [...decades].map(([exponent, nats]) => ({ exponent, nats }));
}

/** Nats for each decade of t that a cell is wide: heights whose area is the whole. @param {KlByTime} found */
export function perDecade({ edges, byT }) {
  return byT.map(({ mean }, i) => mean / Math.log10(edges[i + 1] / edges[i]));
}

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Such as 10⁻³. @param {number} exponent */
export function powerOfTen(exponent) {
  if (exponent === 0) return '1';
  const digits = [...String(Math.abs(exponent))].map((digit) => DIGITS[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** The decades in words, those of nothing left out. @param {KlByTime} found */
export function decadesInWords(found) {
  const total = found.total.mean;
  return byDecade(found)
    .map(({ exponent, nats }) => ({ exponent, percent: Math.round((100 * nats) / total) }))
    .filter(({ percent }) => percent > 0)
    .map(
      ({ exponent, percent }) =>
        `${percent} % at ${powerOfTen(exponent)}–${powerOfTen(exponent + 1)}`,
    )
    .join(', ');
}
