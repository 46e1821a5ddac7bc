// A reader of safetensors files by the description of the format alone, to hold the core's writer
// and the page's against.

import assert from 'node:assert/strict';

/**
 * @param {Uint8Array} bytes
 * @returns {{ metadata: Record<string, string>, tensors: Record<string, { shape: number[], values: Float32Array }> }}
 */
export function readSafetensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const start = 8 + length;
  assert.equal(start % 8, 0, 'the numbers begin at a multiple of eight');
  const header = JSON.parse(new TextDecoder().decode(bytes.slice(8, start)));
  const { __metadata__: metadata = {}, ...entries } = header;
  let end = 0;
  const tensors = Object.entries(entries)
    .sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0])
    .map(([name, { dtype, shape, data_offsets: offsets }]) => {
      assert.equal(dtype, 'F32');
      assert.equal(offsets[0], end, `no hole before ${name}`);
      end = offsets[1];
      const count = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
      assert.equal(offsets[1] - offsets[0], 4 * count);
      const values = new Float32Array(bytes.slice(start + offsets[0], start + offsets[1]).buffer);
      return [name, { shape, values }];
    });
  assert.equal(start + end, bytes.length, 'nothing comes after the numbers');
  return { metadata, tensors: Object.fromEntries(tensors) };
}

/** The shapes that PyTorch gives such a network. @param {number} layers @param {number} width */
export function pytorchShapes(layers, width) {
  const sizes = [3, ...new Array(layers - 1).fill(width), 2];
  return Object.fromEntries(
    Array.from({ length: layers }, (_, i) => [
      [`layers.${i}.bias`, [sizes[i + 1]]],
      [`layers.${i}.weight`, [sizes[i + 1], sizes[i]]],
    ]).flat(),
  );
}
