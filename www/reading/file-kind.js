// What a file is, by its first bytes: never by its name, which may be missing or wrong. Pure.

/**
 * `table`: text that may hold numbers; `weights`: tensors, of this page or of PyTorch; `other`: what
 * this page can't use.
 * @typedef {'table' | 'json' | 'picture' | 'npy' | 'weights' | 'empty' | 'other'} Kind
 * @typedef {{ kind: Kind, words: string, advice: string }} FileKind words: the kind with its article;
 * advice: a sentence on what to do with it, or nothing
 */

/** So many bytes are enough to tell. */
export const HEAD = 4096;

const SHEET = 'Save the sheet as CSV and load that.';
const CSV = 'Save its points as CSV and load that.';

/** What files begin with: bytes as Latin-1, `.` for any. @type {[start: string, kind: Kind, words: string, advice?: string][]} */
const STARTS = [
  ['\x89PNG\r\n', 'picture', 'a PNG picture'],
  ['\xff\xd8\xff', 'picture', 'a JPEG picture'],
  ['GIF8', 'picture', 'a GIF picture'],
  ['RIFF....WEBP', 'picture', 'a WebP picture'],
  ['BM....\0\0\0\0', 'picture', 'a BMP picture'],
  ['\0\0\x01\0', 'picture', 'an icon (ICO)'],
  ['....ftypavi', 'picture', 'an AVIF picture'],
  ['....ftyphei', 'picture', 'a HEIC picture'],
  ['....ftypmif1', 'picture', 'a HEIC picture'],
  ['\x93NUMPY', 'npy', 'a NumPy array (NPY)', 'Save it with numpy.savetxt and load that.'],
  ['%PDF', 'other', 'a PDF document', CSV],
  ['%!PS', 'other', 'a PostScript document'],
  ['{\\rtf', 'other', 'an RTF document', CSV],
  ['II*\0', 'other', 'a TIFF picture', 'Save it as PNG and load that.'],
  ['MM\0*', 'other', 'a TIFF picture', 'Save it as PNG and load that.'],
  ['8BPS', 'other', 'a Photoshop document', 'Save it as PNG and load that.'],
  ['\xd0\xcf\x11\xe0', 'other', 'an old Office document (XLS, DOC or PPT)', SHEET],
  ['\x1f\x8b', 'other', 'a gzip archive', 'Unpack it and load the file inside.'],
  ['BZh.1AY&SY', 'other', 'a bzip2 archive', 'Unpack it and load the file inside.'],
  ['\xfd7zXZ', 'other', 'an xz archive', 'Unpack it and load the file inside.'],
  ['\x28\xb5\x2f\xfd', 'other', 'a Zstandard archive', 'Unpack it and load the file inside.'],
  ['7z\xbc\xaf', 'other', 'a 7z archive', 'Unpack it and load the file inside.'],
  ['Rar!', 'other', 'a RAR archive', 'Unpack it and load the file inside.'],
  ['PAR1', 'other', 'a Parquet file', CSV],
  ['ARROW1', 'other', 'an Arrow file', CSV],
  ['FEA1', 'other', 'a Feather file', CSV],
  ['SQLite format 3', 'other', 'an SQLite database', CSV],
  ['\x89HDF', 'other', 'an HDF5 file', CSV],
  ['CDF\x01', 'other', 'a NetCDF file', CSV],
  ['CDF\x02', 'other', 'a NetCDF file', CSV],
  ['MATLAB 5.0', 'other', 'a MATLAB file', 'Save its points with writematrix and load that.'],
  ['RDX3', 'other', 'an R data file', 'Save its points with write.csv and load that.'],
  ['ply\n', 'other', 'a PLY point cloud', CSV],
  ['ply\r', 'other', 'a PLY point cloud', CSV],
  ['....ftyp', 'other', 'a video'],
  ['\x1aE\xdf\xa3', 'other', 'a video (WebM or Matroska)'],
  ['RIFF....AVI', 'other', 'a video (AVI)'],
  ['RIFF....WAVE', 'other', 'a sound (WAV)'],
  ['OggS', 'other', 'a sound or video (Ogg)'],
  ['ID3\x03', 'other', 'a sound (MP3)'],
  ['ID3\x04', 'other', 'a sound (MP3)'],
  ['\xff\xfb', 'other', 'a sound (MP3)'],
  ['fLaC', 'other', 'a sound (FLAC)'],
  ['\x7fELF', 'other', 'a program'],
  ['MZ.\0', 'other', 'a program'],
  ['\xcf\xfa\xed\xfe', 'other', 'a program'],
  ['\0asm', 'other', 'a WebAssembly module'],
  ['wOFF', 'other', 'a font'],
  ['\0\x01\0\0\0', 'other', 'a font'],
  ['OTTO\0', 'other', 'a font'],
];

/** What a ZIP archive holds tells what it is. @type {[inside: RegExp, kind: Kind, words: string, advice: string][]} */
const ZIPS = [
  [/\bxl\/|\bxl\\/, 'other', 'an Excel workbook (XLSX)', SHEET],
  [/opendocument\.spreadsheet/, 'other', 'a LibreOffice spreadsheet (ODS)', SHEET],
  [/\bword\//, 'other', 'a Word document (DOCX)', CSV],
  [/\bppt\//, 'other', 'a PowerPoint document (PPTX)', ''],
  [/opendocument\.text/, 'other', 'a LibreOffice document (ODT)', CSV],
  [/Index\/.*\.iwa/, 'other', 'a Numbers, Pages or Keynote document', SHEET],
  [/\bdoc\.kml\b/, 'other', 'a KMZ map', CSV],
  [/data\.pkl|\.data\/serialization_id/, 'weights', 'a PyTorch checkpoint', ''],
  [/\.npy\b/, 'other', 'a NumPy archive (NPZ)', 'Save one array with numpy.savetxt and load that.'],
  [/\[Content_Types\]\.xml/, 'other', 'an Office document', SHEET],
];

/** What a text begins with that is no table. @type {[start: RegExp, kind: Kind, words: string, advice?: string][]} */
const TEXTS = [
  [
    /^(?:<\?xml[^>]*>|<!--[^]*?-->|<!DOCTYPE svg[^>]*>|\s)*<(?:\w+:)?svg[\s>]/i,
    'picture',
    'an SVG picture',
  ],
  [/^(?:<\?xml[^>]*>|<!--[^]*?-->|\s)*<gpx[\s>]/i, 'other', 'a GPX track', CSV],
  [
    /^(?:<\?xml[^>]*>|<!--[^]*?-->|\s)*<kml[\s>]/i,
    'other',
    'a KML map',
    'Save it as GeoJSON and load that.',
  ],
  [
    /^(?:<!--[^]*?-->|\s)*<(?:!doctype html|html|head|body|table|div)[\s>]/i,
    'other',
    'a web page (HTML)',
    CSV,
  ],
  [/^<\?xml|^<[a-z!]/i, 'other', 'an XML file', CSV],
  [/^[[{]/, 'json', 'a JSON file'],
];

/**
 * @param {Uint8Array} head the first {@link HEAD} bytes, or all
 * @returns {FileKind}
 */
export function kindOfBytes(head) {
  const made = (/** @type {Kind} */ kind, /** @type {string} */ words, advice = '') => ({
    kind,
    words,
    advice,
  });
  if (head.length === 0) return made('empty', 'an empty file');
  const text = latin(head);
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) {
    for (const [inside, kind, words, advice] of ZIPS)
      if (inside.test(text)) return made(kind, words, advice);
    return made('other', 'a ZIP archive', 'Unpack it and load the file inside.');
  }
  for (const [start, kind, words, advice] of STARTS) {
    if (begins(text, start)) return made(kind, words, advice);
  }
  // The length of the header in eight bytes, then the header.
  if (/^.{3}[\0\x01]\0{4}\{/s.test(text)) return made('weights', 'a safetensors file');
  if (/^\x80[\x02-\x05]/.test(text)) return made('weights', 'a Python pickle');
  const wide = /^(?:\xff\xfe|\xfe\xff)/.test(text) || wideOrder(head) !== null;
  if (!wide) {
    const plain = text.replace(/^\xef\xbb\xbf/, '').trimStart();
    if (/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text))
      return made('other', 'a binary file of an unknown kind');
    if (plain === '' && head.length < HEAD) return made('empty', 'an empty file');
    for (const [start, kind, words, advice] of TEXTS)
      if (start.test(plain)) return made(kind, words, advice);
  } else if (/^\s*[[{]/.test(text.replace(/^(?:\xff\xfe|\xfe\xff)/, '').replaceAll('\0', ''))) {
    return made('json', 'a JSON file');
  }
  return made('table', 'a text file');
}

/** @param {Blob} file @returns {Promise<FileKind>} */
export async function kindOfFile(file) {
  return kindOfBytes(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
}

/**
 * The order of the bytes of a text in UTF-16 that does not say so: every other byte of ASCII in it is 0.
 * @param {Uint8Array} head
 * @returns {'utf-16le' | 'utf-16be' | null}
 */
export function wideOrder(head) {
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i % 2]++;
  const half = head.length / 2;
  if (half < 2) return null;
  if (zeros[1] > 0.7 * half && zeros[0] < 0.05 * half) return 'utf-16le';
  if (zeros[0] > 0.7 * half && zeros[1] < 0.05 * half) return 'utf-16be';
  return null;
}

/** @param {string} text @param {string} start */
function begins(text, start) {
  for (let i = 0; i < start.length; i++) {
    if (start[i] !== '.' && text[i] !== start[i]) return false;
  }
  return true;
}

/** @param {Uint8Array} bytes each as one letter */
function latin(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
