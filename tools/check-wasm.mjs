// Proves that a WebAssembly file really computes with SIMD, and prints its size.
//
//   node tools/check-wasm.mjs file.wasm
//
// Lost compiler flags still give a module that works, only several times slower, so this decodes
// every instruction of the code section and counts. Searching for bytes would not do: 0xfd also
// occurs inside constants and offsets. Each function must end exactly where its size says, which
// shows that the decoding never lost step.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Fewer f32x4 arithmetic instructions than this cannot be the training kernels. */
const MIN_F32X4_ARITHMETIC = 100;

/** @typedef {{ functions: number, instructions: number, simd: number, f32x4: number, multiplyAdd: number }} Counts */

/**
 * Counts the instructions of a module: all, SIMD ones (prefix 0xfd), f32x4 arithmetic
 * (abs ... pmax), and of those the multiplications and additions.
 * @param {Uint8Array} bytes
 * @returns {Counts}
 */
export function countInstructions(bytes) {
  /** @type {Counts} */
  const counts = { functions: 0, instructions: 0, simd: 0, f32x4: 0, multiplyAdd: 0 };
  let at = 0;

  /** Reads a LEB128 number; the value is right for unsigned ones below 2^53. */
  const leb = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at >= bytes.length) throw new Error('the file ends in the middle of a number');
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const lebs = (/** @type {number} */ n) => {
    while (n-- > 0) leb();
  };
  const memarg = () => {
    // Bit 6 of the alignment says that a memory index follows.
    if (leb() & 64) leb();
    leb();
  };
  /** @param {number} opcode */
  const unknown = (opcode) => {
    throw new Error(`unknown instruction 0x${opcode.toString(16)} before offset ${at}`);
  };

  const simd = () => {
    const op = leb();
    counts.simd++;
    if (op >= 0xe0 && op <= 0xeb && op !== 0xe2) counts.f32x4++;
    if (op === 0xe4 || op === 0xe6) counts.multiplyAdd++;
    if (op <= 0x0b || op === 0x5c || op === 0x5d) memarg();
    else if (op === 0x0c || op === 0x0d) at += 16;
    else if (op >= 0x15 && op <= 0x22) at += 1;
    else if (op >= 0x54 && op <= 0x5b) {
      memarg();
      at += 1;
    } else if (op > 0x113) unknown(op);
  };

  const instruction = () => {
    const op = bytes[at++];
    counts.instructions++;
    if (op === 0xfd) simd();
    else if (op === 0xfc) {
      const sub = leb();
      if (sub > 17) unknown(sub);
      if (sub >= 8) lebs([8, 10, 12, 14].includes(sub) ? 2 : 1);
    } else if (op >= 0x28 && op <= 0x3e) memarg();
    else if (op >= 0x45 && op <= 0xc4) return;
    else if (op >= 0x20 && op <= 0x26) leb();
    else if (op === 0x41 || op === 0x42) leb();
    else if (op === 0x43) at += 4;
    else if (op === 0x44) at += 8;
    else if (op === 0x0e || op === 0x1c) {
      // br_table has one label more than its list; select has a list of types.
      lebs(leb() + (op === 0x0e ? 1 : 0));
    } else if (op === 0x11 || op === 0x13) lebs(2);
    else if ([0x00, 0x01, 0x05, 0x0a, 0x0b, 0x0f, 0x1a, 0x1b, 0xd1].includes(op)) return;
    else if ([0x02, 0x03, 0x04, 0x08, 0x0c, 0x0d, 0x10, 0x12].includes(op)) leb();
    else if ([0x3f, 0x40, 0xd0, 0xd2].includes(op)) leb();
    else unknown(op);
  };

  const magic = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  if (magic !== '0061736d01000000') throw new Error('not a WebAssembly module');
  at = 8;
  while (at < bytes.length) {
    const id = bytes[at++];
    const size = leb();
    const end = at + size;
    if (id === 10) {
      counts.functions = leb();
      for (let i = 0; i < counts.functions; i++) {
        const length = leb();
        const stop = at + length;
        for (let groups = leb(); groups > 0; groups--) lebs(2);
        let last = -1;
        while (at < stop) {
          last = bytes[at];
          instruction();
        }
        if (at !== stop || last !== 0x0b) throw new Error(`function ${i} does not end at its end`);
      }
      if (at !== end) throw new Error('the code section does not end at its end');
    }
    at = end;
  }
  return counts;
}

function main() {
  const path = process.argv[2];
  if (!path) throw new Error('usage: check-wasm.mjs file.wasm');
  const bytes = readFileSync(path);
  const { functions, instructions, simd, f32x4, multiplyAdd } = countInstructions(bytes);
  const kb = (/** @type {number} */ n) => `${(n / 1000).toFixed(1)} kB`;
  console.log(`${path}: ${kb(bytes.length)}, gzip ${kb(gzipSync(bytes, { level: 9 }).length)}`);
  console.log(
    `  ${functions} functions, ${instructions} instructions, of them ${simd} SIMD, ` +
      `${f32x4} f32x4 arithmetic (${multiplyAdd} add or mul)`,
  );
  if (f32x4 < MIN_F32X4_ARITHMETIC || multiplyAdd === 0) {
    throw new Error(
      `only ${f32x4} f32x4 arithmetic instructions, at least ${MIN_F32X4_ARITHMETIC} expected: ` +
        'the flags of .cargo/config.toml (target-feature=+simd128) did not reach the compiler',
    );
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    main();
  } catch (error) {
    console.error(`check-wasm: ${/** @type {Error} */ (error).message}`);
    process.exitCode = 1;
  }
}
