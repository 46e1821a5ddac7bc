// Where a particle of a flow is at any time, and where it begins and ends. Pure.

/** @typedef {import('../sampling/trajectory.js').Trajectory} Trajectory */
/** @typedef {import('./geometry.js').Point} Point */

/**
 * The way of one particle, on straight lines from frame to frame, as it is drawn.
 * @param {Pick<Trajectory, 'length' | 'frame' | 'timeOf'>} flow
 * @param {number} index of the particle
 * @param {number} t
 * @returns {Point}
 */
export function placeAt(flow, index, t) {
  // The times may run either way.
  const last = flow.length - 1;
  const falls = flow.timeOf(0) > flow.timeOf(last);
  const before = (/** @type {number} */ i) => (falls ? flow.timeOf(i) >= t : flow.timeOf(i) <= t);
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (before(middle)) low = middle;
    else high = middle - 1;
  }
  const next = Math.min(low + 1, last);
  const span = flow.timeOf(next) - flow.timeOf(low);
  const share = span === 0 ? 0 : Math.min(1, Math.max(0, (t - flow.timeOf(low)) / span));
  const [a, b] = [flow.frame(low), flow.frame(next)];
  const at = (/** @type {number} */ i) => a[i] + share * (b[i] - a[i]);
  return [at(2 * index), at(2 * index + 1)];
}

/** The corners of its way, flat. @param {Pick<Trajectory, 'length' | 'frame'>} flow @param {number} index */
export function cornersOf(flow, index) {
  const corners = new Float64Array(2 * flow.length);
  for (let i = 0; i < flow.length; i++) {
    corners[2 * i] = flow.frame(i)[2 * index];
    corners[2 * i + 1] = flow.frame(i)[2 * index + 1];
  }
  return corners;
}

/**
 * The frame at one of its ends: with the data, at t = 0, or with the noise.
 * @param {Pick<Trajectory, 'length' | 'frame' | 'timeOf'>} flow
 * @param {'data' | 'noise'} side
 */
export function endOf(flow, side) {
  const last = flow.length - 1;
  const falls = flow.timeOf(0) > flow.timeOf(last);
  return flow.frame(falls === (side === 'data') ? last : 0);
}

/**
 * The particle that a number stands for: numbers begin at 1, and go round.
 * @param {number} number @param {number} particles
 */
export const indexOf = (number, particles) => (number - 1) % particles;

/**
 * Rows (x, y, t) along the way of a point, at even times.
 * @param {(t: number) => Point} at
 * @param {number} tEnd
 * @param {number} count
 */
export function rowsAlong(at, tEnd, count) {
  const rows = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    const t = tEnd * Math.max(1e-3, i / (count - 1));
    rows.set([...at(t), t], 3 * i);
  }
  return rows;
}
