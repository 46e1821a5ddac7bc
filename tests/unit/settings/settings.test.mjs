import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppState } from '../../../www/settings/app-state.js';
import { Walk, nextValue, placeOf, valueAt } from '../../../www/ui/number-control.js';
import { BY_KEY, SCHEMA, applies, changed, clamp, defaults } from '../../../www/settings/schema.js';
import { fromConfig, toConfig } from '../../../www/settings/config.js';
import { encodePoints } from '../../../www/settings/points-codec.js';
import { readHash, writeHash } from '../../../www/settings/url-hash.js';
import { rowsInFileUnits } from '../../../www/settings/file-units.js';
import { readNumber } from '../../../www/shared/typed-number.js';
import { core } from '../support/core.mjs';

/** @typedef {import('../../../www/settings/setting-definition.js').NumberSetting} NumberSetting */

/** @type {NumberSetting[]} */
const NUMBERS = SCHEMA.flatMap((setting) => (setting.kind === 'number' ? [setting] : []));

test('every numeric setting has the range that the core checks', () => {
  const limits = new Map(core.limits().map((limit) => [limit.name, limit]));
  const checked = NUMBERS.filter(({ path }) => path !== null); // the others are the page's own
  assert.deepEqual(new Set(limits.keys()), new Set(checked.map(({ key }) => key)));
  for (const { key, min, max, integer } of checked) {
    assert.deepEqual(limits.get(key), { name: key, min, max, integer });
  }
});

test('a first visit has the Fast preset', () => {
  const fast = core.presets().find(({ key }) => key === 'fast');
  assert.deepEqual(toConfig(defaults()), fast?.config);
});

test('configurations survive the way to values and back', () => {
  for (const { config } of core.presets()) {
    assert.deepEqual(toConfig({ ...defaults(), ...fromConfig(config) }), config);
  }
});

test('the core accepts both ends of every range and refuses what lies beyond', () => {
  for (const { key, min, max, path } of NUMBERS) {
    if (path === null) continue; // of the page alone
    for (const value of [min, max]) {
      core.sampleData(toConfig({ ...defaults(), [key]: value }), 1);
    }
    for (const value of [min - 1, max + 1, NaN]) {
      assert.throws(
        () => core.sampleData(toConfig({ ...defaults(), [key]: value }), 1),
        (error) => error instanceof Error && error.message.length > 10,
        `${key} = ${value}`,
      );
    }
  }
});

test('clamp keeps what is allowed and says what it changed', () => {
  const layers = /** @type {NumberSetting} */ (BY_KEY.get('layers'));
  assert.deepEqual(clamp(layers, '3', 6), { value: 3, problem: null });
  assert.deepEqual(clamp(layers, ' 3 ', 6), { value: 3, problem: null });
  assert.equal(clamp(layers, '99', 6).value, 10);
  assert.match(String(clamp(layers, '99', 6).problem), /Layers.*2 to 10.*99.*10/);
  assert.equal(clamp(layers, '2.6', 6).value, 3);
  assert.equal(clamp(layers, '-Infinity', 6).value, 2);
  for (const nonsense of ['', 'x', 'NaN', undefined, {}]) {
    const { value, problem } = clamp(layers, nonsense, 6);
    assert.equal(value, 6);
    assert.ok(problem);
  }
  const activation = BY_KEY.get('activation');
  assert.ok(activation);
  assert.deepEqual(clamp(activation, 'silu', 'relu'), { value: 'silu', problem: null });
  assert.equal(clamp(activation, 'tanh', 'relu').value, 'relu');
  assert.match(String(clamp(activation, 'tanh', 'relu').problem), /relu or silu/);
});

test('an arrow key moves as along the slider, and back the same way, to both ends', () => {
  for (const setting of NUMBERS) {
    const { key, min, max, initial } = setting;
    const walk = new Walk(setting);
    /** @param {number} direction @param {number} n */
    const go = (direction, n) => {
      const passed = [initial];
      for (let i = 0; i < n; i++) passed.push(walk.step(passed[i], direction));
      for (const value of passed) assert.equal(clamp(setting, value, NaN).problem, null, key);
      return passed;
    };
    for (const direction of [1, -1]) {
      const there = go(direction, 30);
      assert.ok(
        there.every((v, i) => i === 0 || (v - there[i - 1]) * direction >= 0),
        key,
      );
      let value = there[30];
      for (let i = new Set(there).size - 1; i > 0; i--) value = walk.step(value, -direction);
      assert.equal(value, initial, `${key}: back from ${there[30]}`);
    }
    if (setting.slider === 'typed') continue;
    for (const [direction, end] of [
      [1, max],
      [-1, min],
    ]) {
      let value = initial;
      for (let i = 0; i < 20_000 && value !== end; i++) value = walk.step(value, direction);
      assert.equal(value, end, key);
      assert.equal(walk.step(value, direction), end, key);
    }
  }
  const rate = /** @type {NumberSetting} */ (BY_KEY.get('learningRate'));
  assert.equal(nextValue(rate, 0.002, -1), 0.0016);
});

test('numbers as people type them', () => {
  for (const [text, value, whole = value] of /** @type {[string, number, number?][]} */ ([
    ['0,5', 0.5],
    [',5', 0.5],
    ['1,5e-3', 0.0015],
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['1,234,567', 1234567],
    ['12 345,6', 12345.6],
    ['1’000', 1000],
    ['5,000', 5, 5000],
    ['5.000', 5, 5000],
    ['0,005', 0.005],
    ['٠٫٥', 0.5],
    ['۲۰', 20],
    ['०.५', 0.5],
    ['５', 5],
    ['−3', -3],
    ['+.5', 0.5],
    ['1,2,3', NaN],
    ['1 2', NaN],
    ['1_000', NaN],
    ['0x10', NaN],
    ['', NaN],
    ['abc', NaN],
  ])) {
    assert.deepEqual([readNumber(text), readNumber(text, true)], [value, whole], text);
  }
});

test('another learning rate has no earlier ones, but where they are said', () => {
  const state = new AppState(defaults());
  state.set({ learningRate: 0.001, earlierRates: '5-0.002' });
  state.set({ layers: 3 });
  assert.equal(state.settings.earlierRates, '5-0.002');
  assert.deepEqual(toConfig(state.settings).earlierRates, [[5, 0.002]]);
  state.set({ learningRate: 0.003 });
  assert.equal(state.settings.earlierRates, '');
});

test('the slider reaches both ends, and its values are allowed everywhere', () => {
  for (const setting of NUMBERS) {
    assert.equal(valueAt(setting, 0), setting.min);
    assert.equal(valueAt(setting, 1000), setting.max);
    for (let place = 0; place <= 1000; place += 7) {
      const value = valueAt(setting, place);
      assert.equal(clamp(setting, value, NaN).problem, null, `${setting.key} at ${place}`);
    }
    assert.equal(placeOf(setting, setting.min), 0);
    assert.equal(placeOf(setting, setting.max), 1000);
  }
});

test('data: every choice is one the core knows, and points of one’s own reach it', () => {
  const dataset =
    /** @type {import('../../../www/settings/setting-definition.js').ChoiceSetting} */ (
      BY_KEY.get('dataset')
    );
  const points = encodePoints([0.5, -1, 1.25, 0]);
  for (const { value } of dataset.options) {
    const config = toConfig({ ...defaults(), dataset: value, points });
    assert.equal(config.data.kind, value);
    assert.equal(core.sampleData(config, 10).length, 20);
    const back = fromConfig(config);
    assert.deepEqual(toConfig({ ...defaults(), ...back }), config);
    assert.equal(back.points, value === 'own' ? points : '');
  }
  // How the points of a file were moved and scaled is kept with them: by the core, and in the link.
  const frame = { x: 170, y: -1 / 3, unitX: 12.5, unitY: 1e-9 };
  const framed = encodePoints([0.5, -1, 1.25, 0], frame);
  const settings = { ...defaults(), dataset: 'own', points: framed };
  const config = toConfig(settings);
  assert.deepEqual(config.data.frame, [170, -1 / 3, 12.5, 1e-9]);
  assert.equal(core.sampleData(config, 10).length, 20);
  assert.equal(fromConfig(config).points, framed);
  assert.equal(readHash(writeHash(settings)).values.points, framed);
  assert.equal(toConfig({ ...settings, dataset: 'ring' }).data.frame, undefined);
  const none = toConfig({ ...defaults(), dataset: 'own' });
  assert.throws(() => core.sampleData(none, 1), /your own points/);
});

test('samples in the units of a file have the digits that a float32 has, and no more', () => {
  const rows = (/** @type {number} */ x, /** @type {number} */ unit) => [
    ...rowsInFileUnits(new Float32Array([0.1, -1 / 3]), { x, y: 0, unitX: unit, unitY: unit }),
  ];
  assert.deepEqual(rows(170, 12.5), [[171.25, -4.166667]]);
  assert.deepEqual(rows(5e6, 0.01), [[5000000.001, -0.003333333]]);
  assert.deepEqual(rows(0, 1e12), [[100000001490, -333333343267]]);
  assert.deepEqual(rows(1e-200, 1e-200)[0].length, 2);
});

test('settings of other data ask for nothing', () => {
  const before = { ...defaults(), dataset: 'moons' };
  const after = { ...before, scale: 50, kernelWidth: 0.3, points: encodePoints([0, 0]) };
  assert.deepEqual(changed(before, after, 'training'), []);
  assert.equal(changed(before, { ...after, dataset: 'own' }, 'training').length, 3);
});

test('what a change needs', () => {
  const before = defaults();
  const after = { ...before, layers: 3, dt: 0.01, noiseSteps: 8, learningRate: 0.01, seed: 2 };
  /** @param {import('../../../www/settings/setting-definition.js').Effect} what */
  const keys = (what) => changed(before, after, what).map(({ key }) => key);
  assert.deepEqual(keys('training'), ['layers', 'seed']);
  assert.deepEqual(keys('flow'), ['seed', 'noiseSteps']);
});

test('a setting that does nothing asks for nothing: smallest t under λ = B²', () => {
  const state = new AppState(defaults());
  state.trainedWith = state.settings;
  const keys = () => state.stale.map(({ key }) => key);
  state.set({ objective: 'denoisingUniform' });
  state.set({ tEpsilon: 0.01 });
  assert.deepEqual(keys(), ['objective', 'tEpsilon']);
  state.set({ objective: defaults().objective });
  assert.deepEqual(keys(), []);
});

test('what sets a sampler’s steps applies where a flow on the page goes by them', () => {
  const first = defaults();
  const rows = (/** @type {Partial<typeof first>} */ change) =>
    ['dt', 'tolerance', 'noiseSteps', 'eta', 'churn', 'snr'].filter((key) =>
      applies(key, { ...first, ...change }),
    );
  assert.deepEqual(rows({}), ['noiseSteps']);
  assert.deepEqual(rows({ method: 'sde' }), ['dt']);
  assert.deepEqual(rows({ method: 'ddim' }), ['noiseSteps', 'eta']);
  assert.deepEqual(rows({ method: 'edm' }), ['noiseSteps', 'churn']);
  assert.deepEqual(rows({ compare: 'corrector-exact' }), ['noiseSteps', 'snr']);
  assert.deepEqual(rows({ method: 'adaptive' }), ['tolerance']);
  assert.deepEqual(rows({ method: 'adaptive', compare: 'heun-exact' }), ['dt', 'tolerance']);
  assert.deepEqual(rows({ compare: 'adaptive-learned' }), ['tolerance', 'noiseSteps']);
  // Forward time goes by the grid of the SDE, and has no second picture.
  assert.deepEqual(rows({ method: 'adaptive', direction: 'closed' }), ['dt']);
});

test('weights are asked under the β(t) of the settings, and what was measured is of both', () => {
  const state = new AppState(defaults());
  const config = toConfig(state.settings);
  const run = { id: 1, step: 40 };
  state.useWeights({ bytes: new Uint8Array(1), config, source: 'step 40', run });
  const first = state.model;
  assert.deepEqual(first?.schedule, config.schedule);
  const kl = { mean: 0.1, stdError: 0.01, model: /** @type {NonNullable<typeof first>} */ (first) };
  state.figures.kl = kl;
  assert.equal(state.measured('kl'), kl);
  state.set({ layers: 3 });
  assert.equal(state.model, first);
  state.set({ betaMax: 12 });
  assert.equal(state.model?.schedule.betaMax, 12);
  assert.equal(state.model?.config.schedule.betaMax, 20);
  assert.equal(state.measured('kl'), null);
  // Another step of the run, asked as then.
  state.set({ betaMax: 20 });
  assert.equal(state.measured('kl'), kl);
  state.useWeights({
    bytes: new Uint8Array(1),
    config,
    source: 'step 50',
    run: { id: 1, step: 50 },
  });
  assert.equal(state.measured('kl'), kl);
  state.useWeights(null);
  assert.equal(state.measured('kl'), null);
  assert.equal(state.model, null);
});

test('a change says which settings have other values, and what they affect', () => {
  const state = new AppState({ ...defaults(), dataset: 'moons' });
  /** @type {import('../../../www/settings/app-state.js').SettingsChange[]} */
  const changes = [];
  state.onSettings((change) => changes.push(change));
  state.set({ betaMax: 12, angle: 'folded' });
  state.set({ scale: 30 }); // of the ring alone
  state.set({ dataset: 'ring' });
  const [process, nothing, data] = changes;
  assert.ok(process.has('angle') && process.has('betaMax') && !process.has('seed'));
  assert.ok(process.affects('schedule') && process.affects('floor') && process.affects('flow'));
  assert.ok(!process.affects('data') && !process.affects('training') && !process.affects('rate'));
  assert.ok(!nothing.affects('training', 'flow', 'data', 'floor', 'schedule'));
  assert.ok(data.affects('data') && data.affects('flow') && data.affects('training'));
  assert.equal(state.settings.scale, 30);
});
