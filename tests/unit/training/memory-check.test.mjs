import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaults } from '../../../www/settings/schema.js';
import { budgetOf, verdict } from '../../../www/training/memory-check.js';

const MIB = 2 ** 20;

test('the budget is an eighth of the memory, where that is told', () => {
  assert.equal(budgetOf(2, true), 256 * MIB);
  assert.equal(budgetOf(0.25, false), 32 * MIB);
  assert.equal(budgetOf(undefined, true), 256 * MIB);
  assert.equal(budgetOf(undefined, false), 512 * MIB);
});

/** A need that grows with width² and particles. @param {Record<string, any>} values */
const ask = async ({ width, particles, layers, compare }) => {
  if (layers < 2) throw new Error('layers are from 2');
  const page = MIB * (width ** 2 + particles * (compare === 'off' ? 1 : 2));
  return { page, pooled: 10 * MIB };
};

const navigator = { hardwareConcurrency: 1 };
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });

test('over budget, the setting to lower is the one whose half saves most', async () => {
  const values = { ...defaults(), width: 16, particles: 100, layers: 2, batch: 512 };
  const fits = await verdict(values, 356 * MIB, ask);
  assert.deepEqual(fits, { need: 356 * MIB, helpers: 0, words: '' });
  const found = await verdict(values, 355 * MIB, ask);
  assert.equal(found.need, 356 * MIB);
  assert.match(found.words, /about 356 MiB.* more than the 355 MiB.*Lower Width first/);
  const many = { ...values, particles: 1000 };
  assert.match((await verdict(many, MIB, ask)).words, /Lower Particles first/);
});

test('helpers take as much as is left, as long as there are cores for them, and nothing is said of them', async () => {
  const values = { ...defaults(), width: 16, particles: 100, layers: 2, batch: 512 };
  const found = (/** @type {number} */ budget) => verdict(values, budget * MIB, ask);
  navigator.hardwareConcurrency = 4;
  assert.deepEqual(await found(500), { need: 386 * MIB, helpers: 14, words: '' });
  assert.deepEqual(await found(379), { need: 376 * MIB, helpers: 2, words: '' });
  assert.equal((await found(357)).helpers, 0);
  assert.equal((await found(300)).helpers, 0);
});
