// JSON in the shapes in which programs write points, or a message with the right reason.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clear, leftOut, refused } from './support.mjs';

test('pairs, objects, columns, GeoJSON, one value a line', async () => {
  const point = (/** @type {number[]} */ coordinates) => ({ type: 'Point', coordinates });
  const feature = (/** @type {unknown} */ geometry) => ({
    type: 'Feature',
    properties: {},
    geometry,
  });
  const expected = [1, 2, 3, -0.5];
  /** @type {unknown[]} */
  const values = [
    [
      [1, 2],
      [3, -0.5],
    ],
    {
      points: [
        [1, 2],
        [3, -0.5],
      ],
    },
    {
      meta: { n: 2 },
      data: [
        [1, 2],
        [3, -0.5],
      ],
    },
    [
      { x: 1, y: 2 },
      { x: 3, y: -0.5 },
    ],
    [
      { y: 2, name: 'a', x: 1 },
      { x: 3, y: -0.5 },
    ],
    [
      { x: '1', y: '2' },
      { x: '3', y: '-0.5' },
    ],
    [
      { lat: 2, lng: 1 },
      { lat: -0.5, lng: 3 },
    ],
    [{ position: { x: 1, y: 2 } }, { position: { x: 3, y: -0.5 } }],
    { x: [1, 3], y: [2, -0.5] },
    { y: [2, -0.5], x: [1, 3], label: ['a', 'b'] },
    { x: { 0: 1, 1: 3 }, y: { 0: 2, 1: -0.5 } },
    { data: [{ x: [1, 3], y: [2, -0.5], type: 'scatter' }] },
    {
      columns: ['y', 'x'],
      index: [0, 1],
      data: [
        [2, 1],
        [-0.5, 3],
      ],
    },
    {
      type: 'FeatureCollection',
      features: [feature(point([1, 2])), feature(point([3, -0.5, 99]))],
    },
    {
      type: 'MultiPoint',
      coordinates: [
        [1, 2],
        [3, -0.5],
      ],
    },
    { type: 'GeometryCollection', geometries: [point([1, 2]), point([3, -0.5])] },
    feature({
      type: 'MultiPoint',
      coordinates: [
        [1, 2],
        [3, -0.5],
      ],
    }),
    [feature(point([1, 2])), feature(point([3, -0.5]))],
  ];
  for (const value of values) {
    const text = JSON.stringify(value);
    assert.deepEqual((await clear(text)).points, expected, text);
    assert.deepEqual(
      (await clear(`\uFEFF\n${JSON.stringify(value, null, 2)}`)).points,
      expected,
      text,
    );
  }
  assert.deepEqual((await clear('{"x":1,"y":2}\n{"x":3,"y":-0.5}\n')).points, expected);
  assert.deepEqual((await clear('[1,2]\r\n[3,-0.5]')).points, expected);
  const wide = Uint8Array.from(
    [...'\uFEFF[[1,2],[3,-0.5]]'].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
  );
  assert.deepEqual((await clear(wide)).points, expected);
  // Three to a list: the first two, or as chosen.
  assert.deepEqual((await clear('[[1,2,9],[3,-0.5,9]]')).points, expected);
  assert.deepEqual((await clear('[[1,2,9],[3,-0.5,8]]', { x: 2, y: 0 })).points, [9, 1, 8, 3]);
});

test('items that are no points are left out by their number', async () => {
  const read = await clear('[[1,0],[1],[1,null],["a",2],{"x":1},[3,4],[1,2,3],[NaN,1],["0x10",1]]');
  assert.deepEqual(read.points, [1, 0, 3, 4]);
  assert.deepEqual(leftOut(read), [
    'item 2: [1] is not a pair of numbers',
    'item 3: a value is missing',
    'item 4: "a" is not a number',
    'item 5: {"x":1} is not a pair of numbers',
    'item 7: [1,2,3] is not a pair of numbers',
    'item 8: a value is missing',
    'item 9: "0x10" is not a number',
  ]);
  const mixed =
    '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[]}},{"type":"Feature","geometry":null},{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}]}';
  const map = await clear(mixed);
  assert.deepEqual(map.points, [1, 2]);
  assert.deepEqual(leftOut(map), [
    'feature 1: it is a Polygon, not a point',
    'feature 2: it has no place',
  ]);
});

test('otherwise the right reason', async () => {
  /** @type {[string, RegExp][]} */
  const cases = [
    ['[[1, 0], [1', /ends before it is complete/],
    ['{"x": [1, 2', /ends before it is complete/],
    ["[{'x': 1, 'y': 2}]", /double quotation marks/],
    ['[[1 2]]', /this is not JSON \(/],
    ['{"x": 1}', /holds no points that can be recognised/],
    ['{"x": [1, 2], "y": [1]}', /columns differ in length: “x” has 2 values, “y” has 1/],
    ['[1, 2, 3, 4]', /list of numbers, but a point needs two/],
    ['[]', /contains no points/],
    ['[[1], [2]]', /item 1: \[1\] is not a pair/],
    ['[{"a": "b", "c": "d"}]', /item 1: "b" is not a number/],
    [
      '{"type":"LineString","coordinates":[[1,2],[3,4]]}',
      /GeoJSON contains no points, but a LineString/,
    ],
    ['{"type":"FeatureCollection","features":[]}', /GeoJSON contains no points/],
    ['{"type":"Topology","objects":{}}', /TopoJSON/],
  ];
  for (const [text, words] of cases) assert.match(await refused(text, 'a.json'), words, text);
});
