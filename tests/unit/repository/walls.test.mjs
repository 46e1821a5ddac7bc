// Two walls: what runs in workers knows no DOM, and of the core only src/web knows JavaScript.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, scratch } from '../support/scratch.mjs';

/** @param {string} dir @returns {string} what tsc says of the workers there, '' for nothing */
function compileWorkers(dir) {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(
    process.execPath,
    [tsc, '-p', join(dir, 'tsconfig.workers.json'), '--pretty', 'false'],
    { encoding: 'utf8' },
  );
  assert.equal(status === 0, stdout === '', stdout);
  return stdout;
}

test('workers and shared code compile without the DOM, and not with it', (t) => {
  const { dir, plant } = scratch(
    t,
    'www',
    'package.json',
    'tsconfig.json',
    'tsconfig.workers.json',
  );
  assert.equal(compileWorkers(dir), '');
  for (const path of ['www/workers/exact.js', 'www/shared/format.js', 'www/urls.js']) {
    const undo = plant(path, "document.title = 'x';");
    assert.match(compileWorkers(dir), new RegExp(`${path}.*Cannot find name 'document'`));
    undo();
  }
});

/** @param {string} dir @returns {string[]} the lines outside src/web that name JavaScript's crates */
function namesJavaScript(dir) {
  return readdirSync(join(dir, 'src'), { recursive: true })
    .map((name) => `src/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.rs') && !name.startsWith('src/web/'))
    .flatMap((name) =>
      readFileSync(join(dir, name), 'utf8')
        .split('\n')
        .map((line, i) => `${name}:${i + 1}: ${line.trim()}`),
    )
    .filter((line) => /\b(serde_)?wasm_bindgen\b|\b(js|web)_sys\b/.test(line));
}

test('only src/web names wasm_bindgen, js_sys or web_sys', (t) => {
  assert.deepEqual(namesJavaScript(ROOT), []);
  const { dir, plant } = scratch(t, 'src');
  plant('src/train/adam.rs', 'use js_sys::Date;');
  plant('src/rng.rs', '#[wasm_bindgen::prelude::wasm_bindgen]');
  plant('src/web/mod.rs', 'use web_sys::console;');
  const found = namesJavaScript(dir).map((line) => line.replace(/:\d+:/, ':'));
  assert.deepEqual(found.sort(), [
    'src/rng.rs: #[wasm_bindgen::prelude::wasm_bindgen]',
    'src/train/adam.rs: use js_sys::Date;',
  ]);
});
