import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromPicture, normalise, parseText } from '../../../www/points/point-files.js';
import { Draft, SPACING } from '../../../www/points/draft.js';
import { MAX_POINTS, decodePoints, encodePoints } from '../../../www/settings/points-codec.js';

/** The points of a file that must be good. @param {string} name @param {string} text */
function good(name, text) {
  const { points, problem } = parseText(name, text);
  assert.equal(problem, null);
  return /** @type {Float32Array} */ (points);
}

/** @param {string} name @param {string} text @param {RegExp} words */
function bad(name, text, words) {
  const { points, problem } = parseText(name, text);
  assert.equal(points, null);
  assert.match(String(problem), words);
}

/** @param {ArrayLike<number>} points @param {number[]} expected */
function close(points, expected) {
  assert.equal(points.length, expected.length);
  expected.forEach((v, i) => assert.ok(Math.abs(points[i] - v) < 1e-6, `${points[i]} ${v}`));
}

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

test('CSV: separators, headings, blanks and comments', () => {
  const expected = [1, 1, 1, -1, -1, 1, -1, -1].map((v) => v / Math.SQRT2);
  for (const text of [
    '1,1\n1,-1\n-1,1\n-1,-1',
    'x,y\r\n1,1\r\n1,-1\r\n-1,1\r\n-1,-1\r\n',
    '\uFEFF# four corners\n\n"x";"y"\n5; 7\n5;5\n3;7\n3;5\n',
    '1e1\t10\n10 \t -10\n-10\t10\n-10\t-10',
    '  1   1\n 1 -1\n-1 1\n-1 -1  ',
  ]) {
    close(good('corners.csv', text), expected);
  }
});

test('CSV: what is wrong is told with its line', () => {
  bad('a.csv', '1,2\n3,4,5\n', /a\.csv: line 2 has 3 values/);
  bad('a.csv', '1,2\n3\n', /line 2 has 1 values/);
  bad('a.csv', '1,2\n\n# x\n3,four', /line 4: “four” is not a number/);
  bad('a.csv', '1,2\nx,y\n', /line 2: “x” is not a number/);
  bad('a.csv', '1,2\n3,\n', /line 2: “” is not a number/);
  bad('a.csv', '1,Infinity', /“Infinity” is not a number/);
  bad('a.csv', '1,1e999', /not a number/);
  bad('a.csv', '1,2\n0,1e300\n', /too far apart/);
  for (const empty of ['', '\n\n', 'x,y\n', '# none']) bad('a.csv', empty, /contains no points/);
  bad('a.csv', '1,2\n'.repeat(600_000), /too large/);
  bad('a.csv', '{"x": 1}', /line 1/);
  bad('a.csv', '\u0000\u0001PNG', /line 1/);
});

test('JSON: an array of pairs, or a message', () => {
  close(good('a.json', '[[1, 0], [-1, 0]]'), [1, 0, -1, 0]);
  close(good('a.JSON', '[[3, 3]]'), [0, 0]);
  bad('a.json', '[[1, 0], [1', /not JSON/);
  bad('a.json', '{"x": 1}', /array of pairs/);
  bad('a.json', 'null', /array of pairs/);
  bad('a.json', '[[1, 0], [1]]', /item 2, \[1\], is not a pair/);
  bad('a.json', '[[1, 0], [1, "2"]]', /item 2/);
  bad('a.json', '[[1, 0], [1, null]]', /item 2/);
  bad('a.json', '[1, 2]', /item 1, 1, is not a pair/);
  bad('a.json', '[]', /contains no points/);
});

test('many points are thinned by the same chance each time', () => {
  const text = Array.from({ length: 5000 }, (_, i) => `${i},${i % 7}`).join('\n');
  const found = parseText('many.csv', text);
  assert.equal(found.points?.length, 2 * MAX_POINTS);
  assert.match(found.note, /1,000 of 5,000 points/);
  assert.deepEqual(parseText('many.csv', text), found);
});

test('unit size, within reach', () => {
  const line = Array.from({ length: 200 }, (_, i) => i % 100);
  const unit = normalise(line);
  const square = unit?.reduce((sum, v) => sum + (v * v) / 100, 0);
  assert.ok(Math.abs(Number(square) - 1) < 1e-5);
  // One point far out: all shrink so that it stays in reach.
  const far = normalise([...Array(198).fill(0), 100, 0]);
  assert.ok(far && Math.max(...far.map(Math.abs)) < 2);
  assert.deepEqual(decodePoints(encodePoints(far))?.length, far.length);
});

/** A picture of which some pixels are dark. @param {number} width @param {number} height @param {(x: number, y: number) => number[]} colour */
function picture(width, height, colour) {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++)
    data.set(colour(i % width, Math.floor(i / width)), 4 * i);
  return { width, height, data };
}

test('pictures: dark pixels, the right way up, what shows through is white', () => {
  const white = [255, 255, 255, 255];
  // A dark block at the top left.
  const block = picture(40, 40, (x, y) => (x < 8 && y < 8 ? [0, 0, 60, 255] : white));
  const found = fromPicture('block.png', block);
  assert.equal(found.points?.length, 2 * 64);
  assert.match(found.note, /64 dark pixels/);
  assert.deepEqual(fromPicture('block.png', block), found);
  // An L: its foot is below and reaches to the right.
  const ell = picture(30, 30, (x, y) => (x < 4 || y >= 26 ? [20, 20, 20, 255] : white));
  const points = fromPicture('l.png', ell).points ?? new Float32Array();
  let right = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    if (points[i] > 0.5) right = [right[0] + 1, right[1] + points[i + 1]];
  }
  assert.ok(right[0] > 20 && right[1] / right[0] < -0.5, 'the foot lies low');
  const clear = picture(9, 9, () => [0, 0, 0, 0]);
  assert.match(String(fromPicture('clear.png', clear).problem), /no dark pixels/);
  const large = picture(300, 300, () => [0, 0, 0, 255]);
  assert.match(fromPicture('large.png', large).note, /1,000 of 90,000 dark pixels/);
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
