// What a file is, by its content; what can't be read is called by its kind.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOfBytes } from '../../../www/reading/file-kind.js';
import { sized, statedSize } from '../../../www/reading/picture-pixels.js';
import { refused } from './support.mjs';

/** @param {string} text each letter a byte */
const bytes = (text) => Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));

test('kinds, by their first bytes', () => {
  /** @type {[string, string, RegExp][]} */
  const cases = [
    ['1,2\n3,4', 'table', /text/],
    ['MZ,ID3,BZh\n1,2', 'table', /text/],
    ['\xff\xfe1\0,\0', 'table', /text/],
    ['Gr\xf6\xdfe;1', 'table', /text/],
    ['\xef\xbb\xbf [[1,2]]', 'json', /JSON/],
    ['{"type":"Point"}', 'json', /JSON/],
    ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'picture', /PNG/],
    ['\xff\xd8\xff\xe0\0\x10JFIF', 'picture', /JPEG/],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'picture', /WebP/],
    ['GIF89a', 'picture', /GIF/],
    ['<svg xmlns="http://www.w3.org/2000/svg">', 'picture', /SVG/],
    ['<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg PUBLIC "a">\n<svg>', 'picture', /SVG/],
    ['\x10\x01\0\0\0\0\0\0{"a":{"dtype"', 'weights', /safetensors/],
    ['PK\x03\x04....archive/data.pkl', 'weights', /PyTorch/],
    ['\x80\x02}q\0', 'weights', /pickle/],
    ['PK\x03\x04....[Content_Types].xml....xl/workbook.xml', 'other', /Excel/],
    [
      'PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet',
      'other',
      /LibreOffice spreadsheet/,
    ],
    ['PK\x03\x04....word/document.xml', 'other', /Word/],
    ['PK\x03\x04....a.txt', 'other', /ZIP/],
    ['\xd0\xcf\x11\xe0\xa1\xb1', 'other', /old Office/],
    ['%PDF-1.7\n%\xe2', 'other', /PDF/],
    ['{\\rtf1\\ansi', 'other', /RTF/],
    ['<!DOCTYPE html><html>', 'other', /HTML/],
    ['<?xml version="1.0"?><gpx>', 'other', /GPX/],
    ['<?xml version="1.0"?><data>', 'other', /XML/],
    ['\x93NUMPY\x01\0', 'npy', /NumPy/],
    ['\x1f\x8b\x08\0', 'other', /gzip/],
    ['PAR1\x15', 'other', /Parquet/],
    ['\0\0\0\x20ftypisom', 'other', /video/],
    ['ID3\x04\0', 'other', /MP3/],
    ['\x7fELF\x02', 'other', /program/],
    ['\x01\x02\x03\x04', 'other', /binary/],
    ['', 'empty', /empty/],
    [' \r\n', 'empty', /empty/],
  ];
  for (const [text, kind, words] of cases) {
    const found = kindOfBytes(bytes(text));
    assert.equal(found.kind, kind, text);
    assert.match(found.words, words, text);
  }
});

test('a file of another kind gets the name of its kind, and what to do, whatever it is called', async () => {
  for (const name of ['points.csv', 'points', 'points.json', 'points.png']) {
    assert.match(
      await refused(bytes('PK\x03\x04....xl/workbook.xml'), name),
      new RegExp(
        `^${name} is an Excel workbook \\(XLSX\\), which can’t be read here\\. Save the sheet as CSV`,
      ),
    );
  }
  assert.match(await refused(bytes('%PDF-1.4')), /is a PDF document, which can’t be read here/);
  assert.match(await refused(bytes('\x10\x01\0\0\0\0\0\0{"a"')), /holds weights, not points/);
  assert.match(await refused(bytes('\x89PNG\r\n\x1a\n')), /is a PNG picture, but no browser/);
});

test('the size that a picture states is known before it is decoded', async () => {
  const of = (/** @type {string} */ text) => statedSize(new Blob([bytes(text.padEnd(40, '\0'))]));
  assert.deepEqual(
    await of('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30'),
    [30000, 30000],
  );
  assert.deepEqual(await of('GIF89a\x10\x01\x20\0'), [272, 32]);
  assert.deepEqual(
    await of('\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\x01\x00\x02\x00'),
    [512, 256],
  );
  assert.equal(await of('RIFF'), null);
});

test('an SVG without a size gets one, in its proportions', () => {
  const given = '<svg a="b" width="30" height="20px"><rect width="1"/></svg>';
  assert.equal(sized(given), given);
  assert.equal(
    sized('<?xml?><svg viewBox="0 0 30 15"><rect width="1"/></svg>'),
    '<?xml?><svg width="1200" height="600" viewBox="0 0 30 15"><rect width="1"/></svg>',
  );
  assert.match(
    sized('<svg width="100%" height="100%" viewBox="0,0,3,3">'),
    /^<svg width="1200" height="1200" viewBox/,
  );
  assert.match(sized('<svg>'), /^<svg width="1200" height="1200">$/);
});
