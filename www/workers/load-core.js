// Loads the core of a worker: the one that runs everywhere or, where the page asked for it after a
// probe, the one with fused arithmetic, which can do both. Neither has what explorations alone call
// (tools/unreached.mjs): their workers load the whole one.

import init from '../core.js';
import { fusedCoreUrl, wholeCoreUrl } from '../urls.js';
import { isFused } from '../shared/rpc.js';

export function loadCore() {
  return init(isFused() ? { module_or_path: fusedCoreUrl() } : undefined);
}

export const loadWholeCore = () => init({ module_or_path: wholeCoreUrl() });
