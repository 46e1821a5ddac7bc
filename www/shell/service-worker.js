// Keeps one whole build of the page for use without a network. In the built site this file opens
// with `self.BUILD`: a version and the SHA-256 of every file (tools/precache.mjs writes it).
//
// One page is always of one build. A new build is fetched whole, each file held against its sum,
// before any of it is used; it waits until no page of the old one is open, or until the visitor
// asks for it, and then every page of the site is loaded anew.

/** @typedef {{ version: string, files: Record<string, string> }} Build */
const worker = /** @type {any} */ (self);
/** @type {Build} */
const { version, files } = worker.BUILD ?? { version: 'none', files: {} };

// Other sites may share the origin, as on GitHub Pages: the name tells ours from theirs.
const OURS = `nano-diffusion ${worker.registration.scope} `;
const CACHE = OURS + version;

/** The address of a file of the site. @param {string} path */
const addressOf = (path) => new URL(path, worker.registration.scope).href;

/** Fetches a file as the server has it now, and makes sure that it is of this build. @param {string} path */
async function fetchFile(path) {
  const response = await fetch(addressOf(path), { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${path} answers ${response.status}`);
  const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
  const sum = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  if (sum.join('') !== files[path]) throw new Error(`${path} is of another build`);
  return response;
}

async function install() {
  // All or nothing: a build that is half published fails here, and is tried again later.
  const responses = await Promise.all(
    Object.keys(files).map(async (path) => /** @type {const} */ ([path, await fetchFile(path)])),
  );
  const cache = await caches.open(CACHE);
  await Promise.all(responses.map(([path, response]) => cache.put(addressOf(path), response)));
}

async function dropOldBuilds() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The file that an address of ours means, or null. @param {string} address */
function pathOf(address) {
  const { href } = new URL(address);
  const bare = href.replace(/[?#].*$/, '');
  if (!bare.startsWith(worker.registration.scope)) return null;
  const path = decodeURIComponent(bare.slice(worker.registration.scope.length)) || 'index.html';
  return path in files ? path : null;
}

/** @param {string} path @param {Request} request */
async function answer(path, request) {
  const cache = await caches.open(CACHE);
  // A browser short of room may have dropped it; the network is then better than nothing.
  return (await cache.match(addressOf(path))) ?? fetch(request);
}

worker.addEventListener('install', (/** @type {any} */ event) => event.waitUntil(install()));
worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(dropOldBuilds()));
worker.addEventListener('message', (/** @type {any} */ event) => {
  if (event.data === 'take over') worker.skipWaiting();
});
worker.addEventListener('fetch', (/** @type {any} */ event) => {
  if (event.request.method !== 'GET') return;
  const path = pathOf(event.request.url);
  if (path) event.respondWith(answer(path, event.request));
});
