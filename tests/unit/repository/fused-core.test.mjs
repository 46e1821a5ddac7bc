// The core for fused arithmetic has one relaxed instruction, the one that the page probes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fusedCore } from '../../../tools/fused-core.mjs';
import { moduleOf } from '../support/small-module.mjs';

const MADD = [0xfd, 0x85, 2];

test('relaxed minimum and maximum become those that are the same everywhere', async () => {
  // f32x4.relaxed_min of x and a·b + c … and f32x4.pmin of them.
  const [relaxed, plain] = [
    [0xfd, 0x8d, 2],
    [0xfd, 0xea, 1],
  ].map((code) => moduleOf(...MADD, 0x20, 0, ...code));
  assert.deepEqual(await fusedCore(relaxed), await fusedCore(plain));
});

test('any other relaxed instruction is refused, and a core without the one', async () => {
  const swizzle = [0x20, 0, 0xfd, 0x80, 2];
  await assert.rejects(fusedCore(moduleOf(...MADD, ...swizzle)), /relaxed_swizzle/);
  const nmadd = [0x20, 0, 0x20, 1, 0xfd, 0x86, 2];
  await assert.rejects(fusedCore(moduleOf(...MADD, ...nmadd)), /relaxed_nmadd/);
  await assert.rejects(fusedCore(moduleOf(0xfd, 0xe6, 1, 0xfd, 0xe4, 1)), /no fused/);
});

test('the core that is built is one of these', async () => {
  const file = new URL('../../../www/pkg/nano_diffusion_fused.wasm', import.meta.url);
  await fusedCore(readFileSync(file));
});
