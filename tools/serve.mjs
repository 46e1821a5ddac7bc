// A static server for the built site, on localhost only. It sends no caching headers that would
// keep a stale build alive, and it can mount the site under a sub-path, as GitHub Pages does.
//
//   node tools/serve.mjs [dir] [--port N] [--base /sub/path/] [--isolated]
//
// --isolated sends the headers by which a page may share memory with its workers.

import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import sirv from 'sirv';

/** By these a page is kept apart from all others, and may share memory with its workers. */
export const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * @param {string} dir folder to serve
 * @param {{ port?: number, base?: string, cached?: boolean, isolated?: boolean }} [options] port 0
 * takes any free one; cached: the browser may keep files, if it asks before it uses them; isolated:
 * with the headers of {@link ISOLATED}
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(dir, { port = 0, base = '/', cached = false, isolated = false } = {}) {
  if (!existsSync(join(dir, 'index.html'))) {
    throw new Error(`${dir} holds no index.html: run ./build.sh first`);
  }
  const prefix = `/${base}/`.replace(/\/+/g, '/');
  // `dev` looks files up afresh on every request and, without tags for them, forbids caching.
  const files = sirv(dir, {
    dev: true,
    etag: cached,
    setHeaders(response, path) {
      if (isolated) {
        for (const [name, value] of Object.entries(ISOLATED)) response.setHeader(name, value);
      }
      // A type that sirv does not know; without any, a browser guesses.
      if (path.endsWith('.safetensors')) {
        response.setHeader('content-type', 'application/octet-stream');
      }
    },
  });
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const notFound = () => {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('not found');
    };
    if (`${url}/` === prefix) {
      response.writeHead(302, { location: prefix });
      response.end();
    } else if (url.startsWith(prefix)) {
      request.url = url.slice(prefix.length - 1);
      files(request, response, notFound);
    } else {
      notFound();
    }
  });
  await new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => done(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}${prefix}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/**
 * Serves on `port`, or on the next free one after it.
 * @param {string} dir
 * @param {number} port
 * @param {{ base: string, isolated: boolean }} options
 */
async function serveNear(dir, port, options) {
  for (let candidate = port; ; candidate++) {
    try {
      return await serve(dir, { ...options, port: candidate });
    } catch (error) {
      const taken = /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE';
      if (!taken || candidate >= Math.min(port + 100, 65535)) throw error;
    }
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8080' },
      base: { type: 'string', default: '/' },
      isolated: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}"`);
  }
  const { base, isolated } = values;
  const { url } = await serveNear(resolve(positionals[0] ?? 'dist'), port, { base, isolated });
  console.log(`Serving on ${url} (Ctrl-C stops)`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error) => {
    console.error(`serve: ${error.message}`);
    process.exitCode = 1;
  });
}
