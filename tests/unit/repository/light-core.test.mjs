// The core that the page starts with says what is wrong, in the same words as the whole one: nothing that its
// messages need was taken out of it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as core from '../../../www/pkg/nano_diffusion.js';

const ROOT = new URL('../../../', import.meta.url);
core.initSync({ module: readFileSync(new URL('www/pkg/nano_diffusion_bg.wasm', ROOT)) });

const { config } = core.presets()[0];
/** @param {(config: any) => void} change */
const changed = (change) => {
  const copy = structuredClone(config);
  change(copy);
  return /** @type {any} */ (copy);
};

test('a setting that there isn’t', () => {
  const wrong = changed((c) => (c.sample.sampler = 'ode'));
  assert.throws(() => new core.Trainer(wrong), /unknown field `sampler`, expected one of `dt`/);
});

test('a choice that there isn’t', () => {
  const wrong = changed((c) => (c.network.activation = 'tanh'));
  assert.throws(() => new core.Trainer(wrong), /unknown variant `tanh`, expected `relu`/);
});

test('a value of another kind', () => {
  const wrong = changed((c) => (c.network.width = 'wide'));
  assert.throws(() => new core.Trainer(wrong), /invalid type: string "wide", expected/);
});

test('a value out of its range', () => {
  const wrong = changed((c) => (c.train.batch = 7));
  assert.throws(() => new core.Trainer(wrong), { name: 'OutOfRange', setting: 'batch' });
});

test('weights with a setting that there isn’t, cut short, or none at all', () => {
  const weights = new core.Trainer(config).weights();
  assert.ok(core.describeWeights(weights));
  const text = new TextDecoder('latin1').decode(weights);
  const bytes = Uint8Array.from(text.replace('neighbours', 'neighbourz'), (letter) =>
    letter.charCodeAt(0),
  );
  assert.notDeepEqual(bytes, weights);
  assert.throws(() => core.describeWeights(bytes), /unknown field `neighbourz`, expected/);
  for (const part of [weights.subarray(0, -5), weights.subarray(0, 40), new Uint8Array()])
    assert.throws(() => core.describeWeights(part), { name: 'BadWeights' });
});
