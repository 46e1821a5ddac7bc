import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { FitMonitor } from '../../../www/exact/fit-monitor.js';

/** @typedef {import('../../../www/settings/app-state.js').AskedModel} Model */
/** @typedef {import('../../../www/pkg/nano_diffusion.js').DataFit} DataFit */

/** @param {string} source @returns {Model} */
const model = (source) => /** @type {any} */ ({ bytes: {}, config: { seed: 1 }, source });
/** @param {number} mean @returns {DataFit} */
function fit(mean) {
  const [kl, none] = [
    { mean, stdError: 0.1 },
    { mean: 0, stdError: 0 },
  ];
  return { kl, nll: kl, solverError: none, logPError: 0 };
}

let now = 0;
mock.method(performance, 'now', () => now);

/** Jobs that end when told. */
class Jobs {
  /** @type {{ options: any, cancelled: boolean, end: (fit: DataFit | null) => Promise<void>, fail: (error: Error) => Promise<void> }[]} */
  begun = [];
  fitJob() {
    const begun = this.begun;
    return /** @type {any} */ ({
      run: (/** @type {unknown} */ _, /** @type {unknown} */ options) =>
        new Promise((resolve, reject) => {
          // What follows an answer is done before the test goes on.
          const settle = (/** @type {() => void} */ act) => {
            act();
            return new Promise((done) => setImmediate(() => done(undefined)));
          };
          this.job = {
            options,
            cancelled: false,
            end: (/** @type {DataFit | null} */ found) => settle(() => resolve(found)),
            fail: (/** @type {Error} */ error) => settle(() => reject(error)),
          };
          begun.push(/** @type {any} */ (this.job));
        }),
      cancel: () => (begun[begun.length - 1].cancelled = true),
    });
  }
}

/** @type {Jobs} */
let jobs;
/** @type {[string, number | undefined][]} */
let told;
/** @type {FitMonitor} */
let monitor;
beforeEach(() => {
  now = 0;
  jobs = new Jobs();
  told = [];
  monitor = new FitMonitor(jobs, ({ source }, found) => told.push([source, found?.kl.mean]));
});

test('while a run goes on, a tenth of the time is spent at most', async () => {
  monitor.see(model('step 1'), 'quick');
  monitor.see(model('step 2'), 'quick');
  assert.equal(jobs.begun.length, 1, 'one at a time');
  now = 50;
  await jobs.begun[0].end(fit(3));
  assert.deepEqual(told, [['step 1', 3]]);
  now = 50 + 449;
  monitor.see(model('step 3'), 'quick');
  assert.equal(jobs.begun.length, 1);
  now = 50 + 450;
  monitor.see(model('step 4'), 'quick');
  assert.equal(jobs.begun.length, 2);
});

test('weights at rest are measured at once, with more care, and once', async () => {
  monitor.see(model('step 1'), 'quick');
  const last = model('step 2');
  monitor.see(last, 'thorough');
  monitor.see(last, 'thorough');
  assert.equal(jobs.begun.length, 2);
  const [quick, thorough] = jobs.begun;
  assert.ok(quick.cancelled);
  assert.ok(thorough.options.points > quick.options.points && thorough.options.parts > 1);
  await quick.end(null);
  await thorough.end(fit(1));
  assert.deepEqual(told, [['step 2', 1]], 'what was cancelled tells nothing');
});

test('other weights end a measurement, and so does a run that begins', async () => {
  monitor.see(model('shipped'), 'thorough');
  monitor.see(model('imported'), 'thorough');
  assert.ok(jobs.begun[0].cancelled);
  monitor.see(model('step 1'), 'quick');
  assert.ok(jobs.begun[1].cancelled);
  for (const [i, job] of jobs.begun.entries()) await job.end(fit(i));
  assert.deepEqual(told, [['step 1', 2]]);
});

test('what can’t be measured has no figure, and the next is measured', async () => {
  monitor.see(model('step 1'), 'quick');
  await jobs.begun[0].fail(new Error('it left the numbers'));
  assert.deepEqual(told, [['step 1', undefined]]);
  now = 1;
  monitor.see(model('step 2'), 'quick');
  assert.equal(jobs.begun.length, 2);
});

test('what is known of weights is not measured again, but under another β(t) or with less care', async () => {
  const schedule = { path: 'linear', tEnd: 1, betaMin: 0.1, betaMax: 20 };
  const shipped = (/** @type {object} */ asked = {}) =>
    /** @type {any} */ ({
      ...model('shipped'),
      config: { seed: 1, schedule },
      schedule: { ...schedule, ...asked },
      fit: fit(0.002),
    });
  monitor.see(shipped(), 'thorough');
  await new Promise((done) => setImmediate(done));
  assert.deepEqual([told, jobs.begun.length], [[['shipped', 0.002]], 0]);
  monitor.see(shipped({ betaMax: 10 }), 'thorough');
  assert.equal(jobs.begun.length, 1);
  await jobs.begun[0].end(fit(3));
  monitor.see(shipped(), 'quick');
  assert.equal(jobs.begun.length, 2);
  await jobs.begun[1].end(fit(4));
  assert.deepEqual(told.slice(1), [
    ['shipped', 3],
    ['shipped', 4],
  ]);
});
