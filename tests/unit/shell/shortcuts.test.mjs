import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWanted } from '../../../www/shell/offline.js';
import { SHORTCUTS, commandOf } from '../../../www/shell/shortcuts.js';

test('letters act in either case, and not with a modifier', () => {
  assert.equal(commandOf({ key: 't', code: 'KeyT' }), 'train');
  assert.equal(commandOf({ key: 'T', code: 'KeyT' }), 'train');
  assert.equal(commandOf({ key: '?', code: 'Slash' }), 'sheet');
  assert.equal(commandOf({ key: 't', code: 'KeyT', ctrlKey: true }), null);
  assert.equal(commandOf({ key: 'ArrowLeft', code: 'ArrowLeft' }), null);
  assert.equal(commandOf({ key: ' ', code: 'Space' }), null);
});

test('a keyboard without Latin letters has them where they stand elsewhere', () => {
  assert.equal(commandOf({ key: 'е', code: 'KeyT' }), 'train'); // Russian
  assert.equal(commandOf({ key: 'Е', code: 'KeyT' }), 'train');
  assert.equal(commandOf({ key: 'פ', code: 'KeyP' }), 'projector'); // Hebrew
  // On a Dvorak keyboard the letter counts, not the place.
  assert.equal(commandOf({ key: 'y', code: 'KeyT' }), null);
  assert.equal(commandOf({ key: 't', code: 'KeyK' }), 'train');
});

test('an input method, or the third level of a keyboard, has its keys for itself', () => {
  assert.equal(commandOf({ key: 't', code: 'KeyT', isComposing: true }), null);
  assert.equal(commandOf({ key: 'Process', code: 'KeyT' }), null);
  const getModifierState = (/** @type {string} */ name) => name === 'AltGraph';
  assert.equal(commandOf({ key: 't', code: 'KeyT', getModifierState }), null);
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
  assert.ok(wanted('http://127.0.0.1:8080/?all&isolated'));
});
