// The page that measures: a button and a table.

import init, { presets } from '../core.js';
import { build, element } from '../ui/dom.js';
import { formatCount } from '../shared/format.js';
import { messageOf } from '../shared/rpc.js';
import { measureSpeed } from './measure-speed.js';

const BATCHES = [128, 512, 5000];

const button = /** @type {HTMLButtonElement} */ (element('measure'));
const status = element('status');
/** One row of cells a batch size: one worker, all workers. */
const cells = BATCHES.map((batch) => {
  const pair = [0, 1].map(() => build('td', {}, ['–', build('small')]));
  const head = build('th', { scope: 'row' }, [formatCount(batch)]);
  element('rows').append(build('tr', {}, [head, ...pair]));
  return pair;
});

/** @param {import('../pkg/nano_diffusion.js').Config} config */
async function measure(config) {
  for (const [i, batch] of BATCHES.entries()) {
    for (const [j, workers] of [1, undefined].entries()) {
      status.textContent = `Measuring ${batch} samples per step, ${j ? 'all workers' : 'one worker'} …`;
      const asked = { ...config, train: { ...config.train, batch } };
      const speed = await measureSpeed(asked, { workers });
      const steps = speed.steps.toLocaleString('en', { maximumSignificantDigits: 3 });
      const used = j ? `, ${speed.workers} used` : '';
      const milliseconds = ` ${speed.milliseconds.toPrecision(3)} ms${used}`;
      cells[i][j].replaceChildren(steps, build('small', {}, [milliseconds]));
    }
  }
  status.textContent =
    'Done. Small batches run on one worker, because sharing them would take longer than computing them.';
}

async function start() {
  if (document.documentElement.dataset.missing) return;
  delete document.body.dataset.starting;
  await init();
  // The post’s network: what other libraries are measured with too.
  const config = presets().find(({ key }) => key === 'post')?.config;
  if (!config) throw new Error('The core has no such preset.');
  button.onclick = () => {
    button.disabled = true;
    measure(config)
      .catch((error) => (status.textContent = messageOf(error)))
      .finally(() => (button.disabled = false));
  };
  button.disabled = false;
}

start().catch((error) => (status.textContent = messageOf(error)));
