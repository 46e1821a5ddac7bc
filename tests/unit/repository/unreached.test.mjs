// What can't run becomes a trap, and all else stays as it was. That this makes the core smaller is seen by
// tests/e2e/page/first-load.test.mjs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutUnreached } from '../../../tools/unreached.mjs';

/** @param {string} text */
const named = (text) => [text.length, ...new TextEncoder().encode(text)];
/** @param {number} id @param {number[]} body */
const section = (id, body) => [id, body.length, ...body];

/**
 * A module whose functions, of these names, give the numbers 1, 2, …; each is exported by its place.
 * @param {string[]} names
 * @param {number} [caller] this one calls the first instead
 */
function moduleOf(names, caller) {
  const each = (/** @type {(name: string, i: number) => number[]} */ of) => [
    names.length,
    ...names.flatMap(of),
  ];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 1, 0x7f]),
    ...section(2, [1, ...named('a'), ...named('b'), 0, 0]),
    ...section(
      3,
      each(() => [0]),
    ),
    ...section(
      7,
      each((_, i) => [...named(String(i)), 0, i + 1]),
    ),
    ...section(
      10,
      each((_, i) => [4, 0, ...(i === caller ? [0x10, 1] : [0x41, i + 1]), 0x0b]),
    ),
    ...section(0, [
      ...named('name'),
      ...section(
        1,
        each((name, i) => [i + 1, ...named(name)]),
      ),
    ]),
  ]);
}

test('what can’t run is a trap; what can gives what it gave', async () => {
  const bytes = await withoutUnreached(moduleOf(['run', 'rustc_demangle::demangle', 'stop']));
  const { instance } = await WebAssembly.instantiate(/** @type {any} */ (bytes), {
    a: { b: () => 0 },
  });
  const [run, gone, stop] = /** @type {(() => number)[]} */ (
    ['0', '1', '2'].map((key) => instance.exports[key])
  );
  assert.deepEqual([run(), stop()], [1, 3]);
  assert.throws(gone, /unreachable/);
});

test('a light core has traps for explorations, and still describes them', async () => {
  const names = [
    '14nano_diffusion8guidance1a',
    'describe14nano_diffusion8guidance',
    'step',
    'rustc_demangle',
  ];
  const run = async (/** @type {boolean} */ light) => {
    const bytes = await withoutUnreached(moduleOf(names), light);
    const imports = { a: { b: () => 0 } };
    const { instance } = await WebAssembly.instantiate(/** @type {any} */ (bytes), imports);
    return names.map((_, i) => {
      try {
        return /** @type {() => number} */ (instance.exports[i])();
      } catch {
        return 'trap';
      }
    });
  };
  assert.deepEqual(await run(false), [1, 2, 3, 'trap']);
  assert.deepEqual(await run(true), ['trap', 2, 3, 'trap']);
  const other = moduleOf(['run', 'rustc_demangle::demangle']);
  await assert.rejects(withoutUnreached(other, true), /have its names changed/);
});

test('what was only compiled for a crate that goes may be called by others, and stays', async () => {
  const names = ['_RNvXs_4core3fmtReCsowI_14rustc_demangle', '_RNvCsowI_14rustc_demangle8demangle'];
  const bytes = await withoutUnreached(moduleOf(names));
  const imports = { a: { b: () => 0 } };
  const { instance } = await WebAssembly.instantiate(/** @type {any} */ (bytes), imports);
  const [stays, goes] = /** @type {(() => number)[]} */ (
    ['0', '1'].map((key) => instance.exports[key])
  );
  assert.equal(stays(), 1);
  assert.throws(goes, /unreachable/);
});

test('a light core in which what stays calls what goes is refused', async () => {
  const names = ['14nano_diffusion8guidance1a', 'step', 'guidance_new_01c443e7de3a7606'];
  const all = [...names, 'rustc_demangle'];
  await withoutUnreached(moduleOf(all, 2), true);
  await assert.rejects(withoutUnreached(moduleOf(all, 1), true), /step stays and calls 14nano/);
});

test('a core without the names it goes by is refused', async () => {
  await assert.rejects(withoutUnreached(moduleOf(['run', 'stop'])), /have its names changed/);
});
