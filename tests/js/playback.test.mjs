import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlowStore } from '../../www/flow-store.js';
import { Playback } from '../../www/playback.js';

test('plays to the end, holds it, and starts over', () => {
  const playback = new Playback();
  let seconds = 0;
  while (playback.place < 1 && seconds < 60) {
    playback.tick(0.1, 1);
    seconds += 0.1;
  }
  assert.ok(Math.abs(seconds - 6) < 0.3, `${seconds} s`);
  assert.equal(playback.tick(0.1, 1), false);
  assert.equal(playback.place, 1);
  let held = 0.1;
  while (playback.place === 1 && held < 60) {
    playback.tick(0.1, 1);
    held += 0.1;
  }
  assert.equal(playback.place, 0);
  assert.ok(held > 1 && held < 3, `${held} s`);
});

test('speed changes the pace', () => {
  const [slow, fast] = [new Playback(), new Playback()];
  fast.speed = 4;
  slow.tick(0.1, 1);
  fast.tick(0.1, 1);
  assert.ok(Math.abs(fast.place / slow.place - 4) < 1e-9);
});

test('waits for frames that are not there yet, and never goes back for them', () => {
  const playback = new Playback();
  playback.tick(1, 0.05);
  assert.equal(playback.place, 0.05);
  playback.seek(0.5);
  playback.tick(1, 0.1);
  assert.equal(playback.place, 0.5);
});

test('does nothing while it is paused', () => {
  const playback = new Playback();
  playback.toggle();
  assert.equal(playback.tick(1, 1), false);
  assert.equal(playback.place, 0);
});

test('play at the end starts over', () => {
  const playback = new Playback();
  playback.toggle();
  playback.seek(1);
  playback.toggle();
  assert.equal(playback.place, 0);
});

test('steps go from frame to frame and stay inside', () => {
  const playback = new Playback();
  playback.seek(0.5);
  playback.step(1, 11);
  assert.ok(!playback.playing);
  assert.ok(Math.abs(playback.place - 0.6) < 1e-9);
  playback.step(-1, 11);
  playback.step(-1, 11);
  assert.ok(Math.abs(playback.place - 0.4) < 1e-9);
  playback.seek(0.45);
  playback.step(1, 11);
  assert.ok(Math.abs(playback.place - 0.5) < 1e-9);
  playback.seek(1);
  playback.step(1, 11);
  assert.equal(playback.place, 1);
  playback.seek(0);
  playback.step(-1, 11);
  assert.equal(playback.place, 0);
});

test('a flow gives positions and times between its frames', () => {
  const flow = new FlowStore(1, 3);
  flow.add(1, Float32Array.of(0, 0, 2, 2));
  flow.add(0.5, Float32Array.of(1, 0, 2, 4));
  const out = new Float32Array(4);
  flow.pointsAt(0.5, out);
  assert.deepEqual([...out], [0.5, 0, 2, 3]);
  assert.equal(flow.timeAt(0.5), 0.75);
  assert.equal(flow.particles, 2);
  assert.equal(flow.complete, false);
  // Beyond what is there: the last frame.
  flow.pointsAt(1.7, out);
  assert.deepEqual([...out], [1, 0, 2, 4]);
  flow.add(0, Float32Array.of(1, 1, 1, 1));
  assert.equal(flow.complete, true);
  flow.pointsAt(2, out);
  assert.deepEqual([...out], [1, 1, 1, 1]);
});
