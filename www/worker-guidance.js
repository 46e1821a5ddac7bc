// Entry of a worker: bundles lie beside one another, so its address is this folder's.

import './workers/explorations/guidance.js';
