// Watches the page start, and says what is missing where it can't: scripts that are blocked, cut
// short or served as something else, a copy on the disk, a browser that is too old. It hears of each
// at once; what gives no sign is told of after four seconds. The words stand in #start-help, which
// the style sheet shows by itself should even this script be kept from running.
//
// It is one small script within the page, and knows no more of the lab than that `data-starting`
// goes from the body when it is up.

import { missingCapability } from '../ui/browser-support.js';
import { wordsOf } from './start-words.js';

/** @typedef {import('./start-words.js').Fault} Fault */

/** When a page that is not up, and gave no sign, is told of (milliseconds). */
const PATIENCE = 4000;

const root = document.documentElement;
/** What went wrong so far; the first counts. @type {Fault | null} */
let fault = null;
let up = false;
/** Whether the whole of the page is there to be written to. */
let watched = false;

/** The page's script and those that it needs at once. */
const scripts = () =>
  Array.from(
    document.querySelectorAll('script[type="module"], link[rel="modulepreload"]'),
    (each) => each.getAttribute('src') || each.getAttribute('href') || '',
  );

/** @param {Fault} found */
function notice(found) {
  // A page without its style sheet may still be up; a script's fault says more.
  if (up || (fault && fault.kind !== 'style' && fault.kind !== 'late')) return;
  fault = found;
  if (watched) tell();
}

function tell() {
  const place = document.getElementById('start-help');
  if (!place || !fault) return;
  const { text, link } = wordsOf(fault, location, window.origin);
  place.textContent = '';
  const words = document.createElement('p');
  words.textContent = text;
  if (link) {
    const way = document.createElement('a');
    way.href = link.href;
    way.target = link.target || '';
    way.textContent = link.text;
    words.appendChild(document.createTextNode(' '));
    words.appendChild(way);
  }
  place.appendChild(words);
  place.hidden = false;
  place.className += ' told';
  // Half a page that does nothing is worse than none. One that is late may still come.
  if (fault.kind !== 'late' && fault.kind !== 'style') show(false);
}

/** What would do nothing. */
const DEAD = 'main, footer, header button, header details, header label, header select';
/** @type {HTMLElement[]} */
let away = [];

/** @param {boolean} shown the page itself */
function show(shown) {
  if (!shown) {
    away = Array.from(
      /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(DEAD)),
    ).filter((part) => !part.hidden);
  }
  away.forEach((part) => (part.hidden = !shown));
}

/** Asks how the server answers for the scripts: their error events don't tell. */
function askWhy() {
  const asked = scripts().map((path) =>
    fetch(path, { cache: 'no-cache' }).then(
      ({ status, headers }) => ({ path, status, type: headers.get('content-type') || '' }),
      () => ({ path, status: 0, type: '' }),
    ),
  );
  Promise.all(asked).then((answers) => notice({ kind: 'script', answers }));
}

/** @param {any} event a file that did not load, or a script that failed */
function hear(event) {
  if (up) return;
  const { target } = event;
  if (target === window || !target) {
    // Other scripts may fail too, of extensions for instance: only ours keep the page from starting.
    if (event.filename && event.filename.indexOf(new URL('./', location.href).href) !== 0) return;
    const message = String(event.message || '').replace(/^Uncaught /, '');
    const { name = '' } = event.error || {};
    if (name === 'Told') notice({ kind: 'told', message: event.error.message });
    else
      notice({ kind: /SyntaxError|ReferenceError/.test(message) ? 'damaged' : 'failed', message });
  } else if (target.rel === 'stylesheet') {
    notice({ kind: 'style', path: target.getAttribute('href') });
  } else if (target.tagName === 'SCRIPT') {
    if (location.protocol === 'file:' || window.origin === 'null') notice({ kind: 'apart' });
    else askWhy();
  }
}

/** A script that ran to its end has started the page; one that was cut short has no such end. @param {any} event */
function ended({ target }) {
  if (target.type !== 'module') return;
  setTimeout(() => up || notice({ kind: 'damaged', message: 'it ends early' }));
}

/** @param {PromiseRejectionEvent} event */
const rejected = ({ reason }) =>
  notice({ kind: 'failed', message: String((reason && reason.message) || reason) });

function begun() {
  up = true;
  window.removeEventListener('error', hear, true);
  document.removeEventListener('load', ended, true);
  window.removeEventListener('unhandledrejection', rejected);
  const place = document.getElementById('start-help');
  if (place) place.hidden = !fault || fault.kind !== 'style';
  show(true);
}

function watch() {
  if (watched || document.readyState === 'loading') return;
  watched = true;
  const { body } = document;
  if (fault) tell();
  const isUp = () => !body.hasAttribute('data-starting');
  const observer = new MutationObserver(() => {
    if (!isUp()) return;
    observer.disconnect();
    begun();
  });
  observer.observe(body, { attributes: true, attributeFilter: ['data-starting'] });
  setTimeout(() => {
    if (!up && !fault) notice({ kind: 'late', path: scripts()[0] });
  }, PATIENCE);
}

window.addEventListener('error', hear, true);
document.addEventListener('load', ended, true);
window.addEventListener('unhandledrejection', rejected);
const missing = missingCapability();
// The page's own script need not ask again.
root.setAttribute('data-missing', missing || '');
if (missing) notice({ kind: 'told', message: missing });
// The document's own event of being there waits for the scripts.
document.addEventListener('readystatechange', watch);
