// What a visitor is told of runs that were kept: one from an earlier visit that can be gone on with,
// and that keeping this one does not work.

import { abandonedRuns, discardRun } from './checkpoint-store.js';
import { formatCount } from './format.js';

/** @typedef {import('./checkpoint-store.js').SavedRun} SavedRun */
/** @typedef {import('./notices.js').Notices} Notices */

/**
 * Offers the latest run that nobody is making, if there is one.
 * @param {Notices} notices
 * @param {(id: string) => void} resume
 */
export async function offerSavedRun(notices, resume) {
  /** @type {SavedRun[]} */
  let runs;
  try {
    runs = await abandonedRuns();
  } catch {
    return; // no storage here: that is told when a run can't be kept
  }
  const [run] = runs;
  if (!run) return;
  notices.show(
    'saved',
    'info',
    describe(run),
    {
      label: run.step < run.total ? 'Resume the run' : 'Show it again',
      run: () => {
        notices.dismiss('saved');
        resume(run.id);
      },
    },
    {
      label: 'Discard',
      run: async () => {
        notices.dismiss('saved');
        await discardRun(run.id).catch(() => {});
        await offerSavedRun(notices, resume);
      },
    },
  );
}

/** @param {SavedRun} run */
function describe({ savedAt, step, total }) {
  const when = new Date(savedAt).toLocaleString('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const done = `step ${formatCount(step)} of ${formatCount(total)}`;
  return step < total
    ? `The run of ${when} was left at ${done}.`
    : `The run of ${when} is still here, with all its ${formatCount(total)} steps.`;
}

/** @param {Notices} notices @param {string} why */
export function reportUnsaved(notices, why) {
  const words =
    `This run can’t be kept in the browser’s storage: ${why}. Training goes on, ` +
    'but would be lost with this tab. Export still saves its weights.';
  notices.show('unsaved', 'warning', words);
}
