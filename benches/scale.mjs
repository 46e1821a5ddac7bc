// The curve of a step's time over width, batch and workers, and the model that explains it, for
// docs/scale.md: node benches/scale.mjs [--quick]. A minute or two, in Chromium, portable arithmetic.
//
//   t = γ + β · P · (2 + shards) + (δ · batch + α · batch · units + flops / ρ) · share + η
//
// P parameters, units: outputs of all layers; share: of the shards, what the busiest worker has; η only
// where workers share. The constants are fitted by least squares of relative errors: η to what is left
// of the times of several workers, the others to those of one.

import { parseArgs } from 'node:util';
import { engines } from '../tools/browsers/engines.mjs';
import { Ours, stepFlops } from './contenders.mjs';
import { CORES, QUIET, Watch, processor } from './machine.mjs';
import { digits, markdown, percent } from './table.mjs';

/** @typedef {{ width: number, batch: number, workers: number, median: number }} Point */

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const WIDTHS = options.quick ? [16, 64, 256] : [16, 32, 64, 128, 256];
const BATCHES = options.quick ? [128, 512, 5000] : [64, 128, 512, 2048, 5000, 20_000];
const NAMES = [
  'γ: a step',
  'β: a parameter',
  'δ: a sample',
  'α: a unit of a sample',
  '1 / ρ: an operation',
  'η: a hand-over',
];

const shardsOf = (/** @type {number} */ batch) => Math.min(8, Math.max(1, Math.floor(batch / 256)));
/** How the time of a point is made up, by the constants of the model. @param {Omit<Point, 'median'>} point */
function partsOf({ width, batch, workers }) {
  const shards = shardsOf(batch);
  const parameters = 4 * width + 4 * (width + 1) * width + 2 * (width + 1);
  const share = Math.ceil(shards / Math.min(workers, shards)) / shards;
  const shared = Number(workers > 1 && shards > 1);
  const units = 5 * width + 2;
  const flops = stepFlops({ batch, width });
  return [
    1,
    parameters * (2 + shards),
    batch * share,
    batch * units * share,
    flops * share,
    shared,
  ];
}

/**
 * Constants that are not negative, by coordinates: few enough for the simplest way.
 * @param {Point[]} points
 */
function fit(points) {
  const constants = NAMES.map(() => 0);
  const improve = (/** @type {Point[]} */ some, /** @type {number[]} */ which) => {
    const rows = some.map((point) => partsOf(point).map((part) => part / point.median));
    for (const i of which) {
      let [above, below] = [0, 0];
      for (const row of rows) {
        const rest = row.reduce((sum, part, j) => sum + (j === i ? 0 : part * constants[j]), 0);
        above += row[i] * (1 - rest);
        below += row[i] ** 2;
      }
      constants[i] = below > 0 ? Math.max(0, above / below) : 0;
    }
  };
  const last = NAMES.length - 1;
  const alone = points.filter(({ workers }) => workers === 1);
  for (let turn = 0; turn < 50_000; turn++) improve(alone, [...NAMES.keys()].slice(0, last));
  improve(
    points.filter(({ workers }) => workers > 1),
    [last],
  );
  return constants;
}

const chromium = engines().find(({ name, program }) => program && name === 'Chromium');
if (!chromium) throw new Error('the curve needs Chromium or Chrome');
const ours = new Ours(chromium);
await ours.open();
const watch = new Watch();
const peak = await ours.peak('portable');
/** @type {Point[]} */
const points = [];
for (const width of WIDTHS) {
  for (const batch of BATCHES) {
    if (batch * width ** 2 > 4e8) continue;
    for (let workers = 1; workers <= Math.min(CORES, shardsOf(batch)); workers *= 2) {
      const asked = { width, batch, arithmetic: /** @type {const} */ ('portable') };
      const way = workers > 1 ? 'all' : 'one';
      const timing = await ours.step({ ...asked, way, workers, seconds: 0.6 });
      if (timing) points.push({ width, batch, workers, median: timing.median });
    }
  }
}
await ours.close();
const others = watch.end();

const constants = fit(points);
const modelled = (/** @type {Omit<Point, 'median'>} */ point) =>
  partsOf(point).reduce((sum, part, i) => sum + part * constants[i], 0);
const { name, registers } = processor();
console.log(
  `${name}, ${registers}, ${CORES} hardware threads; Chromium; portable arithmetic, peak of one worker ${digits(peak)} GFLOP/s`,
);
console.log(others > QUIET ? `Others had ${percent(others)} of the machine: noisy.\n` : '');
const cell = (
  /** @type {number} */ width,
  /** @type {number} */ batch,
  /** @type {number} */ workers,
) => {
  const point = points.find((p) => p.width === width && p.batch === batch && p.workers === workers);
  return point ? `${digits(point.median)} (${digits(modelled(point))})` : '–';
};
const counts = [...new Set(points.map(({ workers }) => workers))];
for (const workers of counts) {
  const head = [`${workers} worker${workers > 1 ? 's' : ''}: ms of a step (model)`];
  const rows = WIDTHS.map((width) => [
    `6 × ${width}`,
    ...BATCHES.map((batch) => cell(width, batch, workers)),
  ]);
  console.log(`${markdown([...head, ...BATCHES.map((batch) => `batch ${batch}`)], rows)}\n`);
}
const nano = constants.map((value, i) => [NAMES[i], `${digits(value * 1e6)} ns`]);
console.log(markdown(['constant', 'fitted'], nano));
const errors = points.map((p) => Math.abs(modelled(p) / p.median - 1)).sort((a, b) => a - b);
console.log(
  `\nmodel against measurement: half of the points within ${percent(errors[errors.length >> 1])}, all within ${percent(errors.at(-1))}`,
);
console.log(`an operation at the fitted rate: ${digits(1 / constants[4] / 1e6)} GFLOP/s\n`);
const ahead = [
  ['today: 64 wide, batch 512, 2 workers', { width: 64, batch: 512, workers: 2 }],
  ['10 × width: 640 wide, 2 workers', { width: 640, batch: 512, workers: 2 }],
  ['100 × batch: 51,200, 2 workers', { width: 64, batch: 51_200, workers: 2 }],
  ['32 cores: 64 wide, batch 5000 (8 shards)', { width: 64, batch: 5000, workers: 32 }],
  ['32 cores: 256 wide, batch 20,000 (8 shards)', { width: 256, batch: 20_000, workers: 32 }],
].map(([words, point]) => {
  const total = modelled(/** @type {any} */ (point));
  const parts = partsOf(/** @type {any} */ (point)).map((part, i) =>
    percent((part * constants[i]) / total),
  );
  return [String(words), digits(total), ...parts];
});
console.log(
  markdown(
    ['by the model', 'ms', 'step', 'parameters', 'samples', 'units', 'arithmetic', 'hand-over'],
    ahead,
  ),
);
