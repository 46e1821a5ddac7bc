// Runs a function in a page of whatever browsers there are, without a driver: the browser is
// started with the address of a page that computes and posts its result back. Firefox and WebKit
// are not needed to develop this, so they are used where they are installed.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sirv from 'sirv';

/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {string | null} program null where it is not installed
 * @property {(url: string, profile: string) => string[]} args
 */

const have = (/** @type {string} */ name) =>
  spawnSync('which', [name], { encoding: 'utf8' }).stdout?.trim() || null;
const first = (/** @type {(string | null | undefined)[]} */ paths) =>
  paths.find((path) => path && existsSync(path)) ?? null;

/** @returns {Engine[]} */
export function engines() {
  const root = process.getuid?.() === 0;
  const webkit = first([
    process.env.MINIBROWSER,
    ...['x86_64', 'aarch64'].flatMap((cpu) =>
      ['4.1', '4.0', '6.0'].map((v) => `/usr/lib/${cpu}-linux-gnu/webkit2gtk-${v}/MiniBrowser`),
    ),
  ]);
  return [
    {
      name: 'Chromium',
      program: first([
        process.env.CHROMIUM,
        process.env.CHROME,
        '/usr/bin/chromium',
        '/usr/bin/chromium-browser',
        '/usr/bin/google-chrome',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      ]),
      args: (url, profile) => [
        ...(root ? ['--no-sandbox'] : []),
        ...['--headless=new', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
        `--user-data-dir=${profile}`,
        url,
      ],
    },
    {
      name: 'Firefox',
      program: first([process.env.FIREFOX, have('firefox-esr'), have('firefox')]),
      args: (url, profile) => ['--headless', '--no-remote', '--profile', profile, url],
    },
    {
      name: 'WebKit',
      // It has no headless mode of its own.
      program: webkit && have('xvfb-run'),
      args: (url) => ['-a', webkit ?? '', url],
    },
  ];
}

/**
 * Opens a page of the site in `dir` in a fresh browser and runs `task` there.
 * @template T, A
 * @param {Engine} engine
 * @param {string} dir the site, built or as its sources; modules are imported from its root
 * @param {(argument: A) => Promise<T>} task self-contained; goes there as text
 * @param {A} argument and result go through JSON
 * @param {object} [options]
 * @param {number} [options.patience] milliseconds
 * @param {Record<string, (text: string) => string | null>} [options.replace] what a file of the
 * site is to be instead, by its path, at each request; null makes it missing
 * @returns {Promise<T>}
 */
export async function runInPage(engine, dir, task, argument, options = {}) {
  const { patience = 120_000, replace = {} } = options;
  if (!engine.program) throw new Error(`${engine.name} is not installed`);
  const page = `<!doctype html><meta charset="utf-8" /><title>task</title><script type="module">
    const done = (value) => fetch('/result', { method: 'POST', body: JSON.stringify(value) });
    (${task})(${JSON.stringify(argument)}).then(
      (result) => done({ result }), (error) => done({ error: \`\${error} \${error?.stack ?? ""}\` }));
  </script>`;
  const files = sirv(dir, { dev: true, etag: false });
  /** @type {(value: any) => void} */
  let answer = () => {};
  const answered = new Promise((resolve) => (answer = resolve));
  const server = createServer(async (request, response) => {
    const replaced = replace[request.url ?? ''];
    if (replaced) {
      const text = replaced(readFileSync(join(dir, request.url ?? ''), 'utf8'));
      const type = { 'content-type': 'text/javascript' };
      if (text === null) response.writeHead(404).end();
      else response.writeHead(200, type).end(text);
    } else if (request.url === '/task') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    } else if (request.url === '/result') {
      let body = '';
      for await (const part of request) body += part;
      response.writeHead(204).end();
      answer(JSON.parse(body));
    } else {
      files(request, response, () => void response.writeHead(404).end());
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const profile = mkdtempSync(join(tmpdir(), 'engine-'));
  // A group of its own, to end its processes together.
  const browser = spawn(engine.program, engine.args(`http://127.0.0.1:${port}/task`, profile), {
    detached: true,
    stdio: 'ignore',
  });
  browser.once('error', (error) => answer({ error: error.message }));
  const timer = setTimeout(() => answer({ error: `no answer in ${patience} ms` }), patience);
  try {
    const { result, error } = await answered;
    if (error) throw new Error(`${engine.name}: ${error}`);
    return result;
  } finally {
    clearTimeout(timer);
    server.close();
    server.closeAllConnections();
    const ended = new Promise((resolve) => browser.once('exit', resolve));
    if (browser.pid && browser.exitCode === null) {
      process.kill(-browser.pid, 'SIGKILL');
      await ended;
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
