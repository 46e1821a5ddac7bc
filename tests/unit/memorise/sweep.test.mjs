// The sweep over training sets: what it trains, and what it says of what it saw; and that a run of it, by
// the core, is looked at from both sides.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  POINTS,
  STEPS,
  WIDTHS,
  configOf,
  inWords,
  onset,
  rows,
} from '../../../www/memorise/sweep-plan.js';
import { toConfig } from '../../../www/settings/config.js';
import { clamp, defaults, settingOf } from '../../../www/settings/schema.js';
import { describeSetting } from '../../../www/runs/run-differences.js';
import { core } from '../support/core.mjs';

/** @param {number} step @param {number} copies */
const look = (step, copies) => ({
  id: 0,
  step,
  copies,
  chance: 0.2,
  training: 0,
  heldOut: 0,
});

test('each width with each number of points, once; only what is swept is other than set', () => {
  const all = rows();
  assert.equal(all.length, WIDTHS.length * POINTS.length);
  assert.ok(all.every((row, i) => row.id === i));
  const config = toConfig({ ...defaults(), dataset: 'moons', layers: 3 });
  const one = configOf(config, { id: 0, width: 16, points: 50 });
  assert.deepEqual(one.data, config.data);
  assert.deepEqual(one.network, { ...config.network, width: 16 });
  // Its workers have the core that runs everywhere.
  const fused = toConfig({ ...defaults(), arithmetic: 'fused' });
  assert.equal(configOf(fused, { id: 0, width: 16, points: 50 }).network.arithmetic, 'portable');
  assert.equal(one.train.trainingPoints, 50);
  assert.equal(one.train.steps, STEPS.at(-1));
  assert.equal(one.train.lrSchedule, 'constant');
  // The core takes it.
  new core.Trainer(one).free();
});

test('memorising begins where copies are more than half of the way from chance to all', () => {
  assert.equal(onset([look(250, 0.2), look(500, 0.6), look(1000, 0.61)]), 1000);
  assert.equal(onset([look(250, 0.5)]), null);
  assert.equal(onset([]), null);
});

test('what the sweep found, in words: of runs that came to their end alone', () => {
  const last = /** @type {number} */ (STEPS.at(-1));
  const all = rows();
  const words = inWords(all, (row) => {
    if (row.width !== WIDTHS[0]) return row.points === 10 ? [look(250, 0.9)] : [];
    return row.points < 50 ? [look(500, 0.9), look(last, 1)] : [look(last, 0.3)];
  });
  assert.equal(
    words,
    `Width ${WIDTHS[0]}: 10 points from step 500; 20 points from step 500; 50, 100, 200 not within 16,000.`,
  );
});

test('no end of points is written ∞, and read so', () => {
  const setting = settingOf('trainingPoints');
  assert.deepEqual(clamp(setting, '∞', 50), { value: 0, problem: null });
  assert.deepEqual(clamp(setting, '50', 0), { value: 50, problem: null });
  assert.equal(clamp(setting, '20000', 0).value, 10000);
  assert.equal(describeSetting(setting, { trainingPoints: 0 }), 'Training points ∞');
  assert.equal(describeSetting(setting, { trainingPoints: 50 }), 'Training points 50');
});

test('the core counts copies, and knows both floors', () => {
  const config = toConfig({ ...defaults(), trainingPoints: 10, layers: 2, width: 8, batch: 16 });
  const run = new core.Trainer(config);
  run.run(10);
  const memory = new core.Memory(run.weights(), config);
  const points = memory.points();
  assert.equal(points.length, 20);
  const [training, data] = memory.floors();
  assert.ok(training < data && Math.abs(data - 0.1801) < 3e-4);
  assert.deepEqual([...memory.copies(Float32Array.of(points[0], points[1], 9, 9))], [1, 0]);
  const { t, toEmpirical, heldOutExcess } = memory.measure(4, 10);
  assert.equal(t.length, 4);
  assert.ok(toEmpirical.every(({ mean }) => mean > 0) && heldOutExcess.mean > 0);
  assert.equal(memory.field(0.1, 3, 1).length, 3 * 2 * 9);
  assert.throws(() => new core.Memory(run.weights(), toConfig(defaults())), /no end/);
});
