// The address: no more writes than WebKit allows, the last one always lands, and what it should be is
// known where no write succeeds.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { PageAddress } from '../../../www/app/page-address.js';

/** WebKit's rule. */
const [MOST, SPAN] = [100, 30_000];

/** A window whose history refuses what WebKit refuses, or everything. @param {boolean} [closed] */
function browser(closed = false) {
  /** @type {number[]} */
  const writes = [];
  /** @type {Record<string, ((event?: unknown) => void)[]>} */
  const listeners = {};
  const location = { pathname: '/lab/', search: '', hash: '', href: 'https://a.example/lab/' };
  const steps = ['/lab/'];
  /** @param {string} url */
  const go = (url) => {
    const { search, hash } = new URL(url, location.href);
    Object.assign(location, { search, hash, href: `https://a.example/lab/${search}${hash}` });
  };
  const write =
    (/** @type {boolean} */ push) =>
    (/** @type {any} */ _, /** @type {any} */ __, /** @type {string} */ url) => {
      const now = Date.now();
      if (closed || writes.filter((at) => now - at < SPAN).length >= MOST)
        throw new Error('SecurityError');
      writes.push(now);
      go(url);
      if (push) steps.push(url);
      else steps[steps.length - 1] = url;
    };
  const view = {
    location,
    history: { replaceState: write(false), pushState: write(true) },
    performance: { now: () => Date.now() },
    addEventListener: (/** @type {string} */ kind, /** @type {() => void} */ act) =>
      (listeners[kind] ??= []).push(act),
  };
  const fire = (/** @type {string} */ kind) => listeners[kind]?.forEach((act) => act());
  return { view: /** @type {any} */ (view), location, writes, steps, go, fire };
}

test('a slider drawn for a minute: none refused, the last lands', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const { view, location, writes } = browser();
  const address = new PageAddress(view);
  for (let i = 0; i < 3000; i++) {
    address.write({ hash: `#n=${i}` });
    assert.equal(address.href, `https://a.example/lab/#n=${i}`);
    mock.timers.tick(20);
  }
  assert.ok(writes.length > 100 && writes.length < 200, `${writes.length}`);
  mock.timers.tick(1000);
  assert.equal(location.hash, '#n=2999');
  mock.timers.reset();
});

test('one change is there at once; steps of the history keep their places in the queue', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const { view, location, steps } = browser();
  const address = new PageAddress(view);
  address.write({ hash: '#a=1' });
  assert.equal(location.hash, '#a=1');
  for (let i = 0; i < 40; i++) address.write({ hash: `#a=${i}` });
  address.write({ hash: '#jump=1' }, true);
  address.write({ search: '?tour=1' });
  mock.timers.tick(5000);
  assert.deepEqual(steps, ['/lab/#a=39', '/lab/?tour=1#jump=1']);
  mock.timers.reset();
});

test('where history is closed the link is right all the same; Back is followed', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const closed = new PageAddress(browser(true).view);
  closed.write({ hash: '#a=1' });
  closed.write({ hash: '#a=2', search: '?all' });
  mock.timers.tick(100_000);
  assert.equal(closed.href, 'https://a.example/lab/?all#a=2');

  const open = browser();
  const address = new PageAddress(open.view);
  for (let i = 0; i < 60; i++) address.write({ hash: `#a=${i}` });
  open.go('#b=1');
  open.fire('hashchange');
  assert.equal(address.hash, '#b=1');
  mock.timers.tick(5000);
  assert.equal(open.location.hash, '#b=1', 'what waited is given up');
  mock.timers.reset();
});
