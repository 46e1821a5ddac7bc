// Answers of the exercises by other ways than the page’s: sums over the ring, a mixture’s weights in
// closed form, Euler’s steps written out. Double precision, no core.

/** @typedef {[number, number]} Point */

/** Nodes of the angle and of the radius. */
const [ANGLES, RADII] = [256, 25];
const SHAPE = 200;

/** The ring as weighted points: p(θ) = 1/(8 max(|cos θ|, |sin θ|)²), r ~ Gamma(200, 200) up to five standard deviations. */
const RING = Array.from({ length: ANGLES }, (_, i) => {
  const angle = (2 * Math.PI * (i + 0.5)) / ANGLES;
  const [x, y] = [Math.cos(angle), Math.sin(angle)];
  const weight = 1 / Math.max(Math.abs(x), Math.abs(y)) ** 2;
  return Array.from({ length: RADII }, (_, j) => {
    const r = 1 + (10 * ((j + 0.5) / RADII) - 5) / Math.sqrt(SHAPE);
    return {
      x: r * x,
      y: r * y,
      weight: weight * Math.exp((SHAPE - 1) * Math.log(r) - SHAPE * (r - 1)),
    };
  });
}).flat();

/** E[x₀ | x_t], where x_t = A x₀ + B ε. @param {Point} x @param {number} a @param {number} b @returns {Point} */
export function ringMean([x, y], a, b) {
  const logs = RING.map((node) => -((x - a * node.x) ** 2 + (y - a * node.y) ** 2) / (2 * b * b));
  const top = Math.max(...logs);
  let [whole, mx, my] = [0, 0, 0];
  RING.forEach((node, i) => {
    const weight = node.weight * Math.exp(logs[i] - top);
    whole += weight;
    mx += weight * node.x;
    my += weight * node.y;
  });
  return [mx / whole, my / whole];
}

/** A, B, and their derivatives by t; T = 1, β from 0.1 to 20. @type {Record<'linear' | 'cosine' | 'straight', (t: number) => { a: number, b: number, da: number, db: number }>} */
export const PATHS = {
  linear: (t) => {
    const a = Math.exp(-0.5 * (0.1 * t + 9.95 * t * t));
    const b = Math.sqrt(1 - a * a);
    const da = -0.5 * (0.1 + 19.9 * t) * a;
    return { a, b, da, db: (-a * da) / b };
  },
  cosine: (t) => {
    const half = Math.PI / 2;
    const [a, b] = [Math.cos(half * t), Math.sin(half * t)];
    return { a, b, da: -half * b, db: half * a };
  },
  straight: (t) => ({ a: 1 - t, b: t, da: -1, db: 1 }),
};

/** The inverse of the normal distribution function, by bisection. @param {number} share */
function normalQuantile(share) {
  // Φ by its series: enough for |z| < 5.
  const phi = (/** @type {number} */ z) => {
    let [term, sum] = [z, z];
    for (let k = 1; k < 200; k++) sum += term *= (z * z) / (2 * k + 1);
    return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
  };
  let [low, high] = [-5, 5];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (phi(middle) < share) low = middle;
    else high = middle;
  }
  return low;
}

/** Quantiles of Gamma(200, 200), by Wilson and Hilferty’s formula: to within 1e-4 at this shape. @param {number} share */
export const radiusAt = (share) =>
  (1 - 1 / (9 * SHAPE) + normalQuantile(share) / (3 * Math.sqrt(SHAPE))) ** 3;

/**
 * W₁ of the radius of samples by Euler’s steps along the probability flow, dx = (A′ E[x₀ | x] + B′ E[ε | x]) dt,
 * from points that fill N(0, 1) evenly.
 * @param {keyof typeof PATHS} path @param {number} steps @param {number} count
 */
export function eulerError(path, steps, count) {
  const radii = Array.from({ length: count }, (_, i) => {
    const angle = 2 * Math.PI * ((i * 0.6180339887) % 1);
    const size = Math.sqrt(-2 * Math.log(1 - (i + 0.5) / count));
    let [x, y] = [size * Math.cos(angle), size * Math.sin(angle)];
    for (let step = steps; step > 0; step--) {
      const { a, b, da, db } = PATHS[path](step / steps);
      const [mx, my] = ringMean([x, y], a, b);
      x -= (da * mx + (db * (x - a * mx)) / b) / steps;
      y -= (da * my + (db * (y - a * my)) / b) / steps;
    }
    return Math.hypot(x, y);
  }).sort((a, b) => a - b);
  return radii.reduce((sum, r, i) => sum + Math.abs(r - radiusAt((i + 0.5) / count)), 0) / count;
}

/**
 * Of eight Gaussians of width 0.1 on the unit circle: the t of the linear path from which on the second
 * likeliest has a peak of 5 % of the likeliest, which is what counts as a place of its own.
 * @param {Point} point
 */
export function decidedAt([x, y]) {
  const distances = (/** @type {number} */ a) =>
    Array.from({ length: 8 }, (_, i) => {
      const [cx, cy] = [Math.cos((Math.PI * i) / 4), Math.sin((Math.PI * i) / 4)];
      return (x - a * cx) ** 2 + (y - a * cy) ** 2;
    }).sort((p, q) => p - q);
  let [low, high] = [0.001, 1];
  for (let i = 0; i < 50; i++) {
    const t = (low + high) / 2;
    const { a, b } = PATHS.linear(t);
    const [first, second] = distances(a);
    const ratio = Math.exp((first - second) / (2 * (a * a * 0.01 + b * b)));
    if (ratio < 0.05) low = t;
    else high = t;
  }
  return low;
}

/**
 * The share of points of the ring whose nearest training point is less than a third as far as the second
 * nearest: over an even grid of the square that the angle is drawn by, and of the radius.
 * @param {ArrayLike<number>} training flat
 */
export function copiesByChance(training) {
  const [side, radii] = [36, 6];
  let copies = 0;
  for (let i = 0; i < side * side; i++) {
    const [u, v] = [
      (2 * ((i % side) + 0.5)) / side - 1,
      (2 * (Math.floor(i / side) + 0.5)) / side - 1,
    ];
    for (let j = 0; j < radii; j++) {
      const r = radiusAt((j + 0.5) / radii) / Math.hypot(u, v);
      const distances = Array.from({ length: training.length / 2 }, (_, k) =>
        Math.hypot(r * u - training[2 * k], r * v - training[2 * k + 1]),
      ).sort((a, b) => a - b);
      if (3 * distances[0] < distances[1]) copies++;
    }
  }
  return copies / (side * side * radii);
}
