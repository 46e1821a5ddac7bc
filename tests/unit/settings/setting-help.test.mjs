// Every setting has help with its range, and every term that anything leads to is in the glossary.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { TERMS } from '../../../www/lessons/glossary-terms.js';
import { SCHEMA } from '../../../www/settings/schema.js';
import { settingHelp } from '../../../www/settings/setting-help.js';

const KEYS = TERMS.map(({ key }) => key);

test('help of each setting: what it is, its range, and terms that there are', () => {
  for (const { key, kind, label, help } of SCHEMA) {
    const found = settingHelp(key);
    assert.ok(found, key);
    assert.equal(found.title, label);
    assert.equal(found.words[0], help);
    if (kind === 'number') assert.match(found.words.at(-1) ?? '', /^Range: \S+ to \S+.*Default: /);
    for (const term of found.terms) assert.ok(KEYS.includes(term), `${key}: ${term}`);
  }
  assert.equal(settingHelp('wings'), null);
});

test('terms of the page are in the glossary, each once', () => {
  assert.equal(new Set(KEYS).size, KEYS.length);
  const html = readFileSync(new URL('../../../index.html', import.meta.url), 'utf8');
  const named = [...html.matchAll(/data-terms="([^"]*)"|\?term=(\w+)/g)].flatMap(
    ([, terms, term]) => (terms ?? term).split(' '),
  );
  assert.ok(named.length > 10);
  for (const term of named) assert.ok(KEYS.includes(term), term);
});
