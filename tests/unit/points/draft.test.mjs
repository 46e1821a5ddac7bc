import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Draft, SPACING } from '../../../www/points/draft.js';
import {
  MAX_POINTS,
  countPoints,
  decodeFrame,
  decodePoints,
  encodePoints,
  namePoints,
} from '../../../www/settings/points-codec.js';

test('codes hold points to a two-thousandth, and text that is none is refused', () => {
  const points = [0, 0, 0.5, -1.25, 1.999, -2, 0.12345, -0.6789];
  const text = encodePoints(points);
  assert.match(text, /^[\w-]{16}$/);
  const back = decodePoints(text);
  points.forEach((v, i) => assert.ok(Math.abs(Number(back?.[i]) - v) <= 1 / 2048 + 1e-12));
  // What is exact once stays so.
  assert.equal(encodePoints(back ?? []), text);
  assert.deepEqual(decodePoints(encodePoints([99, -99])), [2 - 1 / 1024, -2]);
  assert.deepEqual(decodePoints(''), []);
  for (const wrong of [
    'A',
    'AAA',
    'AAAAA',
    'AA+A',
    'AA A',
    'ÄAAA',
    '😀',
    'A'.repeat(4 * MAX_POINTS + 4),
  ]) {
    assert.equal(decodePoints(wrong), null, wrong.slice(0, 9));
  }
});

test('a frame is kept beside the points, to the last bit, and what is none is refused', () => {
  const points = [0, 0, 0.5, -1.25];
  for (const frame of [
    { x: 170.25, y: -70, unitX: 12.5, unitY: 12.5 },
    { x: 1 / 3, y: 1e-9, unitX: 4e21, unitY: 7e-12 },
  ]) {
    const text = encodePoints(points, frame);
    assert.deepEqual(decodeFrame(text), frame);
    assert.equal(new URLSearchParams({ points: text }).toString(), `points=${text}`);
    assert.deepEqual(decodePoints(text), decodePoints(encodePoints(points)));
    assert.equal(countPoints(text), 2);
    // The same points in other units are the same data.
    assert.equal(namePoints(text), namePoints(encodePoints(points)));
  }
  assert.equal(decodeFrame(encodePoints(points)), null);
  assert.equal(encodePoints([], { x: 0, y: 0, unitX: 1, unitY: 1 }), '');
  for (const wrong of [
    '.',
    '.1',
    '.1_2',
    '.1_2_0',
    '.1_2_-3',
    '.1_2_3_4_5',
    '.1_2_x',
    '.1_2_0x3',
    '.1_2_3.',
  ]) {
    assert.equal(decodePoints(`AAAA${wrong}`), null, wrong);
  }
  assert.equal(decodePoints('.1_2_3'), null);
});

test('drawing: strokes are steps, and every step can be undone', () => {
  const draft = new Draft([1, 1]);
  draft.begin(0, 0);
  draft.moveTo(0.2, 0);
  draft.moveTo(0.2, 0.01); // too near for another
  draft.end();
  draft.moveTo(1, 1); // no stroke goes on
  assert.equal(draft.count, 2 + Math.floor(0.2 / SPACING + 1e-9));
  draft.clear();
  assert.equal(draft.count, 0);
  draft.replace([3, 3, 4, 4]);
  draft.undo();
  draft.undo();
  assert.equal(draft.count, 6);
  draft.undo();
  assert.deepEqual(draft.points, [1, 1]);
  assert.equal(draft.canUndo, false);
  draft.undo();
  draft.begin(-100, 0);
  draft.moveTo(100, 0);
  assert.equal(draft.count, MAX_POINTS);
  draft.begin(0, 0);
  assert.equal(draft.count, MAX_POINTS);
});

test('the frame of a file comes and goes with its points', () => {
  const frame = { x: 1, y: 2, unitX: 3, unitY: 3 };
  const draft = new Draft([1, 1]);
  draft.replace([0, 0], frame);
  draft.begin(1, 1); // drawn beside them
  assert.equal(draft.frame, frame);
  draft.clear();
  assert.equal(draft.frame, null);
  draft.undo();
  assert.equal(draft.frame, frame);
  draft.undo();
  draft.undo();
  assert.equal(draft.frame, null);
  assert.deepEqual(draft.points, [1, 1]);
});
