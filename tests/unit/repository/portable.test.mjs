// The module that is shipped runs everywhere, to the same bits: no relaxed SIMD in it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkPortable } from '../../../tools/check-portable.mjs';
import { moduleOf } from '../support/small-module.mjs';

test('relaxed SIMD is found, plain SIMD is let through', async () => {
  // f32x4.mul, f32x4.add
  await checkPortable(moduleOf(0xfd, 0xe6, 1, 0xfd, 0xe4, 1));
  // f32x4.relaxed_madd: one rounding or two, as the machine likes.
  await assert.rejects(checkPortable(moduleOf(0xfd, 0x85, 2)), /unexpected opcode: 0xfd 0x85/);
  // i32x4.relaxed_trunc_f32x4_s
  await assert.rejects(checkPortable(moduleOf(0xfd, 0x81, 2)), /unexpected opcode: 0xfd 0x81/);
  await assert.rejects(checkPortable(new Uint8Array(8)), /magic/);
});

test('the core has none', async () => {
  const core = new URL('../../../www/pkg/nano_diffusion_bg.wasm', import.meta.url);
  await checkPortable(readFileSync(core));
});
