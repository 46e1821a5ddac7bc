// Nothing on the pages turns text into code or markup, and each page's policy would stop it.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const ROOT = new URL('../../../', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, ROOT), 'utf8');
const pages = readdirSync(ROOT).filter((name) => name.endsWith('.html'));
const scripts = readdirSync(new URL('www/', ROOT), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.js') && !/^(pkg|vendor)\b/.test(name))
  .map((name) => `www/${name}`);

const MARKUP =
  /\b(innerHTML|outerHTML|insertAdjacentHTML|srcdoc|createContextualFragment|parseFromString)\b/;
/**
 * Where markup is made of a constant of the script's own: the very statement, and how the constant
 * begins. It must hold no ${}. @type {Record<string, [statement: string, file: string, start: string]>}
 */
const CONSTANTS = {
  'www/points/points-editor.js': [
    'dialog.innerHTML = SHAPE;',
    'www/points/points-editor.js',
    'const SHAPE = `',
  ],
  'www/lessons/formula-view.js': [
    "new DOMParser().parseFromString(math, 'text/html')",
    'www/lessons/formulas.js',
    'export const FORMULAS = {',
  ],
};
const CODE =
  /\beval\s*\(|\bnew\s+Function\b|\bdocument\s*\.\s*write|set(Timeout|Interval)\(\s*['"`]/;

test('the patterns find what they are for', () => {
  assert.match('e.innerHTML = x', MARKUP);
  for (const bad of ['eval(x)', 'new Function(x)', 'document.write(x)', 'setTimeout("x", 1)']) {
    assert.match(bad, CODE);
  }
});

test('no script turns text into markup or code', () => {
  assert.ok(scripts.length > 90);
  for (const path of scripts) {
    const [statement = '', file = '', start = ''] = CONSTANTS[path] ?? [];
    const text = statement ? read(path).replace(statement, '') : read(path);
    assert.doesNotMatch(text, MARKUP, path);
    assert.doesNotMatch(text, CODE, path);
    if (!statement) continue;
    assert.ok(read(path).includes(statement), path);
    const [, constant = ''] = read(file).split(start);
    assert.ok(constant.includes('<'), file);
    assert.doesNotMatch(constant.split(/^\}|>`;/m)[0], /\$\{/, file);
  }
});

test('every page has a policy that lets only its own files run', () => {
  assert.deepEqual(pages.includes('index.html') && pages.includes('bench.html'), true);
  for (const page of pages) {
    const html = read(page);
    const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1] ?? '';
    assert.match(policy, /default-src 'none'/, page);
    const scripts = /script-src ([^;]+)/.exec(policy)?.[1].trim().split(/\s+/);
    assert.deepEqual(scripts, ["'self'", "'wasm-unsafe-eval'"], page);
    assert.doesNotMatch(policy, /'unsafe-(inline|eval)'/, page);
    // It would stop these anyway; they should not be there to be stopped.
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) assert.match(tag, /\ssrc="\.\//, page);
    assert.doesNotMatch(html, /\son[a-z]+\s*=|\sstyle\s*=|javascript:/i, page);
  }
});
