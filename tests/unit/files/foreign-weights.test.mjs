// Safetensors from elsewhere: other names, number types and layouts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asOurs } from '../../../www/files/foreign-weights.js';
import { core } from '../support/core.mjs';
import { readSafetensors } from '../support/safetensors-reader.mjs';

/** @typedef {{ name: string, dtype: string, shape: number[], bytes: Uint8Array }} Tensor */

const SHAPES = [
  [8, 3],
  [8, 8],
  [8, 8],
  [2, 8],
];
const OURS = SHAPES.map((_, i) => `layers.${i}`);
/** Numbers that every type but bfloat16 holds exactly. @param {number} i */
const value = (i) => ((i % 200) - 96) / 256;

/** @param {number} v */
function half(v) {
  const [bits] = new Uint32Array(Float32Array.of(v).buffer);
  const exponent = ((bits >>> 23) & 255) - 112;
  return ((bits >>> 16) & 0x8000) | (v === 0 ? 0 : (exponent << 10) | ((bits >>> 13) & 1023));
}

/** @type {Record<string, (values: number[]) => Uint8Array>} */
const TYPES = {
  F32: (values) => new Uint8Array(Float32Array.from(values).buffer),
  F64: (values) => new Uint8Array(Float64Array.from(values).buffer),
  F16: (values) => new Uint8Array(Uint16Array.from(values, half).buffer),
  BF16: (values) =>
    new Uint8Array(
      Uint16Array.from(new Uint32Array(Float32Array.from(values).buffer), (v) => v >>> 16).buffer,
    ),
};

/** The network of `value`, its layers under these names. @returns {Tensor[]} */
function network(names = OURS, [weight, bias] = ['.weight', '.bias'], dtype = 'F32') {
  let i = 0;
  return SHAPES.flatMap((shape, layer) =>
    [
      { name: names[layer] + weight, shape },
      { name: names[layer] + bias, shape: [shape[0]] },
    ].map((tensor) => {
      const count = tensor.shape.reduce((a, b) => a * b, 1);
      const values = Array.from({ length: count }, () => value(i++));
      return { ...tensor, dtype, bytes: TYPES[dtype](values) };
    }),
  );
}

/** @param {Tensor[]} tensors @param {Record<string, string>} [metadata] */
function file(tensors, metadata = { format: 'pt' }) {
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: metadata };
  let end = 0;
  for (const { name, dtype, shape, bytes } of tensors) {
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes.length)] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header).padEnd(8 * 1000));
  const start = new Uint8Array(8);
  new DataView(start.buffer).setBigUint64(0, BigInt(json.length), true);
  return new Uint8Array(Buffer.concat([start, json, ...tensors.map(({ bytes }) => bytes)]));
}

const EXPECTED = readSafetensors(file(network())).tensors;

/** The refusal of a file. @param {Tensor[]} tensors @param {(string | RegExp)[]} words @param {boolean} [cure] */
function refused(tensors, words, cure = true) {
  assert.throws(
    () => asOurs(file(tensors)),
    (/** @type {Error} */ { message }) => {
      for (const word of words)
        assert.ok(
          typeof word === 'string' ? message.includes(word) : word.test(message),
          `${word} in ${message}`,
        );
      const [, ...code] = message.split('\n');
      assert.equal(code.length, cure ? 2 : 0, message);
      if (cure)
        assert.match(
          code.join('\n'),
          /^from safetensors\.torch import .*\nsave_file\(.*"mended\.safetensors"\)/,
        );
      return true;
    },
  );
}

test('names by wrappers and containers are read in their order, whatever that of the file', () => {
  for (const names of [
    OURS.map((name) => `module.${name}`),
    OURS.map((name) => `_orig_mod.${name}`),
    ['model.net.0', 'model.net.2', 'model.net.4', 'model.net.6'],
    [0, 2, 4, 6].map((i) => `module._orig_mod.model.net.${i}`),
    ['0', '2', '4', '6'],
    ['net2.1', 'net2.4', 'net2.7', 'net2.10'],
    ['fc1', 'fc2', 'fc3', 'fc4'],
    [8, 9, 10, 11].map((i) => `mlp.${i}.linear`),
    ['input', 'hidden.0', 'hidden.1', 'output'],
    ['z_first', 'blocks.9.fc', 'blocks.10.fc', 'a_last'],
    ['dense', 'dense_1', 'dense_2', 'dense_3'],
  ]) {
    const ours = asOurs(file(network(names).reverse()));
    assert.ok(ours);
    assert.deepEqual(readSafetensors(ours.bytes).tensors, EXPECTED, `${names}`);
    assert.equal(readSafetensors(ours.bytes).metadata.format, 'pt');
    assert.equal(ours.taken, `Layers, in this order: ${names.join(', ')}.`);
    assert.equal(core.describeWeights(ours.bytes).config.network.layers, 4);
  }
  // As Flax's names look once they are turned.
  const turned = network(
    [0, 1, 2, 3].map((i) => `params/Dense_${i}`),
    ['/weight', '/bias'],
  );
  assert.deepEqual(
    readSafetensors(asOurs(file(turned))?.bytes ?? new Uint8Array()).tensors,
    EXPECTED,
  );
});

test('float64, float16 and bfloat16 become float32; no biases are zeros; an average is read', () => {
  for (const [dtype, name, error] of /** @type {const} */ ([
    ['F64', 'float64', 0],
    ['F16', 'float16', 0],
    ['BF16', 'bfloat16', 2e-3],
  ])) {
    const ours = asOurs(file(network(OURS, ['.weight', '.bias'], dtype)));
    assert.equal(ours?.taken, `Its numbers are ${name}; here they become float32.`);
    const { tensors } = readSafetensors(ours?.bytes ?? new Uint8Array());
    for (const [key, { values }] of Object.entries(EXPECTED)) {
      values.forEach((v, i) => assert.ok(Math.abs(tensors[key].values[i] - v) <= error, `${name}`));
    }
  }
  const large = network(OURS, ['.weight', '.bias'], 'F64');
  large[3].bytes = TYPES.F64(new Array(8).fill(1e300));
  refused(large, ['layers.1.bias', 'float32'], false);
  const whole = network();
  whole[2] = { ...whole[2], dtype: 'I64', bytes: new Uint8Array(8 * 64) };
  refused(whole, ['layers.1.weight is I64', 'v.float()']);

  const none = asOurs(file(network().filter(({ name }) => name.endsWith('weight'))));
  assert.match(none?.taken ?? '', /no biases/);
  const { tensors } = readSafetensors(none?.bytes ?? new Uint8Array());
  assert.deepEqual(tensors['layers.1.weight'], EXPECTED['layers.1.weight']);
  assert.ok(tensors['layers.1.bias'].values.every((v) => v === 0));

  const counter = { name: 'n_averaged', dtype: 'I64', shape: [], bytes: new Uint8Array(8) };
  const average = asOurs(file([...network(OURS.map((name) => `module.${name}`)), counter]));
  assert.deepEqual(readSafetensors(average?.bytes ?? new Uint8Array()).tensors, EXPECTED);
});

test('what is unclear is refused with the tensor and the cure', () => {
  refused(network(['net.0', 'net.2', 'net.6', 'net.8']), ['order', 'net.0, net.2, net.6, net.8']);
  refused(network(['a.0.0', 'a.0.1', 'a.1.0', 'a.1.1']), ['order', 'a.0.0, a.0.1']);
  refused(network(['in', 'early', 'late', 'out']), ['order', '"early","in","late","out"']);
  refused(
    [
      ...network(OURS.map((name) => `ema.${name}`)),
      ...network(OURS.map((name) => `model.${name}`)),
    ],
    ['more than one network', 'ema.layers.0.weight', 'k.startswith("ema.")'],
  );
  const betas = { name: 'betas', dtype: 'F32', shape: [2], bytes: new Uint8Array(8) };
  refused([...network(), betas], ['betas has no place', 'k != "betas"']);
  refused(
    [...network(), { ...betas, name: 'layers.1.weight_g' }],
    ['weight_g', 'remove_parametrizations'],
    false,
  );
  refused(
    network().filter(({ name }) => name !== 'layers.1.bias'),
    ['layers.1.bias is missing'],
    false,
  );
  refused(
    network().filter(({ name }) => name !== 'layers.0.weight'),
    ['layers.0.bias has no place'],
  );
  refused([], ['layers.0.weight is missing'], false);
  refused(
    Array.from({ length: 500 }, (_, i) => ({ ...betas, name: `model.${i}.weight` })),
    ['500 tensors'],
    false,
  );
});

test('other shapes and layouts are named, by the names of the file', () => {
  const turned = network(['0', '2', '4', '6']);
  for (const { shape } of turned) shape.reverse();
  refused(turned, ['0.weight', '[3, 8]', 'transposed', '[in, out]', 'v.t()']);
  // They are those of all networks here.
  for (const { shape } of turned) shape.reverse();
  const flax = [0, 1, 2, 3].map((i) => `params/Dense_${i}`);
  refused(network(flax, ['/kernel', '/bias']), [
    'params/Dense_0/kernel',
    'Flax',
    '[out, in]',
    'replace("kernel"',
  ]);
  refused(network(['dense', 'dense_1', 'dense_2', 'dense_3'], ['/kernel:0', '/bias:0']), [
    'dense/kernel:0',
    'TensorFlow',
  ]);
  for (const [at, shape] of /** @type {[number, number[]][]} */ ([
    [0, [8, 2]],
    [0, [24]],
    [2, [8, 9]],
    [3, [8, 1]],
    [6, [3, 8]],
  ])) {
    const wrong = network(['0', '2', '4', '6']);
    const count = shape.reduce((a, b) => a * b, 1);
    wrong[at] = { ...wrong[at], shape: [...shape], bytes: new Uint8Array(4 * count) };
    refused(wrong, [wrong[at].name, `[${shape.join(', ')}], but must be`], false);
  }
  const last = network();
  last[6] = { ...last[6], shape: [8, 2] };
  refused(last, ['layers.3.weight has shape [8, 2], but must be [2, 8]: it is transposed']);
});

test('what is no whole safetensors file is left to others; damage never does more than an error', () => {
  const bytes = file(network(['0', '2', '4', '6']));
  for (const length of [0, 4, 100, bytes.length - 1])
    assert.equal(asOurs(bytes.slice(0, length)), null);
  let state = 1;
  const random = (/** @type {number} */ n) => (state = (state * 48271) % 2147483647) % n;
  for (let i = 0; i < 300; i++) {
    const broken = bytes.slice();
    for (let k = 0; k < 3; k++) broken[random(600)] = random(256);
    try {
      const ours = asOurs(broken);
      if (ours) assert.ok(core.describeWeights(ours.bytes));
    } catch (error) {
      assert.ok(
        error instanceof Error && error.message.length > 0 && !(error instanceof TypeError),
        String(error),
      );
    }
  }
});
