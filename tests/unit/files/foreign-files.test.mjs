// Files that are given as weights, and are of another kind: named by what they hold.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf, partOf } from '../../../www/files/foreign-files.js';
import { core } from '../support/core.mjs';

/** Bytes as letters. @param {string} text */
const bytes = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
/** An archive with a name in it. @param {string} name */
const zip = (name) => `PK\x03\x04${'.'.repeat(26)}${name}${'.'.repeat(40)}`;
const OLD = '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.';

/** @type {[string, RegExp, string | null][]} a file, what it is, and what the Python does */
const FILES = [
  [zip('archive/data.pkl'), /pickled PyTorch/, 'weights_only=True)\n'],
  [zip('a/data.pkl state_dict pytorch-lightning_version'), /pickled PyTorch/, '["state_dict"]'],
  [zip('a/data.pkl model_state_dict optimizer_state_dict'), /PyTorch/, '["model_state_dict"]'],
  [zip('a/data.pkl _parameters _modules'), /pickled PyTorch/, '.state_dict()'],
  [zip('net/code/__torch__.py'), /TorchScript/, 'torch.jit.load'],
  [zip('model.weights.h5'), /Keras/, 'get_weights()'],
  [zip('arr_0.npy'), /NumPy archive/, 'numpy.load'],
  [zip('notes.txt'), /zip archive; unpack/, null],
  [OLD, /pickled PyTorch/, 'torch.load'],
  ['\x80\x04\x95......}.', /Python pickle/, 'pickle.load'],
  ['\x89HDF\r\n\x1a\n........', /HDF5.*Keras/, 'load_model("weights.h5")'],
  ['\x93NUMPY\x01\0v\0{.....', /single array/, null],
  ['GGUF\x03\0\0\0........', /GGUF/, 'GGUFReader'],
  ['\x08\x07\x12\x07pytorch....', /ONNX/, 'onnx.load'],
  ['\x08\x01\x12........', /SavedModel/, 'keras'],
  ['....TFL3........', /TensorFlow Lite/, null],
  ['\x81\xa6params\x81........', /msgpack/, 'msgpack_restore'],
  ['\xde\0\x14\xa6params\x81....', /msgpack/, 'msgpack_restore'],
  [`${'\x07'.repeat(60)}\x57\xfb\x80\x8b\x24\x75\x47\xdb`, /TensorFlow checkpoint/, 'keras'],
  ['{"metadata": {}, "weight_map": {"a": "b"}}', /several parts/, 'glob'],
  ['{"modelTopology": {}}', /TensorFlow\.js/, null],
  ['[1, 2, 3, 4, 5]', /JSON/, null],
  ['version https://git-lfs.github.com/spec/v1\noid', /git lfs pull/, null],
  ['\n<!DOCTYPE html><html>', /web page/, null],
  ['x,y\n1,2\n3,4\n', /^text$/, null],
  ['\x1f\x8b\x08........', /gzip; unpack/, null],
  ['\x89PNG\r\n\x1a\n........', /PNG/, null],
  ['', /empty/, null],
];

test('a file of another kind is named by its content, with the Python that makes safetensors of it', () => {
  for (const [text, what, does] of FILES) {
    const kind = kindOf(bytes(text));
    assert.match(kind?.what ?? '', what, text);
    if (does === null) {
      assert.equal(kind?.lines, undefined, text);
      continue;
    }
    assert.equal(kind?.lines?.length, 2, text);
    const lines = kind?.lines ?? [];
    assert.ok(`${lines.join('\n')}\n`.includes(does), `${does} in ${lines}`);
    assert.match(lines[0], /^(import|from) /);
    assert.match(lines[1], /save_file\(.*, "mended\.safetensors"\)$/);
    // The core refuses it, whatever the page knows of it.
    assert.throws(() => core.describeWeights(bytes(text)), /safetensors/);
  }
});

test('safetensors that were cut are not taken for something else; a part is known by its name', () => {
  const header = '{"layers.0.weight":{"dtype":"F32","shape":[8,3],"data_offsets":[0,96]}}';
  for (const length of [0x80, 0x0208, 0x4b50]) {
    const start = new Uint8Array(8);
    new DataView(start.buffer).setBigUint64(0, BigInt(length), true);
    assert.equal(kindOf(new Uint8Array([...start, ...bytes(header)])), null);
  }
  assert.equal(kindOf(new Uint8Array(64)), null);
  assert.match(partOf('model-00002-of-00003.safetensors')?.what ?? '', /one of 3 parts/);
  assert.equal(partOf('model.safetensors'), null);
});

/** Where Python is there, the lines are at least Python. */
test('every line can be compiled', async (t) => {
  const { findPython, python } = await import('../support/python.mjs');
  const command = findPython('ast');
  if (!command) return t.skip('no Python here');
  const all = FILES.flatMap(([text]) => kindOf(bytes(text))?.lines ?? []);
  const files = { 'lines.json': bytes(JSON.stringify(all)) };
  const code =
    'import ast, json\nfor line in json.load(open("lines.json")): ast.parse(line)\nprint("ok")';
  assert.equal(python(command, code, files).trim(), 'ok');
});
