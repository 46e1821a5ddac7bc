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

/**
 * Fetches a file as the server has it now, and makes sure that it is of this build. A server may
 * take a file for unchanged that is not: then the whole of it is asked for.
 * @param {string} path
 */
async function fetchFile(path) {
  for (const cache of /** @type {const} */ (['no-cache', 'reload'])) {
    const response = await fetch(addressOf(path), { cache });
    if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
    const sum = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
    if (sum.join('') === files[path]) return response;
  }
  throw new Error(`${path} is of another build`);
}

/**
 * What is kept of an answer. Hosts redirect: /index.html to /, bench.html to bench. A browser refuses
 * an answer that was redirected for a page, so this one was not. And what the host says of keeping
 * it is not for this cache, which takes nothing that varies with anything.
 * @param {Response} response
 */
async function plain(response) {
  const headers = new Headers(response.headers);
  for (const name of ['vary', 'content-encoding', 'content-length']) headers.delete(name);
  return new Response(await response.blob(), { headers });
}

async function install() {
  // All or nothing: a build that is half published fails here, and is tried again later.
  const responses = await Promise.all(
    Object.keys(files).map(async (path) => /** @type {const} */ ([path, await fetchFile(path)])),
  );
  const cache = await caches.open(CACHE);
  await Promise.all(
    responses.map(async ([path, response]) => cache.put(addressOf(path), await plain(response))),
  );
}

async function dropOldBuilds() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/**
 * The file that an address of ours means, or null. Hosts leave out the name of the first page, or the
 * ending of any page's.
 * @param {string} address
 */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  const scope = worker.registration.scope;
  if (!(origin + pathname).startsWith(scope)) return null;
  const path = decoded((origin + pathname).slice(scope.length)) || 'index.html';
  return [path, `${path}.html`].find((each) => Object.hasOwn(files, each)) ?? null;
}

/** An address may hold anything. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} path @param {Request} request */
async function answer(path, request) {
  const cache = await caches.open(CACHE);
  // A browser short of room may have dropped it; the network is then better than nothing.
  return isolated((await cache.match(addressOf(path))) ?? (await fetch(request)), request);
}

/**
 * A page whose address asks for it is kept apart from all others, so that its workers may share memory;
 * they need one of the headers too. A page in a frame is left as it is.
 * @param {Response} response
 * @param {Request} request
 */
function isolated(response, { destination, url }) {
  const asked = destination === 'document' && new URL(url).searchParams.has('isolated');
  if (response.status !== 200 || !(asked || destination === 'worker')) return response;
  const headers = new Headers(response.headers);
  headers.set('cross-origin-embedder-policy', 'require-corp');
  if (asked) headers.set('cross-origin-opener-policy', 'same-origin');
  return new Response(response.body, { headers });
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
