// Who gets what is dropped: by what is in it, one answer each.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { kindOf, takeArrival } from '../../../www/files/arrivals.js';
import { mayBePoints } from '../../../www/files/file-drop.js';

const WEIGHTS = readFileSync(
  new URL('../../fixtures/nano_20k_pytorch.safetensors', import.meta.url),
);
const bytes = (/** @type {string} */ text) => new Uint8Array(Buffer.from(text, 'latin1'));

test('a file is known by its content', () => {
  for (const [head, name, kind] of /** @type {[Uint8Array, string, string][]} */ ([
    [WEIGHTS, 'points.csv', 'weights'],
    [WEIGHTS.subarray(0, 500), 'half', 'weights'],
    [bytes('PK\x03\x04........model/data.pkl'), 'model.zip', 'weights'],
    [bytes('\x80\x02}q'), 'old', 'weights'],
    [bytes('{"metadata": {}, "weight_map": {}}'), 'index.json', 'weights'],
    [bytes('0,0\n1,1\n'), 'weights.safetensors', 'points'],
    [bytes('[[0,1]]'), 'x', 'points'],
    [bytes('\x89PNG\r\n\x1a\n\x00\x00'), 'model.pt', 'points'],
    [bytes('PK\x03\x04....xl/workbook.xml'), 'book.xlsx', 'points'],
    [bytes('\x00\x00\x00\x01'), 'broken.safetensors', 'weights'],
    [bytes('\xff\xfe0\x00,\x001\x00'), 'utf16.csv', 'points'],
  ])) {
    assert.equal(kindOf(head, name), kind, name);
  }
});

test('each arrival has one answer', async () => {
  /** @type {string[]} */
  let answers = [];
  const page = {
    weights: (/** @type {File} */ file) => void answers.push(`weights ${file.name}`),
    points: (/** @type {File} */ file) => void answers.push(`points ${file.name}`),
    text: (/** @type {string} */ text) => void answers.push(`text ${text}`),
    tell: (/** @type {string} */ words) => void answers.push(words),
  };
  const gone = new File(['0,0'], 'gone.csv');
  gone.slice = () => {
    throw new DOMException('gone', 'NotFoundError');
  };
  const csv = new File(['0,0\n'], 'a.csv');
  const none = {
    files: [],
    folders: 0,
    text: '',
    link: false,
    how: /** @type {const} */ ('dropped'),
  };
  for (const [arrival, words] of /** @type {[object, RegExp][]} */ ([
    [{ files: [csv] }, /^points a\.csv$/],
    [{ files: [new File([WEIGHTS], 'a.csv')] }, /^weights a\.csv$/],
    [{ files: [csv, csv] }, /^2 files were dropped: one at a time.*Nothing has changed/],
    [{ folders: 1 }, /^That is a folder/],
    [{ files: [csv], folders: 1 }, /^2 files/],
    [{ files: [gone] }, /^gone\.csv can’t be read/],
    [{ files: [new File([], 'e.csv')] }, /^e\.csv is empty/],
    [{ text: '1\t2\n3\t4' }, /^text 1/],
    [{ text: 'hello' }, /contains no points/],
    [{ text: 'https://a.example/1,2', link: true }, /^That is a link/],
    [{}, /no file in it/],
  ])) {
    answers = [];
    await takeArrival({ ...none, ...arrival }, page);
    assert.equal(answers.length, 1, `${words}`);
    assert.match(answers[0], words);
  }
});

test('a text is worth reading with two numbers side by side', () => {
  for (const text of ['1,2', '1;2', '0,5;1,25', '1\t-2', 'x y\n1 2', '[[1,2]]', '"1","2"']) {
    assert.ok(mayBePoints(text), text);
  }
  for (const text of ['', 'hello', 'version 2', '7']) assert.ok(!mayBePoints(text), text);
});
