// How the page says that a worker could not do what it was asked: a notice, and a mark at the
// setting that the fault is about. The mark goes with the notice, or when the setting is changed.

import { Crash } from '../shared/rpc.js';

/** @typedef {import('../shared/rpc.js').Fault} Fault */

/**
 * @param {import('../ui/notices.js').Notices} notices
 * @param {import('../settings/controls-view.js').ControlsView} controls
 */
export function reporters(notices, controls) {
  /** The setting marked for each notice. @type {Map<string, string>} */
  const marked = new Map();
  /** @param {string} key of the notice @param {Partial<Fault>} fault */
  const mark = (key, { setting, message = '' }) => {
    const before = marked.get(key);
    if (before) controls.markFault(before, null);
    marked.delete(key);
    if (!setting) return;
    marked.set(key, setting);
    controls.markFault(setting, message);
  };
  notices.onDismiss = (key) => mark(key, {});
  const reporter = (/** @type {'flow' | 'exact'} */ key) => (/** @type {unknown} */ error) => {
    if (error instanceof Crash) return; // told, with what to do
    const fault = /** @type {import('../shared/rpc.js').CallError} */ (error);
    notices.show(key, 'error', fault.message);
    mark(key, fault);
  };
  return {
    flow: reporter('flow'),
    exact: reporter('exact'),
    /** The training session shows its notice itself. @param {Fault} fault */
    training: (fault) => mark('training', fault),
  };
}
