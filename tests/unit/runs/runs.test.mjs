import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LossSeries } from '../../../www/shared/loss-series.js';
import { RunSeries } from '../../../www/shared/run-series.js';
import { describeSetting, runDifferences } from '../../../www/runs/run-differences.js';
import { encodePoints } from '../../../www/settings/points-codec.js';
import { COLOURS, RunStore, reached } from '../../../www/runs/run-store.js';
import { fromConfig } from '../../../www/settings/config.js';
import { PRESET_LABELS } from '../../../www/settings/presets-view.js';
import { defaults } from '../../../www/settings/schema.js';
import { core } from '../support/core.mjs';

const BASES = core.presets().map(({ key, config }) => ({
  label: PRESET_LABELS[key],
  values: fromConfig(config),
}));
const POST = { ...defaults(), ...BASES[2].values };

/** @param {Partial<import('../../../www/settings/schema.js').Settings>[]} runs */
function words(...runs) {
  return runDifferences(runs, BASES).map(({ base, settings }, i) => [
    base,
    ...settings.map((setting) => describeSetting(setting, runs[i])),
  ]);
}

/** @param {RunStore} store @param {number} steps */
function train(store, steps) {
  const run = store.begin({ ...defaults(), steps });
  const series = new LossSeries();
  series.push(new Float32Array(steps).fill(0.5));
  store.setLosses(run, series);
  run.state = 'finished';
  return run;
}

test('a run is named by its preset and what differs from that', () => {
  assert.deepEqual(words(defaults(), { ...POST, batch: 64, activation: 'silu' }), [
    ['Fast'],
    ['As in the post', 'Activation SiLU', 'Batch 64'],
  ]);
  // The look of the page is not the run's.
  assert.deepEqual(words({ ...defaults(), particles: 100, playback: 3 }), [['Fast']]);
});

test('what differs among the runs of a preset is named for all of them', () => {
  assert.deepEqual(words(defaults(), { ...defaults(), seed: 2 }, POST), [
    ['Fast', 'Seed 1'],
    ['Fast', 'Seed 2'],
    ['As in the post'],
  ]);
});

test('runs come and go: names, colours, limits', () => {
  const store = new RunStore();
  const first = train(store, 10);
  assert.equal(first.name, 'Run 1');
  store.rename(first, '  my   favourite ');
  assert.equal(first.name, 'my   favourite');
  store.rename(first, '   ');
  assert.equal(first.name, 'Run 1');
  const others = Array.from({ length: COLOURS - 1 }, () => train(store, 10));
  assert.equal(new Set([first, ...others].map(({ colour }) => colour)).size, COLOURS);
  store.remove(others[1]);
  assert.equal(train(store, 10).colour, others[1].colour, 'the colour that became free');
  for (let i = 0; i < 60; i++) train(store, 10);
  assert.equal(store.runs.length, 40);
  assert.equal(store.find(first.id), null);
});

test('a run that is replaced stays as it was; one that never made a step leaves no trace', () => {
  const store = new RunStore();
  const run = train(store, 10);
  run.state = 'running';
  store.begin(defaults());
  assert.equal(run.state, 'stopped');
  const third = store.begin(defaults());
  assert.deepEqual(store.runs, [run, third]);
});

test('curves are thinned, and keep their ends', () => {
  const store = new RunStore();
  const run = train(store, 1201);
  assert.ok(run.losses.steps.length <= 240);
  assert.equal(run.losses.steps.at(-1), 1201);
  assert.equal(reached(run, 'kl'), null);
  for (let i = 1; i <= 1000; i++) {
    store.addFigures(run, i, {
      excess: { mean: 1 / i, stdError: 0.1 },
      kl: { mean: 2 / i, stdError: 0.2 },
    });
  }
  for (const { steps, values, errors } of [run.excesses, run.kls]) {
    assert.deepEqual([steps.length, values.length, errors?.length], [240, 240, 240]);
    assert.equal(steps.at(-1), 1000);
  }
  assert.deepEqual(reached(run, 'kl'), { mean: 2 / 1000, stdError: 0.2 });
  store.addFigures(run, 1000, { excess: { mean: 0.5, stdError: 0.01 } });
  assert.equal(reached(run, 'excess')?.mean, 0.5, 'measured again, with more care');
});

test('a visit’s runs survive a reload, as far as they make sense', () => {
  const store = new RunStore();
  const run = train(store, 10);
  run.shown = true;
  store.addFigures(run, 10, {
    excess: { mean: 0.02, stdError: 0.001 },
    kl: { mean: 0.03, stdError: 0.002 },
    copies: { mean: 0.9, stdError: 0.01 },
  });
  const going = train(store, 20);
  going.state = 'running';
  const again = new RunStore();
  again.restore(store.serialise());
  assert.deepEqual(again.runs[0], run);
  assert.equal(again.runs[1].state, 'stopped');
  assert.equal(again.begin(defaults()).id, 3);
  // As earlier versions of the page wrote them: without copies, KL, or errors.
  const old = JSON.parse(store.serialise());
  for (const each of old.runs) {
    for (const name of ['kls', 'trainings', 'heldOuts', 'copies', 'chances']) delete each[name];
    delete each.excesses.errors;
  }
  again.restore(JSON.stringify(old));
  assert.deepEqual(reached(again.runs[0], 'excess'), { mean: 0.02, stdError: NaN });
  assert.equal(reached(again.runs[0], 'kl'), null);
  assert.equal(reached(again.runs[0], 'copies'), null);
  again.addFigures(again.runs[0], 20, { copies: { mean: 0.5, stdError: 0.1 } });
  assert.equal(reached(again.runs[0], 'copies')?.mean, 0.5);
  for (const text of [null, '', '{', '{"version":1}', '{"version":1,"runs":[null,{"id":"x"}]}']) {
    const empty = new RunStore();
    empty.restore(text);
    assert.deepEqual(empty.runs, []);
    assert.equal(empty.begin(defaults()).id, 1);
  }
});

test('the table as CSV: what it reached, and every setting of training', () => {
  const store = new RunStore();
  const run = train(store, 10);
  store.rename(run, 'a, b');
  store.addFigures(run, 10, {
    kl: { mean: 0.03, stdError: 0.002 },
    heldOut: { mean: 0.25, stdError: 0.002 },
    copies: { mean: 0.75, stdError: 0.02 },
  });
  const [names, row] = store.csv().trim().split('\r\n');
  assert.match(
    names,
    /^name,state,steps_done,mean_loss,excess_loss,kl_nats,kl_standard_error,training_set_loss,held_out_loss,copies,copies_by_chance,seconds,betaMin,/,
  );
  assert.match(row, /^"a, b",finished,10,0\.5,,0\.03,0\.002,,0\.25,0\.75,,0,0\.1,20,1,/);
  assert.equal(names.split(',').length, row.replace('"a, b"', 'name').split(',').length);
});

test('a run that goes back loses what came after', () => {
  const store = new RunStore();
  const run = train(store, 300);
  for (const [step, mean] of [
    [100, 0.2],
    [200, 0.1],
    [300, 9],
  ]) {
    store.addFigures(run, step, { kl: { mean, stdError: 0.01 } });
  }
  const series = new RunSeries(300);
  series.losses.push(new Float32Array(200).fill(0.5));
  for (const step of [100, 200]) series.figures.kl.push(step, { mean: 20 / step, stdError: 0.01 });
  store.setSeries(run, series);
  assert.equal(run.step, 200);
  assert.deepEqual(run.kls, { steps: [100, 200], values: [0.2, 0.1], errors: [0.01, 0.01] });
  store.addFigures(run, 250, { kl: { mean: 0.05, stdError: 0.01 } });
  assert.equal(reached(run, 'kl')?.mean, 0.05);
  assert.equal(series.figures.kl.steps.length, 2, 'the series at hand is another');
  store.setSeries(run, new RunSeries(300));
  assert.equal(run.loss, null);
  assert.equal(reached(run, 'kl'), null);
});

test('points of one’s own have a short name in words and table, and are kept once', () => {
  const mine = encodePoints(Array.from({ length: 700 }, (_, i) => Math.sin(i)));
  const other = encodePoints([1, 1]);
  const store = new RunStore();
  const begin = (
    /** @type {Partial<import('../../../www/settings/schema.js').Settings>} */ values,
  ) => {
    const run = store.begin({ ...defaults(), steps: 10, .../** @type {any} */ (values) });
    run.step = 10;
    return run;
  };
  const runs = [
    begin({ dataset: 'own', points: mine }),
    begin({ dataset: 'own', points: mine, seed: 2 }),
    begin({ dataset: 'own', points: other }),
    begin({ points: mine }),
  ];
  const [said, , , ring] = words(...runs.map(({ values }) => values));
  assert.match(said.join(), /Points own:[0-9a-f]{6} \(350 points\)/);
  assert.doesNotMatch(ring.join(), /Points|Blur/);
  const rows = store.csv().trimEnd().split('\r\n');
  const names = rows.slice(1).map((row) => /own:[0-9a-f]{6} \(\d+ points?\)/.exec(row)?.[0]);
  assert.equal(names[0], names[1]);
  assert.notEqual(names[0], names[2]);
  assert.match(names[2] ?? '', / \(1 point\)$/);
  assert.equal(names[3], undefined);
  assert.ok(!store.csv().includes(mine));
  // Kept once, and given back to each: a run made again has its points.
  const text = store.serialise();
  assert.equal(text.split(mine).length, 2);
  const again = new RunStore();
  again.restore(text);
  assert.deepEqual(
    again.runs.map(({ values }) => values.points),
    [mine, mine, other, mine],
  );
  // As an earlier version of the page wrote them.
  again.restore(JSON.stringify({ version: 1, next: 9, runs }));
  assert.equal(again.runs[2].values.points, other);
});
