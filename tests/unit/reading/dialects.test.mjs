// A table's dialect is taken from the whole file; where it allows two readings it is asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clear, good, leftOut, refused } from './support.mjs';

test('separators and decimal signs', async () => {
  const expected = [0.5, 1.25, -2, 1000.75];
  for (const text of [
    '0.5,1.25\n-2,1000.75\n',
    '0.5, 1.25\n-2 ,1000.75\n',
    '0,5;1,25\n-2;1000,75\n',
    'x;y\n0,5;1,25\n-2;1000,75\n',
    'x;y\n0,5;1,25\n-2;1.000,75\n',
    'x;y\n.5;1.25\n-2;1,000.75\n',
    '0,5\t1,25\n-2\t1000,75\n',
    '0,5\t1,25\n-2\t1.000,75\n',
    '0.5\t1.25\n-2\t1,000.75\n',
    '0,5 1,25\n-2 1000,75\n',
    '  0.5   1.25\n -2.  1000.75  \n',
    '0.5 \t 1.25\n-2\t1000.75',
    '0.5|1.25\n-2|1000.75',
    "0.5;1.25\n-2;1'000.75",
    '0,5;1,25\n-2;1\u202f000,75',
    '0,5;1,25\n-2;1 000,75',
    '0,5;1,25\n\u22122;1000,75',
    '5e-1,1.25E0\n-2,1.00075e+3',
    '"0.5","1.25"\n"-2","1,000.75"',
    '"0,5";"1,25"\n"-2";"1.000,75"',
    '"0,5","1,25"\n"-2","1000,75"',
    '"0.5", "1.25"\n"-2", "1000.75"',
    "'0.5','1.25'\n'-2','1000.75'",
    'sep=;\n0,5;1,25\n-2;1000,75',
    'sep=\t\nx\ty\n0,5\t1,25\n-2\t1000,75',
    '0.5,1.25,\n-2,1000.75,\n',
    '+0.5,+1.25\n-2,+1000.75',
  ]) {
    assert.deepEqual((await clear(text)).points, expected, text);
  }
});

test('the sign is that of the whole file, not of its first rows', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => `${i};${2 * i}`);
  rows.push('0,5;1,25');
  const { took, leftOutCount } = await clear(rows.join('\n'));
  assert.equal(took.decimal, ',');
  assert.equal(leftOutCount, 0);
  const grouped = ['1,234;5', '2,345;6', '1,234,567.5;7'];
  assert.deepEqual((await clear(grouped.join('\n'))).points, [1234, 5, 2345, 6, 1234567.5, 7]);
});

test('two readings: asked, with both meanings, never guessed', async () => {
  /** @param {string} text @param {RegExp} words @param {(number[] | null)[]} meanings of each answer */
  const asks = async (text, words, meanings) => {
    const { question } = await good(text);
    assert.ok(question, text);
    assert.match(question.words, words);
    assert.equal(question.answers.length, meanings.length, text);
    for (const [i, { choices }] of question.answers.entries()) {
      const { points } = await clear(text, choices);
      if (meanings[i]) assert.deepEqual(points, meanings[i], `${text} ${JSON.stringify(choices)}`);
    }
  };
  await asks('0,5,1,25\n2,5,-3,75', /Commas separate the columns.*“0,5,1,25” \(line 1\)/, [
    [0.5, 1.25, 2.5, -3.75],
    [0, 5, 2, 5],
  ]);
  await asks('x,y\n0,5,1,25\n2,5,3,75', /“0,5,1,25” \(line 2\)/, [[0.5, 1.25, 2.5, 3.75], null]);
  await asks('0,5,1,25\n1,2\n3,4', /Commas/, [[0.5, 1.25, 1, 2, 3, 4], null]);
  await asks('0, 5, 1, 25', /Commas/, [[0.5, 1.25], null]);
  await asks('1,234.5,6,789.0\n2,000.5,3,000', /Commas/, [[1234.5, 6789, 2000.5, 3000], null]);
  await asks('1 234,5 6 789\n2 000 3 000,5', /Spaces separate.*“1 234,5 6 789” \(line 1\)/, [
    [1234.5, 6789, 2000, 3000.5],
    null,
  ]);
  await asks('1,234,5,678', /Commas/, [[1.234, 5.678], [1234, 5678], null]);
  await asks('1,234;5,678', /“1,234” \(line 1\)/, [
    [1234, 5678],
    [1.234, 5.678],
  ]);
  await asks('1.234\t5.678\n-2.000\t3.000', /thousands/, [
    [1.234, 5.678, -2, 3],
    [1234, 5678, -2000, 3000],
  ]);
  await asks('0,5;1\n0.25;2', /Both a point \(“0.25”, line 2\) and a comma \(“0,5”, line 1\)/, [
    [0.25, 2],
    [0.5, 1],
  ]);
});

test('no question where there is but one reading', async () => {
  // Names for all four; signs, points or quotes where no fraction has them.
  for (const text of [
    'a,b,c,d\n0,5,1,25',
    '0,-5,1,25',
    '0.5,1.5,2.5,3.5',
    '"0","5","1","25"',
    '1,500,2',
    '1.234,5.678',
    '1.234 5.678',
    '1 2 3 4',
    'a b c d\n1 234 5 678',
    '0.234;5.678',
  ]) {
    await clear(text);
  }
});

test('an odd row is left out, and the dialect stays', async () => {
  const read = await clear('1,2\n3,4,5\n6,7\n8');
  assert.deepEqual(read.points, [1, 2, 6, 7]);
  assert.deepEqual(leftOut(read), [
    'line 2: has 3 values, but a point has two',
    'line 4: has 1 value, but a point has two',
  ]);
});

test('what is no table is told', async () => {
  assert.match(await refused('5\n6\n7'), /only one column/);
  assert.match(
    await refused('Dear all,\nhere is the text.'),
    /no table of numbers: line 1 is “Dear all,”/,
  );
  assert.match(await refused('x,y\n'), /no table of numbers|no points/);
  assert.match(await refused('# none'), /contains no points/);
  assert.match(await refused('\n \n'), /is empty/);
  assert.match(await refused(''), /is empty/);
  assert.match(await refused('NA,NA\n-,null'), /no points: line 1: “NA” is no value/);
});
