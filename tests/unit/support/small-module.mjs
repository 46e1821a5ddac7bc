// A WebAssembly module of one function, for tests of what modules may hold.

/** A function of three v128 that gives one. @param {number[]} code its last instructions */
export const moduleOf = (...code) => {
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
