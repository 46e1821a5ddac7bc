// One server that plays many static hosts, each under a path of its own: what a host does to the site
// is in behaviours.mjs.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { BAD, GOOD, SPECIAL } from './behaviours.mjs';

/** @typedef {import('./behaviours.mjs').Answer} Answer */

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** @param {string} dir @param {string} path @returns {Answer} */
function answerOf(dir, path) {
  const file = join(dir, normalize(`/${path || 'index.html'}`));
  if (!existsSync(file) || !statSync(file).isFile()) {
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: Buffer.from('none') };
  }
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  return { status: 200, headers: { 'content-type': type }, body: readFileSync(file) };
}

/**
 * @param {string} dir the site
 * @returns {Promise<{ url: (host: string) => string, show: (dir: string) => void, asked: string[], close: () => Promise<void> }>}
 * url: a host's address of the site's folder; show: publishes another build; asked: the paths that
 * were asked for
 */
export async function playHosts(dir) {
  const bad = Object.entries(BAD).map(([name, [behaviour]]) => [name, behaviour]);
  const hosts = { ...GOOD, ...Object.fromEntries(bad), ...SPECIAL };
  let shown = dir;
  /** @type {string[]} */
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://any');
    asked.push(pathname);
    const [, host, rest] = /^\/([\w-]+)(?:\/(.*))?$/.exec(decodeURIComponent(pathname)) ?? [];
    const site = {
      base: `/${host}/`,
      plain: (/** @type {string} */ path) => answerOf(shown, path),
    };
    const { status, headers, body } = hosts[host]?.(rest ?? null, site) ?? answerOf(dir, 'none');
    response.writeHead(status, headers).end(body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: (host) => `http://127.0.0.1:${port}/${host}/`,
    show: (other) => void (shown = other),
    asked,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
