// Fused arithmetic: the probe, and the core that goes with it, whose bits are those of the native
// build (tests/native/kernel/arithmetics.rs).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { core } from '../support/core.mjs';
import { fusedCore } from '../support/fused-core.mjs';

/** @param {string} name */
const fixture = (name) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8'));
/** @type {Record<string, string>} */
const sums = fixture('fused.json');
/** @type {Record<string, { config: any, losses: number[] }>} */
const runs = fixture('losses.json');
const skip = fusedCore ? false : 'no fused multiply-add here';

/** FNV-1a of the bits of numbers. @param {Float32Array[]} arrays */
function sumOf(...arrays) {
  let hash = 0x811c9dc5;
  for (const { buffer } of arrays) {
    for (const byte of new Uint8Array(buffer)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}

/** @param {string} run @param {string} arithmetic */
function configOf(run, arithmetic) {
  const { config } = runs[run];
  return { ...config, network: { ...config.network, arithmetic } };
}

test('fused runs give the bits of the native build', { skip }, () => {
  assert.ok(fusedCore);
  for (const [run, sum] of Object.entries(sums)) {
    const trainer = new fusedCore.Trainer(configOf(run, 'fused'));
    const losses = trainer.run(10);
    assert.equal(sumOf(losses, trainer.params()), sum, run);
  }
});

test('the fused core gives the portable bits too, where it is asked for those', { skip }, () => {
  assert.ok(fusedCore);
  for (const [run, { losses }] of Object.entries(runs)) {
    const config = configOf(run, 'portable');
    const trainer = new fusedCore.Trainer(config);
    assert.deepEqual([...trainer.run(losses.length)], losses.map(Math.fround), run);
    const portable = new core.Trainer(config);
    portable.run(losses.length);
    assert.equal(sumOf(trainer.params()), sumOf(portable.params()), run);
  }
});

test('the portable core refuses to train in fused arithmetic, and says what it would be', () => {
  const config = configOf('data', 'fused');
  const refused = { name: 'NoFused', setting: 'arithmetic' };
  assert.throws(() => new core.Trainer(config), refused);
  assert.throws(() => new core.ShardWorker(config), refused);
  if (!fusedCore) return;
  const bytes = new fusedCore.Trainer(config).checkpoint();
  assert.throws(() => core.Trainer.fromCheckpoint(bytes), refused);
  assert.equal(core.checkpointConfig(bytes).network.arithmetic, 'fused');
});

test('weights of a fused run are asked by the portable core to within rounding', { skip }, () => {
  assert.ok(fusedCore);
  const trainer = new fusedCore.Trainer(configOf('fast', 'fused'));
  trainer.run(5);
  const weights = trainer.weights();
  const rows = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i));
  const [fused, portable] = [fusedCore, core].map((each) => each.networkOutput(weights, rows));
  assert.notDeepEqual(fused, portable);
  // Of numbers about one, six layers of 64: some ten units in the last place.
  fused.forEach((value, i) => assert.ok(Math.abs(value - portable[i]) < 3e-6));
});

/** The probe in an engine of its own. @param {any} engine what is else there as WebAssembly */
async function probeIn(engine) {
  const { WebAssembly } = globalThis;
  globalThis.WebAssembly = engine;
  try {
    const module = '../../../www/arithmetic/fused-probe.js';
    return (await import(`${module}?${Math.random()}`)).canFuse();
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }
}

/** An engine whose f does that. @param {(a: number, b: number, c: number) => number[]} f */
const engine = (f) => ({
  Module: class {},
  Instance: class {
    exports = { f };
  },
});

test('the probe refuses what does not know the instruction, or rounds twice', async () => {
  const refusing = { Module: WebAssembly.Module.bind(null, new Uint8Array(8)), Instance: Object };
  assert.equal(await probeIn(refusing), false);
  const { fround } = Math;
  const four = (/** @type {number} */ x) => [x, x, x, x];
  assert.equal(await probeIn(engine((a, b, c) => four(fround(fround(a * b) + c)))), false);
  // Float64 and then float32 is no fused multiply-add either.
  assert.equal(await probeIn(engine((a, b, c) => four(fround(a * b + c)))), false);
  // Nor is it one in three lanes of four.
  const right = new Map([
    [2 ** -12 + 1, 2 ** -24],
    [2 ** -24 * (1 + 2 ** -23), 1 + 2 ** -23],
    [-3, 4.625],
  ]);
  const fused = (/** @type {number} */ a) => right.get(a) ?? NaN;
  assert.equal(await probeIn(engine((a) => four(fused(a)))), true);
  assert.equal(
    await probeIn(engine((a, b, c) => [...four(fused(a)).slice(1), fround(fround(a * b) + c)])),
    false,
  );
});
