// The header of a safetensors file: eight bytes of length, JSON, then the numbers. The core reads
// and checks whole files; this is for what it has no word for: whether a file says how it is to be
// read, and saying it in a copy.

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */

/** The metadata entry that holds a run's configuration as JSON. */
const KEY = 'nano_diffusion';
/** The numbers begin at a multiple of this. */
const ALIGNMENT = 8;

/** @param {Uint8Array} bytes a file that the core accepts */
function readHeader(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  /** @type {Record<string, any>} */
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  return { header, start };
}

/** Whether a file holds the settings of its run. @param {Uint8Array} bytes */
export function hasConfig(bytes) {
  const metadata = readHeader(bytes).header.__metadata__;
  return typeof metadata === 'object' && metadata !== null && Object.hasOwn(metadata, KEY);
}

/**
 * The same tensors, with these settings in the metadata.
 * @param {Uint8Array} bytes
 * @param {Config} config
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function withConfig(bytes, config) {
  const { header, start } = readHeader(bytes);
  const { __metadata__: metadata, ...tensors } = header;
  const entry = { ...metadata, [KEY]: JSON.stringify(config) };
  const json = new TextEncoder().encode(JSON.stringify({ __metadata__: entry, ...tensors }));
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const copy = new Uint8Array(8 + length + bytes.length - start).fill(0x20, 8, 8 + length);
  new DataView(copy.buffer).setBigUint64(0, BigInt(length), true);
  copy.set(json, 8);
  copy.set(bytes.subarray(start), 8 + length);
  return copy;
}
