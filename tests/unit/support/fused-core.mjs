// The core with fused arithmetic, run in Node: null where that has no relaxed SIMD, or does not fuse.

import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

// Older ones have it behind a flag, which newer ones do not know any more.
if (parseInt(process.versions.node) < 22) setFlagsFromString('--experimental-wasm-relaxed-simd');
const { canFuse } = await import('../../../www/arithmetic/fused-probe.js');

const FILE = new URL('../../../www/pkg/nano_diffusion_fused.wasm', import.meta.url);
const SCRIPT = `${new URL('../../../www/pkg/nano_diffusion.js', import.meta.url)}?fused`;
// Another instance of the script than other tests have, with a core of its own.
const core = await import(SCRIPT);
if (canFuse()) core.initSync({ module: readFileSync(FILE) });

/** @type {typeof import('../../../www/pkg/nano_diffusion.js') | null} */
export const fusedCore = canFuse() ? core : null;
