// No row of a table is lost without a word: headings, missing values, what is no decimal number,
// columns, comments, encodings, line ends, quotation marks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { generator } from '../../../www/reading/chance.js';
import { readTable } from '../../../www/reading/table.js';
import { clear, leftOut, refused } from './support.mjs';

test('a heading is words; a row of missing values or of quoted numbers is none', async () => {
  /** @type {[string, boolean, number[]][]} */
  const cases = [
    ['x,y\n1,2', true, [1, 2]],
    ['"x","y"\n1,2', true, [1, 2]],
    ['x,-\n1,2', true, [1, 2]],
    ['time (s);Höhe\n1;2', true, [1, 2]],
    ['NaN,NaN\n1,2', false, [1, 2]],
    ['NA,NA\n1,2', false, [1, 2]],
    ['null;null\n1;2', false, [1, 2]],
    ['"1","2"\n3,4', false, [1, 2, 3, 4]],
    ['"1,5";"2"\n3;4', false, [1.5, 2, 3, 4]],
    ['inf,inf\n1,2', false, [1, 2]],
    ['0x10,0b11\n1,2', false, [1, 2]],
    ['1_000,2_000\n1,2', false, [1, 2]],
    ['1,two\n3,4', false, [3, 4]],
  ];
  for (const [text, header, points] of cases) {
    const read = await clear(text);
    assert.equal(read.took.header, header, text);
    assert.deepEqual(read.points, points, text);
    const rows = text.split('\n').length;
    assert.equal(points.length / 2 + read.leftOutCount + Number(header), rows, text);
    if (header) assert.match(read.facts.join(), /Line 1 holds the names/);
  }
  // As a person says.
  assert.deepEqual((await clear('2019,2020\n1,2', { header: true })).points, [1, 2]);
  assert.deepEqual(leftOut(await clear('x,y\n1,2', { header: false })), [
    'line 1: “x” is not a number',
  ]);
});

test('missing values, and what is no decimal number, are left out by line', async () => {
  const missing = [
    'NA',
    'N/A',
    '#N/A',
    'NaN',
    'nan',
    '-nan',
    'null',
    'NULL',
    'None',
    '-',
    '--',
    '–',
    '.',
    '?',
    '',
    '#DIV/0!',
    '<NA>',
    '\\N',
    '1.#QNAN',
  ];
  const read = await clear(
    [
      'x;y',
      ...missing.map((cell) => `1;${cell}`),
      ...missing.map((cell) => `${cell};1`),
      '3;4',
    ].join('\n'),
  );
  assert.deepEqual(read.points, [3, 4]);
  assert.equal(read.leftOutCount, 2 * missing.length);
  for (const wrong of [
    '0x10',
    '0b11',
    '0o7',
    '1_000',
    'Infinity',
    '-inf',
    '∞',
    '1e400',
    '-1e999',
    '1d5',
    '5%',
    '$5',
    '1.2.3',
    '12:30',
    '2020-01-02',
    '1,2,3',
    '--5',
    '1e',
    'e5',
    '٣',
    '1/2',
    'two',
    '1 2 3',
  ]) {
    for (const row of [`${wrong};1`, `1;${wrong}`]) {
      const { points, leftOut: out } = await clear(`5;6\n${row}\n7;8`);
      assert.deepEqual(points, [5, 6, 7, 8], row);
      assert.equal(out.length, 1, row);
      assert.match(
        `${out[0].where}: ${out[0].why}`,
        /^line 2: “.+” is (not a number|not a decimal number|too large|no value)/,
      );
    }
  }
  assert.match(leftOut(await clear('1,2\n0x10,1')).join(), /“0x10” is not a decimal number/);
  assert.match(leftOut(await clear('1,2\n1e400,1')).join(), /“1e400” is too large/);
  // Small ones are numbers, and so are those without a digit before or behind the point.
  assert.deepEqual((await clear('1e-400,.5\n5.,-.5e1')).points, [0, 0.5, 5, -5]);
});

test('many rows left out: the first are told, all are counted', async () => {
  const read = await clear(`1,2\n${'x1,y\n'.repeat(500)}3,4`);
  assert.equal(read.leftOutCount, 500);
  assert.equal(read.leftOut.length, 20);
  assert.deepEqual(read.points, [1, 2, 3, 4]);
});

test('columns: an index, names, and a choice', async () => {
  /** @param {string} text @param {number} x @param {number} y */
  const takes = async (text, x, y) => {
    const { took } = await clear(text);
    assert.deepEqual([took.x, took.y], [x, y], text);
  };
  await takes(',x,y\n0,5,6\n1,7,8\n2,9,1', 1, 2);
  await takes('id,a,b\n1,5,6\n2,7,8\n3,9,1', 1, 2);
  await takes('1 0.5 0.6\n2 0.7 0.8\n3 0.9 0.1', 1, 2);
  await takes('0,5\n1,7\n2,9', 0, 1);
  await takes('name,lat,lon\nA,50,10\nB,51,11', 2, 1);
  await takes('Latitude;Longitude;Name\n50;10;A\n51;11;B', 1, 0);
  await takes('y,x\n1,2\n3,4', 1, 0);
  await takes('t,x,y,z\n0.1,2,3,4\n0.2,4,5,5', 1, 2);
  await takes('city,a,b\nParis,1,2\nRome,3,4', 1, 2);
  await takes('a,city,b\n1,Paris,2\n3,Rome,4', 0, 2);
  await takes('"x" "y"\n"1" 0.5 1.2\n"2" 0.7 1.3\n"3" 1 2', 1, 2);
  await takes('2020-01-01,1.5,2\n2020-01-02,2.5,3', 1, 2);
  const text = 'a,b,c\n1,2,3\n4,5,6';
  const { took, points } = await clear(text, { x: 2, y: 0 });
  assert.deepEqual(points, [3, 1, 6, 4]);
  assert.deepEqual(
    took.columns?.map(({ name }) => name),
    ['a', 'b', 'c'],
  );
  // A choice that another separator has no column for gives way.
  assert.deepEqual((await clear('1,2\n3,4', { x: 7, y: 9 })).points, [1, 2, 3, 4]);
  // A text behind the numbers may be missing.
  assert.deepEqual((await clear('x,y,note\n1,2,a\n3,4\n5,6,b')).points, [1, 2, 3, 4, 5, 6]);
});

test('comments and blank lines are none of the rows, and are told', async () => {
  const read = await clear('# made by hand\n\n% x y\n1,2\n\n// half\n3,4\n#N/A,5\n   \n');
  assert.deepEqual(read.points, [1, 2, 3, 4]);
  assert.match(read.facts.join(), /3 comment lines are skipped, the first in line 1/);
  assert.deepEqual(leftOut(read), ['line 8: “#N/A” is no value']);
  // In quotation marks it may be a name.
  const quoted = await clear('"# x","y"\n1,2\n3,4');
  assert.deepEqual([quoted.points, quoted.took.header], [[1, 2, 3, 4], true]);
});

test('encodings and line ends', async () => {
  const text = 'Größe;y\r\n0,5;1\r\n−2;3\r\n';
  const wide = (/** @type {boolean} */ big, /** @type {boolean} */ mark) => {
    const units = [...(mark ? '\uFEFF' : ''), ...text].map((letter) => letter.charCodeAt(0));
    return Uint8Array.from(units.flatMap((u) => (big ? [u >> 8, u & 255] : [u & 255, u >> 8])));
  };
  const latin = Uint8Array.from([...text.replace('−', '-')].map((letter) => letter.charCodeAt(0)));
  /** @type {[BlobPart, RegExp][]} */
  const files = [
    [text, /^((?!The text is).)*$/],
    [`\uFEFF${text}`, /^((?!The text is).)*$/],
    [wide(false, true), /UTF-16/],
    [wide(true, true), /UTF-16/],
    [wide(false, false), /UTF-16/],
    [wide(true, false), /UTF-16/],
    [latin, /Latin-1/],
    [text.replaceAll('\r\n', '\n'), /names/],
    [text.replaceAll('\r\n', '\r'), /names/],
  ];
  for (const [body, fact] of files) {
    const read = await clear(body);
    assert.deepEqual(read.points, [0.5, 1, -2, 3], String(fact));
    assert.equal(read.took.columns?.[0].name, 'Größe');
    assert.match(read.facts.join(' '), fact);
    assert.deepEqual(read.places, ['line 2', 'line 3']);
  }
  assert.deepEqual((await clear('1,2\r3,4\n5,6\r\n7,8')).places, [
    'line 1',
    'line 2',
    'line 3',
    'line 4',
  ]);
});

test('quotation marks: text over several lines, and one that nothing closes', async () => {
  const read = await clear('x,note,y\n1,"two\nlines, and ""marks""",2\n3,"b",4\n');
  assert.deepEqual(read.points, [1, 2, 3, 4]);
  assert.deepEqual(read.places, ['line 2', 'line 4']);
  const open = await clear('1,2\n3,"4\n5,6\n7,8\n');
  assert.deepEqual(open.points, [1, 2, 5, 6, 7, 8]);
  assert.match(leftOut(open).join(), /^line 2: “"4” is not a number$/);
});

test('pieces of a large file meet where a line, a letter or a line end is cut', async () => {
  const rows = Array.from({ length: 40_000 }, (_, i) => `${i},"ä${i % 10}",${-i}`);
  for (const end of ['\n', '\r\n', '\r']) {
    const read = await clear(`a,b,c${end}${rows.join(end)}${end}`, { y: 2 });
    assert.match(read.what, /1,000 of 40,000 points/);
    assert.equal(read.leftOutCount, 0);
    read.points.forEach((v, i) => assert.equal(v, i % 2 ? -read.points[i - 1] : v));
    read.places.forEach((place, i) => assert.equal(place, `line ${read.points[2 * i] + 2}`));
  }
});

test('a line end cut between its two letters is one line end', async () => {
  // Lines of eight bytes, the first of nine: each piece of 2^k bytes ends between \r and \n.
  const read = await clear(`1,22.55\r\n${'1,22.5\r\n'.repeat(20_000)}0x1,1`);
  assert.equal(read.leftOut[0].where, 'line 20002');
});

test('many rows: an even choice, the same each time, in little memory', async () => {
  const n = 300_000;
  const row = (/** @type {number} */ i) => `${i},${i % 977}`;
  const parts = Array.from(
    { length: 300 },
    (_, k) => `${Array.from({ length: n / 300 }, (_, i) => row((k * n) / 300 + i)).join('\n')}\n`,
  );
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const read = await clear(parts);
  clearInterval(timer);
  assert.ok(turns > 5, `the page had ${turns} turns`);
  assert.match(read.what, /1,000 of 300,000 points, chosen at random/);
  assert.equal(read.points.length, 2000);
  const tenths = Array(10).fill(0);
  for (let i = 0; i < 2000; i += 2) tenths[Math.floor((10 * read.points[i]) / n)]++;
  for (const count of tenths) assert.ok(count > 60 && count < 140, tenths.join());
  assert.deepEqual((await clear(parts)).points, read.points);
});

test('no row is lost without a word: each is a point, the heading, a comment, blank or left out', async () => {
  const next = generator(7);
  const of = (/** @type {string[]} */ list) => list[Math.floor(next() * list.length)];
  const cells = [
    '1',
    '-2.5',
    '3,5',
    '1.234,5',
    '0x10',
    'NA',
    '',
    '-',
    'x',
    '#N/A',
    '# c',
    '%',
    ' 7 ',
    '1e400',
    '٣',
    '1 000',
    '//',
    '=1',
  ];
  let read = 0;
  for (let round = 0; round < 400; round++) {
    const delimiter = of([',', ';', '\t', ' ', '|', ', ']);
    const rows = Array.from({ length: 1 + Math.floor(12 * next()) }, () =>
      Array.from({ length: Number(of(['1', '2', '2', '2', '3', '4'])) }, () => of(cells)).join(
        delimiter,
      ),
    );
    const text = rows.join(of(['\n', '\r\n', '\r']));
    for (const choices of [{}, { pairs: false, decimal: /** @type {const} */ ('.') }]) {
      const table = await readTable(new Blob([text]), choices, 1000);
      if (typeof table === 'string') continue;
      read++;
      const blank = rows.filter((row) => row.trim() === '').length;
      const told =
        table.total + table.leftOutCount + Number(table.dialect.header) + table.comments.count;
      assert.equal(told + blank, rows.length, JSON.stringify([text, table]));
      for (const v of table.points) assert.ok(Number.isFinite(v));
    }
  }
  assert.ok(read > 200, `${read} tables`);
});

test('a table is never in memory as a whole', async () => {
  setFlagsFromString('--expose-gc');
  const collect = /** @type {() => void} */ (runInNewContext('gc'));
  const lines = 'x,y\n'.concat('0.125,"7"\n'.repeat(20_000));
  const file = new Blob(Array(30).fill(lines));
  collect();
  const before = process.memoryUsage().heapUsed;
  let [turn, most] = [0, 0];
  const read = await readTable(file, {}, 1000, {
    onProgress: () => {
      if (++turn % 16 > 0) return;
      collect();
      most = Math.max(most, process.memoryUsage().heapUsed - before);
    },
  });
  assert.equal(typeof read === 'object' && read.total, 600_000);
  assert.ok(turn > 100 && most < file.size / 2, `${most} bytes of ${file.size} are kept`);
});

test('a line without end is refused', async () => {
  assert.match(await refused(['1,2\n', '1'.repeat(3e6)]), /a line of more than a million letters/);
});
