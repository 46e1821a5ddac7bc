// NumPy's file of one array, version 1.0: a magic string, the length of a header, the header (a
// Python dictionary), and the numbers as they lie in memory.

const MAGIC = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0];
/** The numbers begin at a multiple of this. */
const ALIGNMENT = 64;

/**
 * @param {Float32Array} values row-major
 * @param {number[]} shape
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function toNpy(values, shape) {
  const count = shape.reduce((a, b) => a * b, 1);
  if (count !== values.length) {
    throw new Error(`${values.length} numbers do not fill an array of shape ${shape.join(' × ')}.`);
  }
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const before = MAGIC.length + 2;
  const length = Math.ceil((before + words.length + 1) / ALIGNMENT) * ALIGNMENT - before;
  const header = `${words.padEnd(length - 1)}\n`;
  const bytes = new Uint8Array(before + length + 4 * count);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(MAGIC.length, length, true);
  bytes.set(new TextEncoder().encode(header), before);
  // Little-endian on every machine, as the header says.
  for (let i = 0; i < count; i++) view.setFloat32(before + length + 4 * i, values[i], true);
  return bytes;
}
