// The writers of files, each against a reader of its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointRows, shortest, toCsv } from '../../../www/shared/csv.js';
import { LossSeries } from '../../../www/shared/loss-series.js';
import { toNpy } from '../../../www/shared/npy.js';
import { findPython, python } from '../support/python.mjs';

/** A reader of RFC 4180, apart from the writer. @param {string} text */
function readCsv(text) {
  const rows = [['']];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const row = rows[rows.length - 1];
    const c = text[i];
    if (quoted) {
      if (c !== '"') row[row.length - 1] += c;
      else if (text[i + 1] === '"') row[row.length - 1] += text[++i];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') row.push('');
    else if (c === '\r' && text[i + 1] === '\n') {
      rows.push(['']);
      i++;
    } else row[row.length - 1] += c;
  }
  return rows.slice(0, -1);
}

test('CSV: quotes, commas and line breaks come back; nothing is taken for a formula', () => {
  const rows = [
    ['a "b", c', 1.5, null],
    ['two\r\nlines', NaN, -3e-9],
  ];
  assert.deepEqual(readCsv(toCsv(['name', 'x,y', 'z'], rows)), [
    ['name', 'x,y', 'z'],
    ['a "b", c', '1.5', ''],
    ['two\r\nlines', '', '-3e-9'],
  ]);
  assert.equal(readCsv(toCsv(['a'], [['=1+1']]))[1][0], "'=1+1");
});

test('CSV: positions come back as the very float32 they were', () => {
  const points = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i) * 10 ** ((i % 9) - 5));
  const [names, ...rows] = readCsv(toCsv(['x', 'y'], pointRows(points)));
  assert.deepEqual(names, ['x', 'y']);
  assert.deepEqual(Float32Array.from(rows.flat().map(Number)), points);
  assert.equal(shortest(Math.fround(0.1)), 0.1);
});

test('CSV of losses: every step, also of a run that the chart thins', () => {
  const series = new LossSeries();
  const n = 5000;
  for (let i = 0; i < n; i += 50) {
    series.push(Float32Array.from({ length: 50 }, (_, k) => 1 / (1 + i + k)));
  }
  const rows = [...series.rows()];
  assert.equal(rows.length, n);
  assert.ok(series.steps.length < n);
  assert.deepEqual(rows[0], [1, 1, 1]);
  assert.deepEqual(rows[n - 1], [n, Math.fround(1 / n), series.mean]);
});

test('npy: header and numbers are where the format says', () => {
  const values = Float32Array.of(1, -2, 0.5, 3, 4, 5);
  const bytes = toNpy(values, [3, 2]);
  const text = String.fromCharCode(...bytes);
  assert.equal(text.slice(0, 8), '\x93NUMPY\x01\x00');
  const start = 10 + new DataView(bytes.buffer).getUint16(8, true);
  assert.equal(start % 64, 0);
  assert.match(
    text.slice(10, start),
    /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(3, 2\), \} *\n$/,
  );
  assert.deepEqual(new Float32Array(bytes.buffer.slice(start)), values);
  assert.match(String.fromCharCode(...toNpy(values, [6])), /'shape': \(6,\)/);
  assert.throws(() => toNpy(values, [4, 2]), /6 numbers do not fill/);
});

const numpy = findPython('numpy');
test('npy: NumPy reads it', { skip: numpy ? false : 'no Python with numpy here' }, () => {
  const values = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i));
  const found = python(
    /** @type {string} */ (numpy),
    `import json, numpy
a = numpy.load("file.npy")
print(json.dumps([a.dtype.str, a.shape, [float(v) for v in a.ravel()]]))`,
    { 'file.npy': toNpy(values, [100, 2]) },
  );
  assert.deepEqual(JSON.parse(found), ['<f4', [100, 2], [...values]]);
});
