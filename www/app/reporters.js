// How the page says that a worker could not do what it was asked.

import { Crash } from '../shared/rpc.js';

/**
 * @param {import('../ui/notices.js').Notices} notices
 * @param {(fault: import('../shared/rpc.js').Fault) => void} markFault marks the setting that it is about
 */
export function reporters(notices, markFault) {
  const reporter = (/** @type {'flow' | 'exact'} */ key) => (/** @type {unknown} */ error) => {
    if (error instanceof Crash) return; // told, with what to do
    const fault = /** @type {import('../shared/rpc.js').CallError} */ (error);
    notices.show(key, 'error', fault.message);
    markFault(fault);
  };
  return { flow: reporter('flow'), exact: reporter('exact') };
}
