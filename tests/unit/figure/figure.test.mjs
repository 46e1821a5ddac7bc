// The post's figure in numbers: what it is made of, its files, its places.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { COLUMNS, figureArrays, figureRows, toNpz } from '../../../www/figure/figure-arrays.js';
import { FigureData } from '../../../www/figure/figure-data.js';
import { layOut } from '../../../www/figure/figure-layout.js';
import { crc32 } from '../../../www/figure/zip.js';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';
import { core } from '../support/core.mjs';
import { findPython, python } from '../support/python.mjs';

const SIDE = 2.8;

/** @param {Partial<import('../../../www/settings/schema.js').Settings>} change */
const configOf = (change) => toConfig({ ...defaults(), particles: 500, ...change });

/**
 * The figure of true data in the samples' place, as the page makes it.
 * @param {object} [options]
 * @param {number} [options.t]
 * @param {'reverse' | 'closed'} [options.direction]
 * @param {number} [options.flows]
 * @param {Partial<import('../../../www/settings/schema.js').Settings>} [options.settings]
 */
function figureOf({ t = 0, direction = 'reverse', flows = 1, settings = {} } = {}) {
  const config = configOf(settings);
  const evaluator = new core.Evaluator(config);
  const parts = Array.from({ length: flows }, (_, i) => {
    const points = core.sampleData({ ...config, seed: 7 + i }, 500);
    const counts = {
      planes: evaluator.planesAt(points, t, SIDE),
      histograms: evaluator.histogramsAt(points, t),
    };
    const model = {
      bytes: new Uint8Array(0),
      config,
      schedule: config.schedule,
      source: 'step 20',
    };
    const evaluation = evaluator.evaluate(points);
    return {
      points,
      counts,
      flow: { config, plan: { direction, exact: false }, model, evaluation },
    };
  });
  const figure = new FigureData({
    t,
    side: SIDE,
    flows: parts.map(({ flow }) => flow),
    counts: parts.map(({ counts }) => counts),
    angle: 'angle',
  });
  return { figure, points: parts.map((part) => part.points), evaluator };
}

test('planes hold the points that the histograms hold, each row by its own', () => {
  const { figure, points } = figureOf();
  assert.deepEqual(
    figure.rows.map(({ key, name }) => [key, name]),
    [
      ['data', 'Data'],
      ['samples', 'Samples'],
    ],
  );
  assert.deepEqual(
    figure.axes.map(({ key }) => key),
    ['radius', 'angle'],
  );
  const { cells, rows } = figure;
  const width = (2 * SIDE) / cells;
  /** By hand: rows from the bottom, columns from the left. */
  const counted = new Float64Array(cells * cells);
  const [cloud] = points;
  for (let i = 0; i < cloud.length; i += 2) {
    const [column, row] = [cloud[i], cloud[i + 1]].map((v) => Math.floor((v + SIDE) / width));
    counted[row * cells + column] += 1 / (500 * width * width);
  }
  rows[1].plane.forEach((density, i) => {
    assert.ok(Math.abs(density - counted[i]) < 1e-4, `cell ${i}`);
  });
  for (const row of rows) {
    assert.ok(Math.abs(figure.inside(row) - 1) < 1e-5);
    assert.ok(row.plane.every((density) => density <= figure.most));
  }
  assert.notDeepEqual(rows[0].plane, rows[1].plane);
});

test('it says what it is of; of data on their way it tells no distances', () => {
  const now = figureOf().figure;
  assert.match(
    now.words,
    /^The ring · .* · step 20 · β 0.1–20, T = 1 · t = 0.000 · n = 500 · seed 1$/,
  );
  assert.equal(now.distances.length, 4);
  for (const words of now.distances)
    assert.match(words, /^[A-Z].* [\d.]+( %)?( ✓)? \(true ≤ [\d.]+( %)?\)$/);
  const way = figureOf({ t: 0.5, direction: 'closed' }).figure;
  assert.match(way.words, /forward process, closed form · .* t = 0.500/);
  assert.doesNotMatch(way.words, /step 20/);
  assert.deepEqual(way.distances, []);
  assert.deepEqual(
    way.rows.map(({ name }) => name),
    ['Noised data', 'Data on their way'],
  );
  const moons = figureOf({ settings: { dataset: 'moons' } }).figure;
  assert.match(moons.words, /^The moons/);
  assert.deepEqual(
    moons.axes.map(({ key }) => key),
    ['x', 'y'],
  );
});

test('table: a row for each bin; the densities of each histogram sum to the share inside', () => {
  const { figure } = figureOf({ flows: 2 });
  const rows = [...figureRows(figure)];
  const { cells } = figure;
  assert.equal(rows.length, 3 * (cells * cells + 2 * 60));
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const row of rows) {
    const cell = Object.fromEntries(COLUMNS.map((name, i) => [name, row[i]]));
    const height = cell.y_from === null ? 1 : Number(cell.y_to) - Number(cell.y_from);
    const share = Number(cell.density) * (Number(cell.x_to) - Number(cell.x_from)) * height;
    const key = `${cell.histogram} ${cell.of}`;
    sums.set(key, (sums.get(key) ?? 0) + share);
  }
  const named = ['plane', 'radius', 'angle'].flatMap((what) =>
    ['data', 'samples', 'second'].map((of) => `${what} ${of}`),
  );
  assert.deepEqual([...sums.keys()].sort(), named.sort());
  for (const [key, sum] of sums) assert.ok(Math.abs(sum - 1) < 2e-3, `${key}: ${sum}`);
});

test('arrays: edges around densities, and the sum of an archive as the format has it', () => {
  const { figure } = figureOf();
  const arrays = new Map(
    figureArrays(figure).map(([name, values, shape]) => [name, { values, shape }]),
  );
  assert.deepEqual(
    [...arrays.keys()],
    [
      't',
      ...['plane_edges', 'plane_data', 'plane_samples'],
      ...['radius_edges', 'radius_data', 'radius_samples'],
      ...['angle_edges', 'angle_data', 'angle_samples'],
    ],
  );
  const [edges, plane] = ['plane_edges', 'plane_samples'].map((name) => arrays.get(name));
  assert.deepEqual(plane?.shape, [figure.cells, figure.cells]);
  assert.equal(edges?.values.length, figure.cells + 1);
  assert.deepEqual(
    [edges?.values[0], edges?.values.at(-1)],
    [Math.fround(-SIDE), Math.fround(SIDE)],
  );
  // The check value of CRC-32.
  assert.equal(crc32(new TextEncoder().encode('123456789')), 0xcbf43926);
});

const numpy = findPython('numpy');
test('npz: NumPy reads it', { skip: numpy ? false : 'no Python with numpy here' }, () => {
  const { figure } = figureOf();
  const found = python(
    /** @type {string} */ (numpy),
    `import json, numpy
a = numpy.load("figure.npz")
p = a["plane_samples"]
print(json.dumps([sorted(a.files), list(p.shape), float(p[40, 50]), float(p.sum())]))`,
    { 'figure.npz': toNpz(figure) },
  );
  const [names, shape, cell, sum] = JSON.parse(found);
  assert.deepEqual(
    names,
    figureArrays(figure)
      .map(([name]) => name)
      .sort(),
  );
  assert.deepEqual(shape, [70, 70]);
  const { plane } = figure.rows[1];
  assert.equal(cell, plane[40 * 70 + 50]);
  assert.ok(Math.abs(sum - plane.reduce((a, b) => a + b, 0)) < 1e-2);
});

const unzip = (() => {
  try {
    execFileSync('python3', ['-c', 'import zipfile'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
test('the archive is sound', { skip: unzip ? false : 'no Python here' }, () => {
  const said = python(
    'python3',
    'import zipfile; z = zipfile.ZipFile("a.zip"); print(z.testzip(), len(z.namelist()))',
    { 'a.zip': toNpz(figureOf().figure) },
  );
  assert.equal(said.trim(), 'None 10');
});

test('panels: inside, apart, planes square and of one size, quantities aligned', () => {
  for (const letters of [11, 22]) {
    for (const sets of [2, 3]) {
      for (const [width, height] of [
        [1300, 700],
        [1180, 500],
        [800, 200],
        [340, 500],
        [280, 400],
      ]) {
        const layout = layOut({ width, height, letters }, sets);
        const boxes = layout.panels.map(({ box }) => box);
        assert.equal(boxes.length, 3 * sets);
        for (const [i, a] of boxes.entries()) {
          assert.ok(a.width > 0 && a.height > 0, `${width}: ${JSON.stringify(a)}`);
          assert.ok(a.x >= 0 && a.x + a.width <= width && a.y + a.height <= layout.height);
          for (const b of [...boxes.slice(i + 1), layout.bar]) {
            const apart =
              a.x + a.width <= b.x ||
              b.x + b.width <= a.x ||
              a.y + a.height <= b.y ||
              b.y + b.height <= a.y;
            assert.ok(apart, `${width} × ${height}, ${letters}: ${JSON.stringify([a, b])}`);
          }
        }
        const planes = layout.panels.filter(({ quantity }) => quantity === 0);
        for (const { box } of planes) {
          assert.ok(Math.abs(box.width - box.height) < 1e-9 && box.width === planes[0].box.width);
        }
        for (const q of [0, 1, 2]) {
          const same = layout.panels
            .filter(({ quantity }) => quantity === q)
            .map(({ box }) => (layout.wide ? box.x : box.y));
          assert.equal(new Set(same).size, 1);
        }
      }
    }
  }
});
