// An archive of files as they are, not compressed: what NumPy's .npz is (APPNOTE.TXT of PKWARE: local
// headers with the files, then the central directory, then its end).

/** 1 January 1980, midnight: the archive is the same whenever it is made. */
const DATE = 0x21;
const VERSION = 20;

/** The table of CRC-32, reflected polynomial 0xEDB88320. */
const TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** @param {Uint8Array} bytes */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Numbers of two or four bytes, little-endian. @param {...[2 | 4, number]} fields */
function pack(...fields) {
  return fields.flatMap(([size, value]) =>
    Array.from({ length: size }, (_, i) => (value >>> (8 * i)) & 255),
  );
}

/**
 * @param {[name: string, bytes: Uint8Array][]} files names in ASCII
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function toZip(files) {
  /** @type {Uint8Array[]} */
  const parts = [];
  /** @type {number[]} */
  const directory = [];
  let at = 0;
  for (const [name, bytes] of files) {
    const letters = new TextEncoder().encode(name);
    const { length } = bytes;
    // From the version on, both headers say the same: no flags, stored, date, sum, sizes.
    const common = pack(
      ...[VERSION, 0, 0, 0, DATE].map((value) => /** @type {[2, number]} */ ([2, value])),
      ...[crc32(bytes), length, length].map((value) => /** @type {[4, number]} */ ([4, value])),
      [2, letters.length],
      [2, 0],
    );
    const local = Uint8Array.from([...pack([4, 0x04034b50]), ...common, ...letters]);
    directory.push(...pack([4, 0x02014b50], [2, VERSION]), ...common);
    directory.push(...pack([2, 0], [2, 0], [2, 0], [4, 0], [4, at]), ...letters);
    parts.push(local, bytes);
    at += local.length + length;
  }
  const count = files.length;
  const end = pack([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count]);
  end.push(...pack([4, directory.length], [4, at], [2, 0]));
  parts.push(Uint8Array.from([...directory, ...end]));
  const archive = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    archive.set(part, place);
    place += part.length;
  }
  return archive;
}
