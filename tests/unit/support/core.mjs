// The real core for unit tests: the module that the page loads, run in Node.

import { readFileSync } from 'node:fs';
import * as core from '../../../www/pkg/nano_diffusion.js';

const bytes = readFileSync(new URL('../../../www/pkg/nano_diffusion_bg.wasm', import.meta.url));
core.initSync({ module: bytes });

export { core };
