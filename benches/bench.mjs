// One run, side by side: a training step here, in TensorFlow.js and in PyTorch, how near it comes
// to what the engine can do, how long a good network takes, and the page around it.
//
//   ./build.sh bench [--quick]
//
// Prints tables and writes target/bench.json. Other work on the machine disturbs it; ratios stand
// that better than times. PYTHON names a Python that has torch.

import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { engines } from '../tools/browsers/engines.mjs';
import { CORES, findTorch, ours, stepFlops, tfjs, torch } from './contenders.mjs';
import { wholePage } from './page.mjs';
import { GOAL, timeToQuality } from './quality.mjs';
import { WHOLE, ourSampling, torchSampling } from './sampling.mjs';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, out: { type: 'string' } },
});
const BATCHES = options.quick ? [128, 512, 5000] : [128, 512, 5000, 20_000];
const WIDTHS = options.quick ? [64] : [16, 64, 256];
/** TensorFlow.js would take minutes beyond so many sample × width²; torch seconds a step. */
const TOO_LONG = { tfjs: 1e8, torch: 6e8 };

/** @type {Record<string, any>[]} */
const rows = [];
const found = engines().filter((engine) => engine.program);
const chromium = found.find(({ name }) => name === 'Chromium');
if (!chromium) throw new Error('the benchmark needs Chromium or Chrome');
const firefox = found.find(({ name }) => name === 'Firefox');
const python = findTorch();
console.log(
  `${CORES} cores; ${found.map(({ name }) => name).join(', ')}; torch: ${python ?? 'not found'}\n`,
);

const columns = {
  batch: 6,
  width: 6,
  'Chromium 1': 11,
  'Chromium all': 13,
  '% of peak': 10,
  ...(firefox && { 'Firefox 1': 10, 'Firefox all': 12 }),
  tfjs: 9,
  ...(python && { 'torch 1': 9, 'torch all': 10, 'torch 1 / ours 1': 17, 'best / best': 12 }),
};
console.log('median ms of a step, 6 layers');
line((name) => name);
for (const width of WIDTHS) {
  for (const batch of BATCHES) {
    rows.push(await measure({ batch, width }));
    line((name) => show(rows[rows.length - 1][name]));
  }
}

/** @param {{ batch: number, width: number }} asked */
async function measure(asked) {
  const { batch, width } = asked;
  const cost = batch * width * width;
  const ourChromium = await ours(/** @type {any} */ (chromium), asked);
  const slow = { tfjs: cost > TOO_LONG.tfjs, torch: cost > TOO_LONG.torch };
  const theirs = slow.tfjs ? null : await tfjs(/** @type {any} */ (chromium), asked);
  const torches =
    python && !slow.torch ? [1, CORES].map((threads) => torch(python, asked, threads)) : [];
  const ourFirefox = firefox ? await ours(firefox, asked) : null;
  return {
    batch,
    width,
    'Chromium 1': ourChromium.one,
    'Chromium all': ourChromium.all,
    workers: ourChromium.workers,
    'peak GFLOP/s': ourChromium.peak,
    '% of peak': stepFlops(asked) / ourChromium.one / 1e4 / ourChromium.peak,
    'Firefox 1': ourFirefox?.one ?? null,
    'Firefox all': ourFirefox?.all ?? null,
    'Firefox peak GFLOP/s': ourFirefox?.peak ?? null,
    tfjs: theirs,
    'torch 1': torches[0] ?? null,
    'torch all': torches[1] ?? null,
    'torch 1 / ours 1': torches.length ? torches[0] / ourChromium.one : null,
    'best / best': torches.length
      ? Math.min(...torches) / Math.min(ourChromium.one, ourChromium.all)
      : null,
  };
}

/** @param {(name: string) => string} cell */
function line(cell) {
  const cells = Object.entries(columns).map(([name, space]) => cell(name).padStart(space));
  console.log(cells.join(' '));
}

/** @param {unknown} value */
function show(value) {
  if (typeof value !== 'number') return '–';
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}

const sampling = {
  ours: WHOLE * (await ourSampling(chromium)),
  torch: python ? WHOLE * torchSampling(python, 1) : null,
};
console.log(
  `\n100,000 samples × 200 steps on one core: ${sampling.ours.toFixed(1)} s`,
  sampling.torch
    ? `(torch ${sampling.torch.toFixed(1)} s, ratio ${(sampling.torch / sampling.ours).toFixed(2)})`
    : '',
);

const quality = await timeToQuality(chromium);
console.log(
  `\nTime to quality (excess loss ≤ ${GOAL.excess} and radius TV ≤ ${GOAL.radiusTv}), Fast preset:`,
  quality.reached
    ? `${quality.reached.seconds.toFixed(1)} s, step ${quality.reached.step}`
    : 'not reached',
  `(end: excess ${quality.end.excess.toFixed(4)}, TV ${quality.end.radiusTv.toFixed(3)})`,
);

const page = await wholePage();
console.log(`
The page: ${(page.transfer / 1000).toFixed(0)} kB gzipped in ${page.files} files; first picture after ${page.firstPicture.toFixed(0)} ms
While training, ${page.watched} s: ${page.longTasks} tasks of the main thread over 50 ms, the longest ${page.longestTask.toFixed(0)} ms
Steps per second with the picture moving ${page.stepsDrawing.toFixed(0)}, standing still ${page.stepsStill.toFixed(0)}, without a page ${(1000 / (rows.find((row) => row.batch === 512 && row.width === 64)?.['Chromium all'] ?? NaN)).toFixed(0)}`);

const out = options.out ?? 'target/bench.json';
mkdirSync('target', { recursive: true });
const report = {
  date: new Date().toISOString(),
  cores: CORES,
  steps: rows,
  sampling,
  quality,
  page,
};
writeFileSync(out, JSON.stringify(report, null, 2));
console.log(`\n${out}`);
