// Safetensors that the core refuses, as they come out of PyTorch: under the names that wrappers and
// containers give, or in other number types. Rewritten under ours where the meaning is clear; else
// refused with the tensor that is wrong, and two lines of Python that mend it. Loaded when a file was
// refused. Pure.

import { layersOf } from './foreign-layers.js';
import { lines, turned } from './mending.js';
import { numbersOf } from './number-types.js';

/** @typedef {import('./foreign-layers.js').Tensor} Tensor */

/**
 * A file as the page writes it, with the file's own metadata.
 * @param {Uint8Array} bytes
 * @returns {{ bytes: Uint8Array, taken: string } | null} taken: what was read otherwise, in
 * sentences; null: no whole safetensors file
 */
export function asOurs(bytes) {
  const file = opened(bytes);
  if (!file) return null;
  const layers = layersOf(file.tensors);
  const { shape } = layers[0].weight;
  if (shape.length !== 2 || shape[1] !== 3) {
    throw wrongShape(layers[0].weight, '[width, 3], for (x, y, t)');
  }
  const [width] = shape;
  /** @type {Map<string, { shape: number[], values: Float32Array }>} */
  const ours = new Map();
  for (const [i, { weight, bias }] of layers.entries()) {
    const out = i === layers.length - 1 ? 2 : width;
    const shapes = [[out, i === 0 ? 3 : width], [out]];
    for (const [part, tensor, wanted] of /** @type {const} */ ([
      ['weight', weight, shapes[0]],
      ['bias', bias, shapes[1]],
    ])) {
      const values = tensor ? valuesOf(file.data, tensor, wanted) : new Float32Array(out);
      ours.set(`layers.${i}.${part}`, { shape: wanted, values });
    }
  }
  return { bytes: written(ours, file.metadata), taken: taken(layers) };
}

/** What of a file is not as we write it. @param {ReturnType<typeof layersOf>} layers */
function taken(layers) {
  const words = [];
  if (layers.some(({ weight }, i) => weight.name !== `layers.${i}.weight`)) {
    words.push(`Layers, in this order: ${layers.map(({ stem }) => stem).join(', ')}.`);
  }
  if (layers.some(({ bias }) => !bias)) words.push('They have no biases, which count as 0.');
  const other = layers
    .flatMap(({ weight, bias }) => [weight, bias])
    .find((t) => t && t.dtype !== 'F32');
  if (other) {
    const name = other.dtype.replace('BF', 'bfloat').replace(/^F/, 'float');
    words.push(`Its numbers are ${name}; here they become float32.`);
  }
  return words.join(' ');
}

/** @param {Uint8Array} bytes */
function opened(bytes) {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = Number(view.getBigUint64(0, true));
    const data = bytes.subarray(8 + length);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    const { __metadata__: metadata = {}, ...entries } = header;
    /** @type {Tensor[]} */
    const tensors = Object.entries(entries).map(([name, entry]) => {
      const { dtype, shape, data_offsets: offsets } = /** @type {any} */ (entry);
      const [from, to] = offsets;
      const whole = [from, to, ...shape].every((v) => Number.isSafeInteger(v) && v >= 0);
      if (!whole || typeof dtype !== 'string' || from > to || to > data.length) throw new Error();
      return { name, dtype, shape, from, to };
    });
    return { tensors, metadata, data };
  } catch {
    return null;
  }
}

/** @param {Tensor} tensor @param {string} wanted */
function wrongShape({ name, shape }, wanted) {
  const why = `${name} has shape [${shape.join(', ')}], but must be ${wanted}`;
  const transposed = wanted === `[${[...shape].reverse().join(', ')}]` && shape.length === 2;
  return transposed ? lines(`${why}: it is transposed`, turned()) : lines(why);
}

/** @param {Uint8Array} data @param {Tensor} tensor @param {number[]} wanted its shape */
function valuesOf(data, tensor, wanted) {
  const { name, shape, from, to } = tensor;
  if (shape.join() !== wanted.join()) throw wrongShape(tensor, `[${wanted.join(', ')}]`);
  const values = numbersOf(data.slice(from, to), tensor);
  if (values.length !== wanted.reduce((a, b) => a * b, 1)) {
    throw lines(`${name} has ${values.length} numbers, which do not fill its shape`);
  }
  if (!values.every(Number.isFinite)) {
    throw lines(`${name} holds a value that is not finite, or too large for float32`);
  }
  return values;
}

/**
 * A file of tensors.
 * @param {Map<string, { shape: number[], values: Float32Array }>} tensors
 * @param {Record<string, string>} metadata
 */
function written(tensors, metadata) {
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    const start = end;
    end += 4 * values.length;
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
  }
  const words = new TextEncoder().encode(JSON.stringify(header));
  const length = 8 * Math.ceil(words.length / 8);
  const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.set(words, 8);
  let at = 8 + length;
  for (const { values } of tensors.values()) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}
