// Stands within each page, as a script of the old kind: there before anything else has arrived, and
// where nothing else arrives at all (tools/bundle.mjs puts it there).

import './shell/start-guard.js';
