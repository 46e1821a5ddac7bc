// What the lab asks for later is not in what it loads first.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundleScripts, lean } from '../../../tools/bundle.mjs';

/** A sentence of the editor of points, which is loaded when it is first opened. */
const LATER = 'Draw with mouse or finger';

/** @param {Record<string, (text: string) => string>} [edits] */
const bundled = async (edits = {}) => {
  const { scripts, needed } = await bundleScripts('dist', edits);
  const holding = [...scripts].filter(([, text]) => text.includes(LATER)).map(([path]) => path);
  return { scripts, needed, holding };
};

test('a part that is imported by import() is a file of its own, named after what is in it', async () => {
  const { scripts, needed, holding } = await bundled();
  assert.equal(holding.length, 1);
  const [later] = holding;
  assert.match(later, /^www\/points-editor-\w+\.js$/);
  assert.ok(!needed.includes(later));
  for (const path of needed) assert.ok(scripts.has(path), path);
  // The same source gives the same names; another, another.
  assert.deepEqual((await bundled()).holding, [later]);
  const edits = {
    'www/points/points-editor.js': (/** @type {string} */ text) => text.replace('mouse', 'hand'),
  };
  const others = [...(await bundled(edits)).scripts.keys()];
  assert.ok(!others.includes(later) && others.some((path) => /points-editor/.test(path)));
});

test('workers and the page of the benchmark are one file each, all in the folder of addresses', async () => {
  const { scripts } = await bundled();
  for (const [path, text] of scripts) {
    assert.match(path, /^www\/[\w-]+\.js$/);
    if (/^www\/(worker-|bench)/.test(path)) assert.doesNotMatch(text, /from\s*"\.\/(?!pkg)/, path);
  }
});

test('a page is built without its comments and indentation, its words and scripts as they were', () => {
  const page = '<p>\n    one <b>two</b>\n    three<!-- not\n this -->\n</p>';
  assert.equal(lean(page), '<p> one <b>two</b> three </p>');
  const head = '<head>\n  <meta charset="utf-8" />\n  <title>a</title>\n</head>\n<body>\n';
  assert.equal(
    lean(`${head}  <input type="file" />`),
    '<head><meta charset="utf-8"><title>a</title></head><body> <input type="file">',
  );
  for (const kept of ['<pre>a\n  b</pre>', '<script>if (a)\n  b; // <!-- c\n</script>']) {
    assert.equal(
      lean(`${page}${kept}\n<i>\n</i>`),
      `<p> one <b>two</b> three </p>${kept} <i> </i>`,
    );
  }
});
