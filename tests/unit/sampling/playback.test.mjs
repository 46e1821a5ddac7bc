import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Trajectory } from '../../../www/sampling/trajectory.js';
import { Playback } from '../../../www/sampling/playback.js';

test('plays to the end, holds it, and starts over', () => {
  const playback = new Playback();
  let seconds = 0;
  while (playback.progress < 1 && seconds < 60) {
    playback.tick(0.1, 1);
    seconds += 0.1;
  }
  assert.ok(Math.abs(seconds - 6) < 0.3, `${seconds} s`);
  assert.equal(playback.tick(0.1, 1), false);
  assert.equal(playback.progress, 1);
  let held = 0.1;
  while (playback.progress === 1 && held < 60) {
    playback.tick(0.1, 1);
    held += 0.1;
  }
  assert.equal(playback.progress, 0);
  assert.ok(held > 1 && held < 3, `${held} s`);
});

test('speed changes the pace', () => {
  const [slow, fast] = [new Playback(), new Playback()];
  fast.speed = 4;
  slow.tick(0.1, 1);
  fast.tick(0.1, 1);
  assert.ok(Math.abs(fast.progress / slow.progress - 4) < 1e-9);
});

test('waits for frames that are not there yet, and never goes back for them', () => {
  const playback = new Playback();
  playback.tick(1, 0.05);
  assert.equal(playback.progress, 0.05);
  playback.seek(0.5);
  playback.tick(1, 0.1);
  assert.equal(playback.progress, 0.5);
});

test('does nothing while it is paused', () => {
  const playback = new Playback();
  playback.toggle();
  assert.equal(playback.tick(1, 1), false);
  assert.equal(playback.progress, 0);
});

test('play at the end starts over', () => {
  const playback = new Playback();
  playback.toggle();
  playback.seek(1);
  playback.toggle();
  assert.equal(playback.progress, 0);
});

test('a flow gives positions and times between its frames', () => {
  const flow = new Trajectory(1, 1, 0);
  flow.add(1, Float32Array.of(0, 0, 2, 2));
  assert.equal(flow.available, 0);
  flow.add(0.5, Float32Array.of(1, 0, 2, 4));
  const out = new Float32Array(4);
  flow.pointsAt(0.25, out);
  assert.deepEqual([...out], [0.5, 0, 2, 3]);
  assert.equal(flow.timeAt(0.25), 0.75);
  assert.equal(flow.particles, 2);
  assert.equal(flow.available, 0.5);
  // Beyond what is there: the last frame.
  flow.pointsAt(0.8, out);
  assert.deepEqual([...out], [1, 0, 2, 4]);
  assert.equal(flow.timeAt(0.8), 0.5);
  flow.add(0, Float32Array.of(1, 1, 1, 1));
  flow.pointsAt(1, out);
  assert.deepEqual([...out], [1, 1, 1, 1]);
});

test('frames may lie unevenly in time, and time may run forward', () => {
  const flow = new Trajectory(1, 0, 2);
  [0, 0.2, 1.8, 2].forEach((t) => flow.add(t, Float32Array.of(t, -t)));
  const out = new Float32Array(2);
  for (const progress of [0, 0.05, 0.1, 0.5, 0.9, 0.97, 1]) {
    flow.pointsAt(progress, out);
    assert.ok(Math.abs(out[0] - 2 * progress) < 1e-6, `${progress}: ${out[0]}`);
    assert.ok(Math.abs(flow.timeAt(progress) - 2 * progress) < 1e-12);
  }
  assert.equal(flow.indexAt(-1), 0);
  assert.equal(flow.indexAt(0.09), 0);
  assert.equal(flow.indexAt(0.1), 1);
  assert.equal(flow.indexAt(5), 3);
});

test('steps go from frame to frame, and from between two of them to the next', () => {
  const flow = new Trajectory(1, 1, 0);
  [1, 0.9, 0.6, 0.1, 0].forEach((t) => flow.add(t, Float32Array.of(0, 0)));
  const places = [0, 0.1, 0.4, 0.9, 1];
  const near = (/** @type {number} */ a, /** @type {number} */ b) =>
    assert.ok(Math.abs(a - b) < 1e-12, `${a}, not ${b}`);
  for (const [i, progress] of places.entries()) {
    near(flow.nextProgress(progress, 1), places[Math.min(4, i + 1)]);
    near(flow.nextProgress(progress, -1), places[Math.max(0, i - 1)]);
  }
  near(flow.nextProgress(0.25, 1), 0.4);
  near(flow.nextProgress(0.25, -1), 0.1);
});
