// Finishes the core for fused arithmetic. A compiler that may use relaxed SIMD takes its minimum and
// maximum too, which differ from processor to processor for NaN and for zeros: those are put back as
// what they were, the same everywhere. What is left of relaxed SIMD is the one instruction that the
// page probes before it loads this file (www/arithmetic/fused-probe.js): f32x4.relaxed_madd.
//
//   node tools/fused-core.mjs from.wasm to.wasm

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import wabt from 'wabt';
import { FEATURES } from './check-portable.mjs';

const RELAXED = /\b(?:[if]\d+x\d+\.relaxed_|i16x8\.dot_i8x16_i7x16_|i32x4\.dot_i8x16_i7x16_)\w+/g;

/**
 * @param {Uint8Array} bytes a module
 * @returns {Promise<Uint8Array>} the same with relaxed_madd alone; throws where it has other relaxed
 * instructions, or no such
 */
export async function fusedCore(bytes) {
  const { readWasm, parseWat } = await wabt();
  const features = { ...FEATURES, relaxed_simd: true };
  const module = readWasm(bytes, features);
  const text = module.toText({}).replace(/\b(f\d+x\d+)\.relaxed_(min|max)\b/g, '$1.p$2');
  module.destroy();
  const found = new Set(text.match(RELAXED));
  if (!found.delete('f32x4.relaxed_madd')) throw new Error('there is no fused multiply-add in it');
  if (found.size > 0) throw new Error(`it has ${[...found].join(', ')}`);
  const mended = parseWat('core.wat', text, features);
  try {
    mended.validate();
    return mended.toBinary({ write_debug_names: false }).buffer;
  } finally {
    mended.destroy();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [from, to] = process.argv.slice(2);
  writeFileSync(to, await fusedCore(readFileSync(from)));
}
