// The scale of a score field, beside the field that it lies over.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawFieldScale } from '../../../www/sampling/score-field.js';

/** A context that only notes its panels. */
function pen() {
  /** @type {number[][]} */
  const panels = [];
  const context = new Proxy(
    {},
    {
      get: (_, name) => {
        if (name === 'roundRect') return (/** @type {number[]} */ ...box) => panels.push(box);
        if (name === 'measureText')
          return (/** @type {string} */ text) => ({ width: 6 * text.length });
        return () => {};
      },
      set: () => true,
    },
  );
  return { context: /** @type {CanvasRenderingContext2D} */ (context), panels };
}

test('it covers little of the picture, however small that is, and stays inside', () => {
  const theme = /** @type {import('../../../www/ui/theme.js').Theme} */ (
    /** @type {unknown} */ ({ tick: 11, font: 'sans-serif', surface: '#fff', text: '#000' })
  );
  for (const size of [180, 240, 300, 380, 439, 440, 600, 900]) {
    for (const kind of /** @type {const} */ (['learned', 'difference'])) {
      const { context, panels } = pen();
      drawFieldScale(context, size, kind, theme);
      assert.equal(panels.length, 1);
      const [x, y, width, height] = panels[0];
      assert.ok(x > 0 && y > 0 && x + width < size && y + height < size, `${size}`);
      const share = (width * height) / size ** 2;
      assert.ok(share < (size < 240 ? 0.14 : 0.085), `${size}: ${share}`);
    }
  }
});
