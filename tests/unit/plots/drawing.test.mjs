// What pictures are drawn with, on a context that notes what it is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawPlaneAxes } from '../../../www/plots/plane-axes.js';
import { drawArrows } from '../../../www/plots/vector-field.js';

/** @returns {{ context: CanvasRenderingContext2D, calls: [string, ...any[]][] }} */
function pen() {
  /** @type {[string, ...any[]][]} */
  const calls = [];
  const context = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (/** @type {any[]} */ ...given) =>
          calls.push([String(name), ...given]),
      set: () => true,
    },
  );
  return { context: /** @type {CanvasRenderingContext2D} */ (context), calls };
}

const THEME = /** @type {import('../../../www/ui/theme.js').Theme} */ (
  /** @type {unknown} */ ({
    tick: 11,
    font: 'sans-serif',
    surface: '#fff',
    muted: '#777',
    grid: '#ddd',
  })
);

test('the axes of the plane: round numbers where they belong, none at the ends, at any size', () => {
  for (const [side, expected] of /** @type {const} */ ([
    [2.8, ['−2', '−1', '0', '1', '2']],
    [4.5, ['−4', '−2', '0', '2', '4']],
    [0.5, ['−0.4', '−0.2', '0', '0.2', '0.4']],
  ])) {
    for (const size of [180, 640]) {
      const { context, calls } = pen();
      drawPlaneAxes(context, { size, side }, THEME);
      const words = calls.filter(([name]) => name === 'fillText');
      const along = words.filter(([, , , y]) => y === size - 5);
      assert.deepEqual(
        along.map(([, text]) => text),
        [...expected, 'x'],
      );
      for (const [, text, x] of along.slice(0, -1)) {
        const value = Number(String(text).replace('−', '-'));
        assert.ok(Math.abs(x - (size / 2) * (1 + value / side)) <= 1, `${text} at ${x}`);
      }
      // Upwards: the larger the number, the smaller its y.
      const up = words.filter(([, , x]) => x === 6).map(([, text, , y]) => [text, y]);
      assert.deepEqual(
        up.slice(0, -1).map(([text]) => text),
        [...expected],
      );
      assert.ok(up[0][1] > up[1][1]);
    }
  }
});

test('arrows point where their vectors do, as long as these up to the top of the scale', () => {
  const [cells, size] = [3, 90];
  const of = (/** @type {[number, number]} */ vector) => {
    const { context, calls } = pen();
    const vectors = new Float32Array(2 * cells * cells);
    vectors.set(vector, 2 * 4);
    drawArrows(context, size, { vectors, cells, top: 2 });
    const [from, to] = ['moveTo', 'lineTo'].map((name) => calls.find((call) => call[0] === name));
    return from && to ? [to[1] - from[1], to[2] - from[2]] : null;
  };
  const close = (/** @type {number[] | null} */ found, /** @type {number[]} */ expected) => {
    assert.ok(found);
    found.forEach((v, i) => assert.ok(Math.abs(v - expected[i]) < 1e-4, `${found}`));
  };
  // One arrow in the middle of three cells: at the top of the scale it is 1.1 of them long.
  close(of([2, 0]), [99, 0]);
  close(of([1, 0]), [49.5, 0]);
  close(of([20, 0]), [99, 0]);
  // Up in the plane is up in the picture.
  close(of([0, 1]), [0, -49.5]);
  assert.equal(of([0, 0]), null);
});
