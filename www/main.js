// Entry of index.html, the lab.

import './app/app.js';
