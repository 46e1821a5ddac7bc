// The figure's numbers as files: one table, and NumPy's arrays. Pure.

import { shortest } from '../shared/csv.js';
import { toNpy } from '../shared/npy.js';
import { toZip } from './zip.js';

/** @typedef {import('./figure-data.js').FigureData} FigureData */

/** The n + 1 edges of n equal bins. @param {number} lo @param {number} hi @param {number} n */
function edgesOf(lo, hi, n) {
  return Float32Array.from({ length: n + 1 }, (_, i) => lo + ((hi - lo) * i) / n);
}

export const COLUMNS = ['t', 'histogram', 'of', 'x_from', 'x_to', 'y_from', 'y_to', 'density'];

/**
 * A row for each bin. The histogram is `plane` or what it is of (radius, angle, x, y); of a marginal,
 * x is its axis, and y is left empty.
 * @param {FigureData} figure
 * @returns {Generator<import('../shared/csv.js').Cell[]>}
 */
export function* figureRows({ t, side, cells, rows, axes }) {
  const edges = [...edgesOf(-side, side, cells)].map(shortest);
  for (const { key, plane } of rows) {
    for (let i = 0; i < plane.length; i++) {
      const [row, column] = [Math.floor(i / cells), i % cells];
      const [x, y] = [edges.slice(column, column + 2), edges.slice(row, row + 2)];
      yield [t, 'plane', key, ...x, ...y, shortest(plane[i])];
    }
  }
  for (const [i, axis] of axes.entries()) {
    for (const { key, marginals } of rows) {
      const bins = marginals[i];
      const ends = [...edgesOf(axis.lo, axis.hi, bins.length)].map(shortest);
      for (let k = 0; k < bins.length; k++) {
        yield [t, nameOf(axis.key), key, ends[k], ends[k + 1], null, null, bins[k]];
      }
    }
  }
}

/** Both forms of the angle have one name: their edges tell them apart. @param {string} key */
const nameOf = (key) => (key === 'folded' ? 'angle' : key);

/**
 * Each array by its name: t; the edges of the bins; of data and samples the densities, those over the
 * plane with y along the first axis, upwards, and x along the second.
 * @param {FigureData} figure
 * @returns {[name: string, values: Float32Array, shape: number[]][]}
 */
export function figureArrays({ t, side, cells, rows, axes }) {
  /** @type {ReturnType<typeof figureArrays>} */
  const arrays = [
    ['t', Float32Array.of(t), [1]],
    ['plane_edges', edgesOf(-side, side, cells), [cells + 1]],
  ];
  for (const { key, plane } of rows) arrays.push([`plane_${key}`, plane, [cells, cells]]);
  for (const [i, { key, lo, hi }] of axes.entries()) {
    const n = rows[0].marginals[i].length;
    arrays.push([`${nameOf(key)}_edges`, edgesOf(lo, hi, n), [n + 1]]);
    for (const row of rows) {
      arrays.push([`${nameOf(key)}_${row.key}`, Float32Array.from(row.marginals[i]), [n]]);
    }
  }
  return arrays;
}

/** NumPy's .npz: an archive of .npy files. @param {FigureData} figure */
export function toNpz(figure) {
  return toZip(
    figureArrays(figure).map(([name, values, shape]) => [`${name}.npy`, toNpy(values, shape)]),
  );
}
