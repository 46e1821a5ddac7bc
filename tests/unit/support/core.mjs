// The real core for unit tests: the whole one, that explorations load, run in Node.

import { readFileSync } from 'node:fs';
import * as core from '../../../www/pkg/nano_diffusion.js';

const bytes = readFileSync(new URL('../../../www/pkg/nano_diffusion_whole.wasm', import.meta.url));
core.initSync({ module: bytes });

export { core };
