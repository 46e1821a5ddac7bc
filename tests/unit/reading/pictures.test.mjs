// The ink of pictures: dark on light, light on dark, on nothing, faint, of one colour.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureInk } from '../../../www/reading/picture-points.js';

/** A picture by the colour of each pixel. @param {number} width @param {number} height @param {(x: number, y: number) => number[]} colour */
function picture(width, height, colour) {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++)
    data.set(colour(i % width, Math.floor(i / width)), 4 * i);
  return { width, height, data };
}
/** @param {Parameters<typeof pictureInk>[0]} of @param {{ inverted?: boolean }} [choices] */
function ink(of, choices) {
  const found = pictureInk(of, 1000, choices);
  if (typeof found === 'string') throw new Error(found);
  return found;
}
const [BLACK, WHITE, NOTHING] = [
  [0, 0, 0, 255],
  [255, 255, 255, 255],
  [0, 0, 0, 0],
];
const block = (/** @type {number} */ x, /** @type {number} */ y) =>
  x >= 8 && x < 16 && y >= 4 && y < 12;
/** A block of one colour on another. @param {number[]} on @param {number[]} under */
const drawn = (on, under) => picture(40, 40, (x, y) => (block(x, y) ? on : under));

test('the ink is what differs from the rim, the right way up, the same each time', () => {
  /** @type {[number[], number[], string][]} */
  const cases = [
    [BLACK, WHITE, '64 dark pixels'],
    [[0, 0, 60, 255], WHITE, '64 dark pixels'],
    [WHITE, BLACK, '64 light pixels'],
    [BLACK, NOTHING, '64 drawn pixels'],
    [WHITE, NOTHING, '64 drawn pixels'],
    [[200, 200, 200, 255], WHITE, '64 dark pixels'],
    [[40, 40, 40, 255], BLACK, '64 light pixels'],
    [[0, 0, 0, 128], WHITE, '64 dark pixels'],
  ];
  for (const [on, under, words] of cases) {
    const found = ink(drawn(on, under));
    assert.equal(found.words, words, `${on} on ${under}`);
    for (let i = 0; i < found.points.length; i += 2) {
      assert.ok(block(Math.floor(found.points[i]), Math.floor(-found.points[i + 1])));
    }
    assert.deepEqual(ink(drawn(on, under)), found);
  }
});

test('a large dark figure stays the ink; the other pixels can be chosen', () => {
  const disc = picture(64, 64, (x, y) => (Math.hypot(x - 32, y - 32) < 30 ? BLACK : WHITE));
  assert.match(ink(disc).words, /2,\d\d\d dark pixels/);
  assert.equal(ink(disc).points.length, 2000);
  assert.match(ink(disc, { inverted: true }).words, /1,\d\d\d light pixels/);
  assert.match(ink(drawn(WHITE, NOTHING), { inverted: true }).words, /1,536 transparent pixels/);
});

test('black on white with clear corners is black on white', () => {
  const card = picture(40, 40, (x, y) =>
    x + y < 12 ? NOTHING : block(x - 10, y - 10) ? BLACK : WHITE,
  );
  assert.equal(ink(card).words, '64 dark pixels');
});

test('a picture of one colour has no ink', () => {
  for (const colour of [BLACK, WHITE, [90, 140, 10, 255]]) {
    assert.equal(
      pictureInk(
        picture(20, 20, () => colour),
        1000,
      ),
      'it is of one colour all over.',
    );
  }
  assert.equal(
    pictureInk(
      picture(20, 20, () => NOTHING),
      1000,
    ),
    'it is transparent all over.',
  );
  // Noise of a camera or of JPEG is no ink.
  const noise = picture(20, 20, (x, y) => [250 - ((x * y) % 7), 250, 250, 255]);
  assert.equal(pictureInk(noise, 1000), 'it is of one colour all over.');
});
