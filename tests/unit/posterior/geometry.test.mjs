// Where things are in the picture, and how keys and pointers move them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourOfAngle } from '../../../www/posterior/cyclic-colours.js';
import { SIDE, ellipseOf, movedBy, nearest, placeOf, pointAt, withinPicture } from '../../../www/posterior/geometry.js'; // prettier-ignore
import { cornersOf, endOf, indexOf, placeAt, rowsAlong } from '../../../www/posterior/particle-path.js'; // prettier-ignore
import { Trajectory } from '../../../www/sampling/trajectory.js';

test('places and points are each other’s inverse, y upwards', () => {
  assert.deepEqual(placeOf([0, 0], 560), [280, 280]);
  assert.deepEqual(placeOf([-SIDE, SIDE], 560), [0, 0]);
  const [x, y] = pointAt(placeOf([1.25, -0.5], 333), 333);
  assert.ok(Math.abs(x - 1.25) < 1e-12 && Math.abs(y + 0.5) < 1e-12);
  assert.deepEqual(withinPicture([9, -0.00001]), [SIDE, 0]);
});

test('arrow keys move by a step, with Shift by ten, and not out of the picture', () => {
  assert.deepEqual(movedBy([0.1, 0.1], 'ArrowUp', false), [0.1, 0.12]);
  assert.deepEqual(movedBy([0.1, 0.1], 'ArrowLeft', true), [-0.1, 0.1]);
  assert.deepEqual(movedBy([SIDE, 0], 'ArrowRight', true), [SIDE, 0]);
  assert.equal(movedBy([0, 0], 'Enter', false), null);
});

test('the ellipse of a covariance has its axes and its angle', () => {
  const flat = ellipseOf([4, 0, 1]);
  assert.deepEqual([flat.long, flat.short, flat.angle], [2, 1, 0]);
  const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
  const turned = ellipseOf([4 * c * c + s * s, 3 * c * s, 4 * s * s + c * c]);
  for (const [found, wanted] of [
    [turned.long, 2],
    [turned.short, 1],
    [turned.angle, 0.6],
  ]) {
    // prettier-ignore
    assert.ok(Math.abs(found - wanted) < 1e-12);
  }
  // Rounding may make a thin one thinner than nothing.
  assert.equal(ellipseOf([1, 1 + 1e-12, 1]).short, 0);
});

test('a tap finds the nearest particle, if there is one near', () => {
  const points = [0, 0, 1, 0, 1, 0.1];
  assert.equal(nearest(points, [1, 0.08], 0.2), 2);
  assert.equal(nearest(points, [0.5, 0.5], 0.2), -1);
});

/** Two particles, in three frames at uneven times. @param {number[]} times */
function flowOf(times) {
  const flow = new Trajectory(1, times[0], times[2]);
  times.forEach((t, i) => flow.add(t, Float32Array.of(i, 10 * i, -i, 1)));
  return flow;
}

test('a particle is found at any time of a flow, whichever way it runs', () => {
  for (const times of [
    [1, 0.25, 0],
    [0, 0.25, 1],
  ]) {
    // prettier-ignore
    const flow = flowOf(times);
    assert.deepEqual(placeAt(flow, 0, times[0]), [0, 0]);
    assert.deepEqual(placeAt(flow, 0, times[2]), [2, 20]);
    assert.deepEqual(placeAt(flow, 1, 0.25), [-1, 1]);
    const middle = placeAt(flow, 0, (times[0] + 0.25) / 2);
    assert.ok(Math.abs(middle[0] - 0.5) < 1e-6 && Math.abs(middle[1] - 5) < 1e-6);
    assert.deepEqual([...cornersOf(flow, 1)], [-0, 1, -1, 1, -2, 1]);
    const data = times[0] === 0 ? 0 : 2;
    assert.equal(endOf(flow, 'data'), flow.frame(data));
    assert.equal(endOf(flow, 'noise'), flow.frame(2 - data));
  }
  assert.deepEqual(
    [1, 2, 3, 2001].map((number) => indexOf(number, 2)),
    [0, 1, 0, 0],
  );
});

test('rows along a way begin just off t = 0 and end at T', () => {
  const rows = rowsAlong((t) => [t, -t], 2, 3);
  assert.deepEqual([...rows], [0.002, -0.002, 0.002, 1, -1, 1, 2, -2, 2]);
});

test('colours go round, and opposite ones differ', () => {
  for (const dark of [false, true]) {
    assert.deepEqual(colourOfAngle(-Math.PI, dark), colourOfAngle(Math.PI, dark));
    const near = [colourOfAngle(6.28, dark), colourOfAngle(0, dark)];
    assert.ok(near[0].every((v, i) => Math.abs(v - near[1][i]) <= 2));
    for (let angle = 0; angle < Math.PI; angle += 0.1) {
      const [a, b] = [colourOfAngle(angle, dark), colourOfAngle(angle + Math.PI, dark)];
      assert.ok(Math.hypot(...a.map((v, i) => v - b[i])) > 90, `${angle}: ${a} ${b}`);
    }
  }
});
