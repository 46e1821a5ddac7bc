import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readQuery, writeQuery } from '../../../www/shell/query.js';

const KNOWN = { stations: 10, keys: ['layers', 'width'] };
/** @param {string} search */
const read = (search) => readQuery(search, KNOWN);

test('an ordinary address asks for nothing', () => {
  const { query, problems } = read('');
  assert.deepEqual(query, { tour: null, embed: false, projector: false, all: false, hide: [] });
  assert.deepEqual(problems, []);
  assert.equal(writeQuery(query), '');
});

test('what is written is read again', () => {
  const queries = [
    { tour: 3, embed: true, projector: false, all: true, hide: ['layers', 'story'] },
    { tour: null, embed: false, projector: true, all: false, hide: [] },
  ];
  for (const query of queries) {
    assert.deepEqual(read(writeQuery(query)), { query, problems: [] });
  }
});

test('the tour opens at the nearest station', () => {
  for (const [text, number] of /** @type {[string, number][]} */ ([
    ['?tour', 1],
    ['?tour=7', 7],
    ['?tour=0', 1],
    ['?tour=99', 10],
    ['?tour=x', 1],
    ['?tour=-Infinity', 1],
  ])) {
    assert.equal(read(text).query.tour, number, text);
  }
});

test('what a link hides and the page lacks is named', () => {
  const { query, problems } = read('?hide=layers,nothing,layers,__proto__');
  assert.deepEqual(query.hide, ['layers']);
  assert.equal(problems.length, 1);
  assert.match(problems[0], /nothing.*__proto__/);
});

test('=0 switches off, other parameters are kept', () => {
  assert.equal(read('?embed=0').query.embed, false);
  assert.equal(writeQuery({ tour: 2 }, '?offline&tour=1&a=b%26c'), '?offline&a=b%26c&tour=2');
  assert.equal(writeQuery({ tour: null }, '?offline&tour=1'), '?offline');
});
