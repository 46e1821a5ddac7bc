// What the distances say, in words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../../../www/guidance/answer.js';

const EXACT = { tilted: 0.015, ode: 0.283, sde: 0.118, mended: 0.025 };

test('exact scores: how far from the tilted density, in its own distances', () => {
  const said = answerOf(EXACT, 3, null);
  assert.match(said, /ODE ends 18\.9 times, the SDE 7\.9 times/);
  assert.match(said, /Langevin’s steps at each t bring it nearer\.$/);
  const near = { tilted: 0.015, ode: 0.02, sde: 0.018, mended: 0.016 };
  assert.match(answerOf(near, 1, null), /the class’s own score/);
  assert.match(answerOf(near, 2, null), /sample the tilted density/);
});

test('learned scores: what exact ones say, and whether W₁ tells them apart', () => {
  const close = { ...EXACT, mended: 0.044 };
  assert.equal(
    answerOf(close, 3, EXACT),
    `${answerOf(EXACT, 3, null)} By learned scores W₁ is the same, within what such samples can tell.`,
  );
  const off = { ...EXACT, mended: 0.103 };
  assert.match(answerOf(off, 3, EXACT), /error shows: .* W₁ is 0\.283, 0\.118 and 0\.103\.$/);
});
