// What a page does that is asked for fused arithmetic where there is none: it says so, and computes in
// portable arithmetic, which its settings then say too.

import { canFuse } from './fused-probe.js';

/** @typedef {import('../ui/notices.js').Notices} Notices */

const WORDS =
  'These settings ask for fused arithmetic, which this browser doesn’t have on this computer. ' +
  'Portable arithmetic is used instead: everything works, but numbers differ in their last digits.';

/**
 * Settings as they can be had here.
 * @template {{ arithmetic: string }} T
 * @param {T} settings
 * @param {Notices} notices
 * @returns {T}
 */
export function portableInstead(settings, notices) {
  if (settings.arithmetic !== 'fused' || canFuse()) return settings;
  notices.show('arithmetic', 'warning', WORDS);
  return { ...settings, arithmetic: 'portable' };
}
