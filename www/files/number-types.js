// The number types of PyTorch's floating-point tensors, as float32. Pure.

import { lines, mended } from './mending.js';

/** @typedef {import('./foreign-layers.js').Tensor} Tensor */

/** Bytes of a number, and how it is read. @type {Record<string, [number, (view: DataView, at: number) => number]>} */
const TYPES = {
  F64: [8, (view, at) => view.getFloat64(at, true)],
  F32: [4, (view, at) => view.getFloat32(at, true)],
  F16: [2, (view, at) => half(view.getUint16(at, true))],
  BF16: [2, (view, at) => brain(view.getUint16(at, true))],
};

const SCRATCH = new DataView(new ArrayBuffer(4));

/** A float32 without its lower half. @param {number} bits */
function brain(bits) {
  SCRATCH.setUint16(0, bits);
  SCRATCH.setUint16(2, 0);
  return SCRATCH.getFloat32(0);
}

/** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. @param {number} bits */
function half(bits) {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}

/** @param {Uint8Array} bytes of a tensor @param {Tensor} tensor */
export function numbersOf(bytes, { name, dtype }) {
  const type = Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : null;
  if (!type) {
    throw lines(
      `${name} is ${dtype}, but must be F32, or F64, F16 or BF16`,
      mended('k: v.float()'),
    );
  }
  const [size, read] = type;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
    read(view, size * i),
  );
}
