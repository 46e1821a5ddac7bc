// A built page holds one script, which its policy knows, and all parts of a build know its name.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { UNNAMED, pageOf } from '../../../tools/bundle.mjs';
import { seal } from '../../../tools/precache.mjs';

const ROOT = new URL('../../../', import.meta.url);

test('a page holds the script that starts it, and its policy lets run that one alone', () => {
  for (const page of ['index.html', 'bench.html']) {
    const source = readFileSync(new URL(page, ROOT), 'utf8');
    const script = 'watch("$&");';
    const html = pageOf(source, script, ['www/part.js']);
    const within = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text);
    assert.deepEqual(within, [script], page);
    const sum = createHash('sha256').update(script).digest('base64');
    const policy = /script-src ([^;]+)/.exec(html)?.[1].split(' ');
    assert.deepEqual(policy, ["'self'", `'sha256-${sum}'`, "'wasm-unsafe-eval'"], page);
    // Before all that can be missing.
    assert.ok(html.indexOf(script) < html.search(/<link|<script (?!>)/), page);
    assert.match(html, new RegExp(`<html lang="en" data-build="${UNNAMED}"`), page);
  }
  assert.throws(() => pageOf('<html lang="en">', '', []), /no place/);
  assert.throws(() => pageOf('<script src="./www/start.js"></script>', '"</script>"', []), /early/);
});

test('a build is named after what is in it, in all its parts', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'nano-diffusion-'));
  t.after(() => rmSync(dir, { recursive: true }));
  mkdirSync(join(dir, 'www'));
  const write = (/** @type {string} */ path, /** @type {string} */ text) =>
    writeFileSync(join(dir, path), text);
  write('index.html', `<html lang="en" data-build="${UNNAMED}">`);
  write('www/main.js', `const build = "${UNNAMED}";`);
  write('www/main.css', `:root { --build: ${UNNAMED} }`);
  const names = () =>
    ['index.html', 'www/main.js', 'www/main.css'].map(
      (path) => /[0-9a-f]{12}/.exec(readFileSync(join(dir, path), 'utf8'))?.[0],
    );
  const version = seal(dir);
  const [first, ...others] = names();
  assert.ok(first);
  assert.deepEqual(others, [first, first]);
  // The same files, the same name.
  assert.equal(seal(dir), version);
  assert.deepEqual(names(), [first, first, first]);
  write('www/part.js', 'other');
  assert.notEqual(seal(dir), version);
  const [second, ...rest] = names();
  assert.notEqual(second, first);
  assert.deepEqual(rest, [second, second]);
});
