import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWanted } from '../../../www/shell/offline.js';
import { SHORTCUTS, commandOf } from '../../../www/shell/shortcuts.js';

test('letters act in either case, and not with a modifier', () => {
  assert.equal(commandOf({ key: 't' }), 'train');
  assert.equal(commandOf({ key: 'T' }), 'train');
  assert.equal(commandOf({ key: '?' }), 'sheet');
  assert.equal(commandOf({ key: 't', ctrlKey: true }), null);
  assert.equal(commandOf({ key: 'ArrowLeft' }), null);
  assert.equal(commandOf({ key: ' ' }), null);
});

test('no two commands share a key', () => {
  const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys);
  assert.equal(new Set(keys).size, keys.length);
});

test('offline is for published pages, and on localhost for those who ask', () => {
  /** @param {string} url */
  const wanted = (url) => isWanted(new URL(url));
  assert.ok(wanted('https://someone.github.io/nano-diffusion/'));
  assert.ok(!wanted('http://localhost:8080/'));
  assert.ok(!wanted('https://localhost:8080/'));
  assert.ok(!wanted('http://127.0.0.1:8080/?all'));
  assert.ok(!wanted('http://[::1]:8080/'));
  assert.ok(!wanted('http://someone.example/'));
  assert.ok(wanted('http://127.0.0.1:8080/?offline'));
});
