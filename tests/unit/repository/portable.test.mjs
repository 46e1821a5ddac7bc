// The module that is shipped runs everywhere, to the same bits: no relaxed SIMD in it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkPortable } from '../../../tools/check-portable.mjs';

/** A function of three v128 that gives one. @param {number[]} code its last instructions */
const moduleOf = (...code) => {
  const body = [0, 0x20, 0, 0x20, 1, 0x20, 2, ...code, 0x0b];
  const section = (/** @type {number} */ id, /** @type {number[]} */ ...bytes) => [
    id,
    bytes.length,
    ...bytes,
  ];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b),
    ...section(3, 1, 0),
    ...section(10, 1, body.length, ...body),
  ]);
};

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
