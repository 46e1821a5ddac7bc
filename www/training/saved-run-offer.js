// What a visitor is told of runs that were kept: one from an earlier visit that can be gone on with,
// and that keeping this one does not work.

import { abandonedRuns, discardRun, released } from '../shared/checkpoint-store.js';
import { formatCount } from '../shared/format.js';

/** @typedef {import('../shared/checkpoint-store.js').SavedRun} SavedRun */
/** @typedef {import('../ui/notices.js').Notices} Notices */

/**
 * Offers the latest run that nobody is making, if there is one, and again when one is let go.
 * @param {Notices} notices
 * @param {(id: string) => void} resume
 * @param {() => boolean} idle whether no run has begun on this page
 */
export async function offerSavedRun(notices, resume, idle) {
  try {
    const { free, busy } = await abandonedRuns();
    if (free.length > 0) offer(free[0]);
    if (busy.length === 0) return;
    await released(busy);
    if (idle()) await offerSavedRun(notices, resume, idle);
  } catch {
    // No storage here: that is told when a run can't be kept.
  }

  /** @param {SavedRun} run */
  function offer(run) {
    const take = {
      label: run.step < run.total ? 'Resume the run' : 'Show it again',
      run: () => {
        notices.dismiss('saved');
        resume(run.id);
      },
    };
    const discard = {
      label: 'Discard',
      run: async () => {
        notices.dismiss('saved');
        await discardRun(run.id).catch(() => {});
        await offerSavedRun(notices, resume, idle);
      },
    };
    notices.show('saved', 'info', describe(run), take, discard);
  }
}

/** @param {SavedRun} run */
function describe({ savedAt, step, total }) {
  const when = new Date(savedAt).toLocaleString('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const done = `step ${formatCount(step)} of ${formatCount(total)}`;
  return step < total
    ? `The run from ${when} stopped at ${done}.`
    : `The run from ${when} is saved, with all its ${formatCount(total)} steps.`;
}

/** @param {Notices} notices @param {string} why */
export function reportUnsaved(notices, why) {
  const words =
    `This run can’t be saved in the browser’s storage: ${why}. Training continues, ` +
    'but will be lost if this tab closes. You can still export the weights.';
  notices.show('unsaved', 'warning', words);
}
