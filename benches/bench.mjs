// One run, side by side: a training step here, in TensorFlow.js, in PyTorch, in candle and in burn, how near it
// comes to what the engine can do, sampling, how long a good network takes, and the page around it.
//
//   ./build.sh bench [--quick] [--out FILE]
//
// Prints tables as README has them, medians with quartiles, and writes target/bench.json. Other work
// on the machine disturbs it: beside such work no ratios are given. PYTHON names a Python that has
// torch. Quick: one width and three batches, without candle and burn.

import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { engines } from '../tools/browsers/engines.mjs';
import { findTorch, prepareBurn, prepareCandle } from './contenders.mjs';
import { CORES, QUIET, processor, restingLoad } from './machine.mjs';
import { wholePage } from './page.mjs';
import { GOAL, timeToQuality } from './quality.mjs';
import { WHOLE_WORDS, samplingTable } from './sampling.mjs';
import { Bench } from './steps.mjs';
import { percent } from './table.mjs';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, out: { type: 'string' } },
});
const BATCHES = options.quick ? [128, 512, 5000] : [128, 512, 5000, 20_000];
const WIDTHS = options.quick ? [64] : [16, 64, 256];

const found = engines().filter(({ name, program }) => program && name !== 'WebKit');
const chromium = found.find(({ name }) => name === 'Chromium');
if (!chromium) throw new Error('the benchmark needs Chromium or Chrome');
const python = findTorch();
const { name, registers } = processor();
const native = !options.quick && (await prepareCandle());
const burn = native && (await prepareBurn());
if (native && !burn) console.log('burn did not build: its rows are left out.');
const load = await restingLoad();
console.log(
  `${name}, ${registers}, ${CORES} hardware threads; ${found.map((one) => one.name).join(', ')}; ` +
    `torch: ${python ?? 'not found (PYTHON names one)'}; ${new Date().toISOString().slice(0, 10)}`,
);
if (load > QUIET) {
  console.log(`Others have ${percent(load)} of the machine: beside them, no ratios are given.`);
}

/** One failure is not the end of the run. @template T @param {string} what @param {() => Promise<T>} act */
const attempt = (what, act) => bench.attempt(what, act);
const bench = new Bench({ engines: found, python, native, burn });
await bench.open();
for (const width of WIDTHS) {
  const cases = [];
  for (const batch of BATCHES) {
    cases.push(await bench.measure({ batch, width }));
    process.stderr.write(`${width} × ${batch} measured\n`);
  }
  console.log(`\n${bench.table(cases)}`);
}
await bench.close();

const sampling = await attempt('sampling', () => samplingTable(chromium, python));
if (sampling) console.log(`\n${WHOLE_WORDS}\n\n${sampling.table}`);

const quality = await attempt('quality', () => timeToQuality(chromium));
if (quality) {
  console.log(
    `\nTime to quality (excess loss ≤ ${GOAL.excess} and radius TV ≤ ${GOAL.radiusTv}), Fast preset:`,
    quality.reached
      ? `${quality.reached.seconds.toFixed(1)} s, step ${quality.reached.step}`
      : 'not reached',
    `(end: excess ${quality.end.excess.toFixed(4)}, TV ${quality.end.radiusTv.toFixed(3)})`,
  );
}

const page = await attempt('page', wholePage);
if (page) {
  console.log(`
The page: ${(page.transfer / 1000).toFixed(0)} kB gzipped until the first flow, ${(page.transferLater / 1000).toFixed(0)} kB at once after it, ${page.files} files; first picture after ${page.firstPicture.toFixed(0)} ms
While training, ${page.watched} s: ${page.longTasks} tasks of the main thread over 50 ms, the longest ${page.longestTask.toFixed(0)} ms
Steps per second with the picture moving ${page.stepsDrawing.toFixed(0)}, standing still ${page.stepsStill.toFixed(0)}`);
}

const out = options.out ?? 'target/bench.json';
mkdirSync('target', { recursive: true });
const report = {
  date: new Date().toISOString(),
  processor: { name, registers, threads: CORES },
  othersBefore: load,
  steps: bench.cases,
  sampling: sampling?.rows,
  quality,
  page,
};
writeFileSync(out, JSON.stringify(report, null, 2));
console.log(`\n${out}`);
if (bench.failures.length > 0) console.log(`Not measured:\n${bench.failures.join('\n')}`);
