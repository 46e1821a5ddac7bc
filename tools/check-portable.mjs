// Holds a WebAssembly file against what every browser of the README runs: fixed-width SIMD, and no
// relaxed SIMD, whose results may differ from machine to machine. One such instruction, and the
// bits of a run are no longer the same everywhere.
//
//   node tools/check-portable.mjs file.wasm

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import wabt from 'wabt';

/** What the file may use beyond WebAssembly 1.0. All else is off, whatever wabt's defaults become. */
export const FEATURES = {
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  multi_value: true,
  bulk_memory: true,
  reference_types: true,
  simd: true,
  relaxed_simd: false,
  exceptions: false,
  threads: false,
  tail_call: false,
  memory64: false,
  extended_const: false,
  gc: false,
};

/** Throws where the module uses anything else, or is none. @param {Uint8Array} bytes */
export async function checkPortable(bytes) {
  const module = (await wabt()).readWasm(bytes, FEATURES);
  try {
    module.validate();
  } finally {
    module.destroy();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const path = process.argv[2];
  try {
    await checkPortable(readFileSync(path));
  } catch (error) {
    console.error(`${path} is not portable: ${/** @type {Error} */ (error).message}`);
    process.exitCode = 1;
  }
}
