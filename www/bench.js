// Entry of bench.html, the page that measures.

import './bench/page.js';
