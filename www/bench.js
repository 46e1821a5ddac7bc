// Entry of bench.html, the page that measures.

// First: nothing runs on files of two builds.
import './shell/one-build.js';
import './bench/page.js';
