// Files of weights that are no safetensors: by their first bytes, not by their names, what they are, and
// the two lines of Python that make safetensors of them. Loaded when a file was refused. Pure.

/** What a file is, as the end of a sentence, and lines of Python; none where there are none that do.
 * @typedef {{ what: string, lines?: string[] }} Kind */

/** How far into a file, and from its end, names are looked for. */
const FAR = 1 << 20;
/** So much of a text tells what it is. */
const START = 4096;

/** Files that begin with these bytes. @type {[mark: string, kind: Kind][]} */
const MARKS = [
  ['\x89HDF\r\n\x1a\n', { what: 'an HDF5 file, as Keras saves it', lines: keras('h5') }],
  ['\x93NUMPY', { what: 'a NumPy file of a single array; save all of them with numpy.savez' }],
  ...['GGUF', 'GGML', 'ggml', 'lmgg', 'ggjt', 'tjgg', 'fmgg'].map(
    (mark) =>
      /** @type {[string, Kind]} */ ([mark, { what: 'a GGUF or GGML file', lines: gguf() }]),
  ),
  ['\x08\x01\x12', { what: 'a TensorFlow SavedModel', lines: keras('keras') }],
  ['\x1f\x8b', { what: 'compressed with gzip; unpack it first' }],
  ['BZh', { what: 'compressed with bzip2; unpack it first' }],
  ['\xfd7zXZ', { what: 'compressed with xz; unpack it first' }],
  ['7z\xbc\xaf', { what: 'a 7-Zip archive; unpack it first' }],
  ['Rar!', { what: 'a RAR archive; unpack it first' }],
  ['\x28\xb5\x2f\xfd', { what: 'compressed with zstd; unpack it first' }],
  ['MATLAB', { what: 'a MATLAB file' }],
  ['PAR1', { what: 'a Parquet table' }],
  ['ARROW1', { what: 'an Arrow table' }],
  ['SQLite format 3', { what: 'an SQLite database' }],
  ['\x89PNG', { what: 'a PNG picture' }],
  ['\xff\xd8\xff', { what: 'a JPEG picture' }],
  ['GIF8', { what: 'a GIF picture' }],
  ['RIFF', { what: 'a picture or a sound' }],
  ['%PDF', { what: 'a PDF document' }],
];
/** PyTorch's old format: a pickle of this number first. */
const OLD_TORCH = '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8';
/** The table of a TensorFlow checkpoint ends with this. */
const TABLE = '\x57\xfb\x80\x8b\x24\x75\x47\xdb';

/**
 * What a file is that was refused as safetensors.
 * @param {Uint8Array} bytes
 * @returns {Kind | null} null: nothing known, or safetensors that were cut or damaged
 */
export function kindOf(bytes) {
  if (bytes.length === 0) return { what: 'an empty file' };
  // The length of a header, and the header: what was cut is not taken for something else.
  if (bytes[8] === 0x7b && bytes[5] + bytes[6] + bytes[7] === 0) return null;
  const start = latin(bytes.subarray(0, START));
  const ends = [bytes.subarray(0, FAR), bytes.subarray(-FAR)].map(latin);
  const holds = (/** @type {string} */ text) => ends.some((part) => part.includes(text));
  if (/^PK(\x03\x04|\x05\x06)/.test(start)) return archive(holds);
  if (start.startsWith(OLD_TORCH)) return pickled(holds);
  if (/^\x80[\x02-\x05][^\0]/.test(start)) {
    return { what: 'a Python pickle, which can run any code when it is read', lines: pickle() };
  }
  for (const [mark, kind] of MARKS) if (start.startsWith(mark)) return kind;
  if (start.slice(4, 8) === 'TFL3') {
    return { what: 'a TensorFlow Lite model; export the network that it was made of' };
  }
  // The version of the format, then a name or the graph.
  if (/^\x08[\x03-\x1e][\x12\x1a\x22\x28\x32\x3a\x42]/.test(start)) {
    return { what: 'an ONNX model', lines: onnx() };
  }
  // A map with a short text as its first key.
  if (/^[\x81-\x8f\xde](..)?[\xa1-\xbf][A-Za-z]/s.test(start)) {
    return { what: 'Flax’s msgpack', lines: flax() };
  }
  if (latin(bytes.subarray(-8)) === TABLE) {
    return { what: 'the index of a TensorFlow checkpoint', lines: keras('keras') };
  }
  if (start.slice(257, 262) === 'ustar') return { what: 'a tar archive; unpack it first' };
  return text(bytes);
}

/** Each byte as a letter. @param {Uint8Array} bytes */
function latin(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += START) {
    text += String.fromCharCode(...bytes.subarray(i, i + START));
  }
  return text;
}

/** Files that people can read. @param {Uint8Array} bytes @returns {Kind | null} */
function text(bytes) {
  const words = new TextDecoder().decode(bytes.subarray(0, START), { stream: true });
  if (/[\0\ufffd]/.test(words)) return null;
  const start = words.trimStart().toLowerCase();
  if (start.startsWith('version https://git-lfs')) {
    return { what: 'only a pointer of Git LFS to the file; fetch it with git lfs pull' };
  }
  if (/^<(!doctype html|html)/.test(start)) {
    return { what: 'a web page, perhaps saved in place of the download that it leads to' };
  }
  if (!/^[{[]/.test(start)) return { what: 'text' };
  if (start.includes('"weight_map"')) {
    return { what: 'only the index of a model in several parts', lines: shards() };
  }
  if (/"(modeltopology|weightsmanifest)"/.test(start)) {
    return { what: 'the description of a TensorFlow.js model, without its weights' };
  }
  return { what: 'JSON' };
}

/** A zip archive, by the names in it. @param {(text: string) => boolean} holds @returns {Kind} */
function archive(holds) {
  if (holds('constants.pkl') || holds('/code/')) {
    return {
      what: 'a TorchScript model',
      lines: [
        'import torch, safetensors.torch',
        'safetensors.torch.save_file(torch.jit.load("weights.pt").state_dict(), "mended.safetensors")',
      ],
    };
  }
  if (holds('data.pkl')) return pickled(holds);
  if (holds('model.weights.h5')) return { what: 'a Keras model', lines: keras('keras') };
  if (holds('.npy')) {
    return {
      what: 'a NumPy archive (npz)',
      lines: [
        'import numpy, safetensors.numpy',
        'safetensors.numpy.save_file({k: numpy.ascontiguousarray(v, "float32") for k, v in numpy.load("weights.npz").items()}, "mended.safetensors")',
      ],
    };
  }
  return { what: 'a zip archive; unpack it first' };
}

/**
 * PyTorch's: the state of a network, perhaps among what else a trainer keeps, or the network itself.
 * @param {(text: string) => boolean} holds
 * @returns {Kind}
 */
function pickled(holds) {
  const keys = ['model_state_dict', 'model_state', 'state_dict'];
  const module = holds('_state_dict_hooks') || holds('_parameters');
  const key = module ? undefined : keys.find(holds);
  const state = module ? '.state_dict()' : key ? `["${key}"]` : '';
  const only = state === '' ? 'True' : 'False';
  return {
    what: 'a pickled PyTorch file (torch.save), which can run any code when it is read',
    lines: [
      `import torch, safetensors.torch; state = torch.load("weights.pt", map_location="cpu", weights_only=${only})${state}`,
      'safetensors.torch.save_file({k: v.clone().contiguous() for k, v in state.items()}, "mended.safetensors")',
    ],
  };
}

function pickle() {
  return [
    'import pickle, numpy, safetensors.numpy; d = pickle.load(open("weights.pkl", "rb"))',
    'safetensors.numpy.save_file({k: numpy.ascontiguousarray(v, "float32") for k, v in d.items()}, "mended.safetensors")',
  ];
}

/** By layers, turned to [out, in]. @param {string} ending */
function keras(ending) {
  return [
    `import keras, numpy, safetensors.numpy; w = keras.models.load_model("weights.${ending}").get_weights()`,
    `safetensors.numpy.save_file({f"layers.{i//2}.{('weight', 'bias')[i%2]}": numpy.ascontiguousarray(v.T, "float32") for i, v in enumerate(w)}, "mended.safetensors")`,
  ];
}

function onnx() {
  return [
    'import onnx, onnx.numpy_helper as helper, safetensors.numpy',
    'safetensors.numpy.save_file({t.name: helper.to_array(t).copy() for t in onnx.load("weights.onnx").graph.initializer}, "mended.safetensors")',
  ];
}

function gguf() {
  return [
    'import gguf, safetensors.numpy',
    'safetensors.numpy.save_file({t.name: t.data.astype("float32") for t in gguf.GGUFReader("weights.gguf").tensors}, "mended.safetensors")',
  ];
}

/** Names joined as ours are read, matrices turned. */
function flax() {
  return [
    'import numpy, safetensors.numpy; from flax import serialization, traverse_util',
    'safetensors.numpy.save_file({k.replace("kernel", "weight"): numpy.ascontiguousarray(v.T, "float32") for k, v in traverse_util.flatten_dict(serialization.msgpack_restore(open("weights.msgpack", "rb").read()), sep="/").items()}, "mended.safetensors")',
  ];
}

function shards() {
  return [
    'import glob; from safetensors.torch import load_file, save_file',
    'save_file({k: v for part in glob.glob("*-of-*.safetensors") for k, v in load_file(part).items()}, "mended.safetensors")',
  ];
}

/** A file that is one part of several, by its name. @param {string} name @returns {Kind | null} */
export function partOf(name) {
  const [, parts] = /-\d{5}-of-(\d{5})\b/.exec(name) ?? [];
  return parts ? { what: `one of ${Number(parts)} parts of a model`, lines: shards() } : null;
}
