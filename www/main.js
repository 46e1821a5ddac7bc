// Entry of index.html, the lab.

// First: nothing runs on files of two builds.
import './shell/one-build.js';
import './app/app.js';
