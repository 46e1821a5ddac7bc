// The page starts with a core that lacks what explorations alone call (tools/unreached.mjs): what it starts with asks
// for nothing of that, and explorations load the whole core.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { build } from 'esbuild';

const ROOT = new URL('../../../', import.meta.url);
/** @param {string} path */
const textOf = (path) => readFileSync(new URL(path, ROOT), 'utf8');

/** What these parts of the JavaScript API export, by their names there. */
const EXPLORED = ['guidance', 'memorise', 'paths', 'posterior'].flatMap((part) => {
  const text = textOf(`src/web/${part}.rs`);
  const functions = [...text.matchAll(/#\[wasm_bindgen(?:\(js_name = (\w+)\))?\]\npub fn (\w+)/g)];
  const structs = [...text.matchAll(/#\[wasm_bindgen\]\npub struct (\w+)/g)];
  return [...functions.map(([, name, own]) => name ?? own), ...structs.map(([, name]) => name)];
});

/** What a worker takes from the core, and whether it loads the whole. @param {string} worker */
async function takes(worker) {
  const { metafile } = await build({
    absWorkingDir: new URL('.', ROOT).pathname,
    entryPoints: [`www/worker-${worker}.js`],
    bundle: true,
    external: ['./pkg/*'],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const texts = Object.keys(metafile.inputs).map(textOf);
  const imports = texts.flatMap((text) => [
    ...text.matchAll(/import (?:\w+, )?\{([^}]*)\} from '[./]*\/core\.js'/g),
  ]);
  const names = imports.flatMap(([, list]) => list.split(',').map((name) => name.trim()));
  return { names, whole: texts.some((text) => text.includes('serve(handlers, loadWholeCore())')) };
}

test('there are such parts', () => {
  for (const name of ['Guidance', 'Memory', 'CoupledFlow', 'Posterior', 'fewSteps'])
    assert.ok(EXPLORED.includes(name), `${EXPLORED}`);
});

for (const worker of ['train', 'shard', 'sampling', 'exact']) {
  test(`the worker “${worker}” does with the light core`, async () => {
    const { names, whole } = await takes(worker);
    assert.ok(names.length > 0 && !whole);
    assert.deepEqual(
      names.filter((name) => EXPLORED.includes(name)),
      [],
    );
  });
}

for (const worker of ['guidance', 'memorise', 'paths', 'posterior']) {
  test(`the worker “${worker}” loads the whole core`, async () => {
    const { names, whole } = await takes(worker);
    assert.ok(whole && names.some((name) => EXPLORED.includes(name)), `${names}`);
  });
}
