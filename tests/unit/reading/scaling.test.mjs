// Points of a file at the page's size, and back; those far from all others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameInWords } from '../../../www/reading/frame-words.js';
import { outliersOf, toPage } from '../../../www/reading/scaling.js';
import { decodePoints, encodePoints } from '../../../www/settings/points-codec.js';

/** @param {number[]} points @param {boolean} [apart] */
function scaled(points, apart) {
  const found = toPage(points, apart);
  assert.ok(found, String(points.slice(0, 4)));
  return found;
}

test('unit size, within reach, and back to the file’s units', () => {
  const clouds = [
    Array.from({ length: 200 }, (_, i) => i % 100),
    Array.from({ length: 400 }, (_, i) => (i % 2 ? 70 : 170) + Math.sin(i * i)),
    Array.from({ length: 400 }, (_, i) => 5e6 + Math.sin(i * i) / 100),
    Array.from({ length: 400 }, (_, i) => 1e300 * Math.sin(i * i)),
    Array.from({ length: 400 }, (_, i) => 1e-200 * Math.sin(i * i)),
  ];
  for (const cloud of clouds) {
    const { points, frame } = scaled(cloud);
    const square = points.reduce((sum, v) => sum + v * v, 0) / (points.length / 2);
    assert.ok(Math.abs(square - 1) < 1e-4, `${square}`);
    cloud.forEach((v, i) => {
      const back = i % 2 ? frame.y + frame.unitY * points[i] : frame.x + frame.unitX * points[i];
      assert.ok(Math.abs(back - v) <= 1e-6 * frame.unitX + 1e-15 * Math.abs(v));
    });
  }
  const far = scaled([...Array(198).fill(0), 100, 0]);
  assert.ok(Math.max(...far.points.map(Math.abs)) < 2);
  assert.equal(decodePoints(encodePoints(far.points))?.length, far.points.length);
});

test('points that are all the same lie at zero, whatever rounding makes of them', () => {
  for (const [x, y] of [
    [0.1, 0.7],
    [1e6 / 3, -1e-6 / 3],
    [0, 0],
    [-1e300, 1e-300],
  ]) {
    const { points, frame } = scaled(Array.from({ length: 20 }, (_, i) => (i % 2 ? y : x)));
    assert.ok(
      points.every((v) => v === 0),
      `${points.slice(0, 2)}`,
    );
    assert.deepEqual(frame, { x, y, unitX: 1, unitY: 1 });
  }
  // What rounding alone sets apart is the same.
  assert.ok(scaled([0.1 + 0.2, 1, 0.3, 1]).points.every((v) => Math.abs(v) < 1e-9));
  // A line keeps its direction alone.
  const line = scaled([0, 0.1, 1, 0.1, 2, 0.1]);
  assert.ok(line.points.every((v, i) => i % 2 === 0 || v === 0));
});

test('each axis by itself, where their units differ', () => {
  const cloud = Array.from({ length: 400 }, (_, i) => (i % 2 ? 1e5 : 0.01) * Math.sin(i * i + 1));
  const { points, frame } = scaled(cloud, true);
  for (const axis of [0, 1]) {
    const square = points.filter((_, i) => i % 2 === axis).reduce((sum, v) => sum + v * v, 0) / 200;
    assert.ok(Math.abs(square - 0.5) < 0.05, `${square}`);
  }
  assert.ok(frame.unitY / frame.unitX > 1e6);
  assert.match(frameInWords(frame), /^moved by \(.+, .+\), scaled by .+ along x and .+ along y$/);
});

test('what is beyond all numbers is refused', () => {
  assert.equal(toPage([1.7e308, 0, -1.7e308, 0]), null);
});

test('what was done, in words', () => {
  assert.equal(
    frameInWords({ x: 170, y: 70, unitX: 12.5, unitY: 12.5 }),
    'moved by (−170, −70), scaled by 0.08',
  );
  assert.equal(
    frameInWords({ x: 0, y: -1 / 3, unitX: 1, unitY: 1 }),
    'moved by (0, 0.3333), scaled by 1',
  );
});

test('outliers: few, and far from all others', () => {
  const cloud = Array.from({ length: 100 }, (_, i) => Math.sin(i * i + 1));
  assert.deepEqual(outliersOf(cloud), []);
  assert.deepEqual(outliersOf([...cloud, 1e6, 0]), [50]);
  assert.deepEqual(outliersOf([...cloud, 0, -9999, 0.1, 0.1]), [50]);
  assert.deepEqual(outliersOf([0, 0, 1, 1, 1e6, 1e6]), [2]);
  assert.deepEqual(outliersOf([...Array(20).fill(3), 1e6, 3]), [10]);
  // Two clouds, a line, a cloud that is wide along one axis: none.
  assert.deepEqual(outliersOf([...cloud, ...cloud.map((v) => v + 1000)]), []);
  assert.deepEqual(outliersOf(Array.from({ length: 60 }, (_, i) => (i % 2 ? 0 : i))), []);
  assert.deepEqual(
    outliersOf(Array.from({ length: 60 }, (_, i) => (i % 2 ? Math.sin(i) : 1e4 * i))),
    [],
  );
  assert.deepEqual(outliersOf(Array(20).fill(1 / 3)), []);
});
