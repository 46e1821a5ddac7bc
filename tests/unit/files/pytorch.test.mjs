// The way to PyTorch and back: the layout of weights files, files that do not say how they are to
// be read, and the code that the page offers, run by the real PyTorch where there is one.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { modelOf, readWeights } from '../../../www/files/import-weights.js';
import { PROBES, WEIGHTS_FILE, pytorchSnippet } from '../../../www/files/pytorch-code.js';
import { toConfig } from '../../../www/settings/config.js';
import { defaults } from '../../../www/settings/schema.js';
import { core } from '../support/core.mjs';
import { findPython, python } from '../support/python.mjs';
import { pytorchShapes, readSafetensors } from '../support/safetensors-reader.mjs';

const PATHS = /** @type {const} */ (['linear', 'cosine', 'subVp', 'varianceExploding', 'straight']);
const FIXTURES = new URL('../../fixtures/', import.meta.url);
const POST = new Uint8Array(readFileSync(new URL('nano_20k_pytorch.safetensors', FIXTURES)));
const ROWS = Float32Array.from(PROBES.flat());

/**
 * @param {'relu' | 'silu'} activation
 * @param {Partial<import('../../../www/settings/schema.js').Settings>} [others]
 */
function trained(activation, others = {}) {
  const small = { layers: 4, width: 24, batch: 64, steps: 20 };
  const values = { ...defaults(), ...small, activation, ...others };
  const trainer = new core.Trainer(toConfig(values));
  trainer.run(20);
  return { bytes: trainer.weights(), config: toConfig(values) };
}

/** The core, as by messages. @param {Uint8Array} bytes */
const describe = async (bytes) => core.describeWeights(bytes);
/** @type {import('../../../www/files/import-weights.js').WithConfig} */
const withConfig = async (...given) => core.withConfig(...given);

/** The header of a safetensors file, and its numbers. @param {Uint8Array} bytes */
function parts(bytes) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  return { header, data: bytes.subarray(8 + length) };
}

/** @param {object} header @param {Uint8Array} data */
function joined(header, data) {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

/** @param {Record<string, { shape: number[] }>} tensors */
function shapes(tensors) {
  return Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
}

/** The network by its formula, in float64. @param {Uint8Array} bytes @param {number[]} row */
function byHand(bytes, row) {
  const { tensors } = readSafetensors(bytes);
  const layers = Object.keys(tensors).length / 2;
  let h = row;
  for (let i = 0; i < layers; i++) {
    const { shape, values } = tensors[`layers.${i}.weight`];
    const bias = tensors[`layers.${i}.bias`].values;
    h = Array.from({ length: shape[0] }, (_, o) => {
      let sum = bias[o];
      for (let k = 0; k < shape[1]; k++) sum += values[o * shape[1] + k] * h[k];
      return i + 1 < layers ? Math.max(0, sum) : sum;
    });
  }
  return h;
}

/** @param {ArrayLike<number>} found @param {ArrayLike<number>} expected @param {number} error */
function close(found, expected, error) {
  assert.equal(found.length, expected.length);
  for (let i = 0; i < found.length; i++) {
    assert.ok(Math.abs(found[i] - expected[i]) <= error, `${found[i]} is not ${expected[i]}`);
  }
}

test('the weights that the core writes have PyTorch’s names and shapes', () => {
  const { bytes, config } = trained('silu');
  const { metadata, tensors } = readSafetensors(bytes);
  assert.deepEqual(shapes(tensors), pytorchShapes(4, 24));
  assert.deepEqual(JSON.parse(metadata.nano_diffusion), config);
  assert.ok(Object.values(tensors).every(({ values }) => values.every(Number.isFinite)));
});

test('outputs at points are those of the formula, for a file from PyTorch', () => {
  const found = core.networkOutput(POST, ROWS);
  close(
    found,
    PROBES.flatMap((row) => byHand(POST, row)),
    1e-4,
  );
  assert.throws(() => core.networkOutput(POST, Float32Array.of(1, 2)), /multiple of 3/);
});

test('a file without settings is read as told, and says so from then on', async () => {
  assert.equal(core.describeWeights(POST).complete, false);
  const file = new File([POST], 'nano_20k.safetensors');
  const imported = await readWeights(file, describe);
  assert.equal(imported.complete, false);
  const reading = /** @type {const} */ ({
    activation: 'silu',
    parametrisation: 'noise',
    timeInput: 'logB',
  });
  const model = await modelOf(imported, reading, withConfig);
  assert.equal(model.source, 'imported: nano_20k.safetensors');
  const { complete, config: read } = core.describeWeights(model.bytes);
  assert.equal(complete, true);
  assert.deepEqual(read, model.config);
  assert.deepEqual(read.network, {
    layers: 6,
    width: 64,
    activation: 'silu',
    parametrisation: 'noise',
    timeInput: 'logB',
    arithmetic: 'portable',
  });
  assert.deepEqual(readSafetensors(model.bytes).tensors, readSafetensors(POST).tensors);
  assert.notDeepEqual(core.networkOutput(model.bytes, ROWS), core.networkOutput(POST, ROWS));
});

test('a file with settings keeps them, whatever is asked', async () => {
  const { bytes, config } = trained('silu');
  const imported = await readWeights(new File([bytes.slice()], 'mine'), describe);
  const reading = /** @type {const} */ ({
    activation: 'relu',
    parametrisation: 'score',
    timeInput: 't',
  });
  const model = await modelOf(imported, reading, withConfig);
  assert.equal(model.bytes, imported.bytes);
  assert.deepEqual(model.config, config);
  // Other people's metadata stay.
  const { header, data } = parts(POST);
  const foreign = joined({ ...header, __metadata__: { format: 'pt' } }, data);
  const said = core.withConfig(foreign, config);
  assert.equal(readSafetensors(said).metadata.format, 'pt');
  assert.deepEqual(readSafetensors(said).tensors, readSafetensors(POST).tensors);
});

test('a bad file is refused in the core’s words, with its name', async () => {
  const half = new File([POST.slice(0, POST.length / 2)], 'half.safetensors');
  await assert.rejects(
    readWeights(half, describe),
    /half\.safetensors was not imported.*safetensors/,
  );
  const large = /** @type {File} */ ({ name: 'x'.repeat(99), size: 1e9 });
  await assert.rejects(readWeights(large, describe), /^Error: x{40}… was not imported.*too large/);
});

test('the code is ten lines that fit on the page, for any network', () => {
  for (const activation of /** @type {const} */ (['relu', 'silu'])) {
    for (const [parametrisation, timeInput, score] of /** @type {const} */ ([
      ['score', 't', 'the score'],
      ['noise', 'sqrt', '-h / B(t)'],
      ['data', 'logB', '(A(t) * h - x) / B(t)**2'],
      ['velocity', 'logB', '-x - h * A(t) / B(t)'],
    ])) {
      const arithmetic = /** @type {const} */ ('portable');
      const shape = { layers: 10, width: 256, arithmetic };
      const network = { ...shape, activation, parametrisation, timeInput };
      const codeOn = (/** @type {typeof PATHS[number]} */ path) =>
        pytorchSnippet({ network, schedule: { path, betaMin: 0.1, betaMax: 20, tEnd: 1 } });
      for (const path of PATHS) {
        const lines = codeOn(path).trimEnd().split('\n');
        assert.ok(lines.length <= 10, `${lines.length} lines`);
        for (const line of lines) assert.ok(line.length <= 88, `${line.length}: ${line}`);
      }
      const code = codeOn('linear');
      assert.match(code, new RegExp(`functional\\.${activation}\\(`));
      assert.ok(code.includes(score), score);
    }
  }
});

const torch = findPython('torch', 'safetensors.torch');
const skip = torch ? false : 'no Python with torch and safetensors here';
for (const activation of /** @type {const} */ (['relu', 'silu'])) {
  for (const [layers, parametrisation, timeInput] of /** @type {const} */ ([
    [2, 'score', 't'],
    [4, 'noise', 'sqrt'],
    [4, 'velocity', 'logB'],
  ])) {
    const name = `${activation}, ${layers} layers, ${parametrisation}, ${timeInput}`;
    test(`PyTorch, by the code on the page, gives what we give: ${name}`, { skip }, () => {
      const { bytes, config } = trained(activation, { layers, parametrisation, timeInput });
      assert.equal(config.network.parametrisation, parametrisation);
      const printed = python(/** @type {string} */ (torch), pytorchSnippet(config), {
        [WEIGHTS_FILE]: bytes,
      });
      const found = (printed.match(/-?\d+\.\d*(e[+-]?\d+)?/g) ?? []).map(Number);
      // It prints four decimals.
      close(found, core.networkOutput(bytes, ROWS), 1e-4);
    });
  }
}

test('weights by other names are taken, told of, and saved under ours; what can’t be taken says what mends it', async () => {
  const { header, data } = parts(POST);
  const renamed = Object.fromEntries(
    Object.entries(header).map(([name, entry]) => [
      name.replace(/layers\.(\d)/, (_, i) => `module._orig_mod.net.${2 * Number(i)}`),
      entry,
    ]),
  );
  const imported = await readWeights(
    new File([joined(renamed, data)], 'net.safetensors'),
    describe,
  );
  assert.match(imported.taken, /in this order: module\._orig_mod\.net\.0, .*net\.10\./);
  assert.equal(imported.config.network.layers, 6);
  const reading = /** @type {const} */ ({
    activation: 'relu',
    parametrisation: 'score',
    timeInput: 't',
  });
  const { bytes } = await modelOf(imported, reading, withConfig);
  assert.deepEqual(readSafetensors(bytes).tensors, readSafetensors(POST).tensors);
  assert.deepEqual(core.networkOutput(bytes, ROWS), core.networkOutput(POST, ROWS));

  const pickled = new TextEncoder().encode('PK\x03\x04____________net/data.pkl');
  await assert.rejects(
    readWeights(new File([pickled], 'run "1".ckpt'), describe),
    (/** @type {Error} */ { message }) => {
      assert.match(
        message,
        /^run "1"\.ckpt was not imported; nothing has changed\. .*pickled PyTorch/,
      );
      const [, first, second] = message.split('\n');
      assert.match(first, /^import torch.*torch\.load\("run \\"1\\"\.ckpt"/);
      assert.match(second, /save_file\(.*"mended\.safetensors"\)$/);
      return true;
    },
  );
  const { 'layers.5.weight': _, 'layers.5.bias': __, ...some } = header;
  const end = Math.max(...Object.values(some).map((entry) => entry.data_offsets?.[1] ?? 0));
  await assert.rejects(
    readWeights(
      new File([joined(some, data.slice(0, end))], 'net-00001-of-00002.safetensors'),
      describe,
    ),
    /layers\.4\.weight has shape.*one of 2 parts.*\n.*glob.*\n.*save_file/,
  );
});
