// What a visitor is offered when a run fails, or its worker gives no sign of life.

import { formatCount } from '../shared/format.js';

/** @typedef {import('../ui/notices.js').Action} Action */
/** @typedef {import('../ui/notices.js').Notices} Notices */
/** @typedef {import('./training-client.js').Recovery} Recovery */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */

/**
 * The button for a failure.
 * @param {Recovery} recovery
 * @param {object} acts
 * @param {() => void} acts.rollback
 * @param {(id: string) => void} acts.restore
 * @param {(config: Config) => void} acts.startPortable
 * @returns {Action}
 */
export function recoveryAction(recovery, { rollback, restore, startPortable }) {
  if (recovery.kind === 'portable') {
    const run = () => startPortable(recovery.config);
    return { label: 'Start it again in portable arithmetic', run };
  }
  const place = `step ${formatCount(recovery.step)}`;
  return recovery.kind === 'rollback'
    ? {
        label: `Continue from ${place} with learning rate ${recovery.learningRate}`,
        run: rollback,
      }
    : { label: `Continue from ${place}`, run: () => restore(recovery.id) };
}

/**
 * Training gives no sign of life, or does again.
 * @param {Notices} notices
 * @param {number | null} seconds since the last sign; null: there is one
 * @param {() => void} restart from what was kept
 */
export function reportSilence(notices, seconds, restart) {
  notices.dismiss('silent');
  if (seconds === null) return;
  const words =
    `Training hasn’t responded for ${seconds} seconds. It may be busy with a large ` +
    'step, which you can wait for; if its worker hangs, only a restart helps.';
  const action = { label: 'Restart from the saved state', run: restart };
  notices.show('silent', 'warning', words, action);
}
