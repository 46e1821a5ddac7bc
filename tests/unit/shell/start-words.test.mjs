// What the page says where it can't start.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from '../../../www/shell/start-words.js';

/** @param {string} href */
const at = (href) => new URL(href);
const HERE = at('https://a.org/nano/');
const MAIN = './www/main.js';
const js = 'text/javascript; charset=utf-8';

/** @param {[path: string, status: number, type: string][]} answers @param {URL} [address] */
const served = (answers, address = HERE) =>
  wordsOf(
    { kind: 'script', answers: answers.map(([path, status, type]) => ({ path, status, type })) },
    address,
    'https://a.org',
  );

test('each way in which a script can be missing has its own words, and names the file', () => {
  const part = './www/chunk-A.js';
  /** @type {[[string, number, string][], RegExp][]} */
  const cases = [
    [[[MAIN, 404, 'text/html']], /www\/main\.js could not be loaded.*404.*whole folder/],
    [[[MAIN, 200, 'text/html']], /Instead of the script www\/main\.js.*web page.*index\.html/],
    [[[MAIN, 200, 'text/plain']], /as text\/plain.*text\/javascript/],
    [[[MAIN, 200, '']], /as a file without a type/],
    [[[MAIN, 0, '']], /connection failed, or an extension or a filter blocks it/],
    [[[MAIN, 503, js]], /answers 503/],
    [
      [
        [MAIN, 200, js],
        [part, 404, ''],
      ],
      /www\/chunk-A\.js.*404/,
    ],
    // Now all is as it should be: it was cut short, or the connection is back.
    [[[MAIN, 200, 'application/javascript']], /could not be loaded or is damaged.*Reload/],
  ];
  for (const [answers, words] of cases) assert.match(served(answers).text, words);
  const odd = served([[MAIN, 404, '']], at('https://a.org/page.html'));
  assert.equal(odd.link, undefined);
});

test('an address without its last slash is mended by a link, and keeps its settings', () => {
  const { text, link } = served([[MAIN, 404, '']], at('https://a.org/nano?all#width=8'));
  assert.match(text, /lacks the slash at its end.*www\/main\.js/);
  assert.equal(link?.href, '/nano/?all#width=8');
  // One that can't be the slash's fault.
  assert.equal(served([[MAIN, 200, 'text/plain']], at('https://a.org/nano')).link, undefined);
});

test('a copy on the disk, a frame without an origin, a script that stops', () => {
  const disk = at('file:///home/a/dist/index.html');
  for (const kind of /** @type {const} */ (['apart', 'late'])) {
    assert.match(
      wordsOf({ kind, path: MAIN }, disk, 'null').text,
      /from the disk.*build\.sh serve/,
    );
  }
  const frame = wordsOf({ kind: 'apart' }, at('https://a.org/nano/?embed#width=8'), 'null');
  assert.match(frame.text, /add allow-same-origin/);
  assert.deepEqual(frame.link, {
    text: 'https://a.org/nano/',
    href: 'https://a.org/nano/?embed#width=8',
    target: '_blank',
  });
  const stopped = wordsOf({ kind: 'failed', message: 'no #flow' }, HERE, 'https://a.org');
  assert.match(stopped.text, /could not start: no #flow\. An extension.*private window/);
  const told = wordsOf({ kind: 'told', message: 'This browser lacks …' }, HERE, 'https://a.org');
  assert.equal(told.text, 'This browser lacks …');
});
