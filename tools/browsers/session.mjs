// A browser that works off tasks, without a driver: it is started with the address of a page that
// asks for them and posts their results back. Whatever its console says meanwhile, or the site does
// not have, is a problem.

import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { ISOLATED } from '../serve.mjs';

/** @typedef {import('./engines.mjs').Engine} Engine */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

/**
 * @typedef {object} SessionOptions
 * @property {Record<string, (text: string) => string | null>} [replace] what a file of the site is
 * to be instead, by its path, at each request; null makes it missing
 * @property {boolean} [isolated] the server sends the headers by which pages may share memory
 * @property {boolean} [still] its visitor wants no motion: without a graphics card, a picture that plays
 * takes a third of a core
 */

/**
 * @typedef {object} TaskOptions
 * @property {number} [patience] milliseconds
 * @property {RegExp} [expected] what the console must say, and the only thing that it may
 */

const TESTS = fileURLToPath(new URL('../../tests', import.meta.url));
/** How long the console may lag behind (milliseconds). */
const LAG = 20_000;

const PAGE = `<!doctype html><meta charset="utf-8" /><title>tasks</title><link rel="icon" href="data:," />
<body style="margin: 0"><script type="module">
  new EventSource('/tasks').onmessage = async ({ data }) => {
    const { id, module, name, argument } = JSON.parse(data);
    let answer;
    try {
      answer = { result: await (await import(module))[name](argument) };
    } catch (error) {
      answer = { error: \`\${error} \${error?.stack ?? ''}\` };
    }
    console.log('end of task ' + id);
    await fetch('/result/' + id, { method: 'POST', body: JSON.stringify(answer) });
  };
</script>`;

/**
 * Starts a browser, with the site in `dir`, built or as its sources, at the root of its server, and
 * this project's tests/ under /tests/.
 * @param {Engine} engine
 * @param {string} dir
 * @param {SessionOptions} [options]
 */
export async function openEngine(engine, dir, options = {}) {
  const session = new Session(engine, dir, options);
  await session.start();
  return session;
}

/**
 * Runs `task` in a fresh browser.
 * @template T, A
 * @param {Engine} engine
 * @param {string} dir
 * @param {(argument: A) => Promise<T>} task self-contained; goes there as text
 * @param {A} argument and result go through JSON
 * @param {SessionOptions & TaskOptions} [options]
 * @returns {Promise<T>}
 */
export async function runInPage(engine, dir, task, argument, options) {
  const session = await openEngine(engine, dir, options);
  try {
    return await session.run(task, argument, options);
  } finally {
    await session.close();
  }
}

class Session {
  #engine;
  #files;
  #tests = sirv(TESTS, { dev: true, etag: false });
  #dir;
  #replace;
  #headers;
  #flags;
  #server = createServer((request, response) => void this.#serve(request, response));
  #profile;
  /** @type {import('node:child_process').ChildProcess | null} */
  #browser = null;
  /** @type {import('node:child_process').ChildProcess | null} */
  #screen = null;
  #display = '';
  /** What the browser printed and was not yet looked at. */
  #output = '';
  /** Texts of tasks that came as functions. @type {string[]} */
  #texts = [];
  /** Where the page hears of tasks. @type {Promise<ServerResponse>} */
  #line = new Promise(() => {});
  /** @type {(line: ServerResponse) => void} */
  #connect = () => {};
  #answer = (/** @type {any} */ _) => {};
  /** The end of the browser, or of its page's process. @type {Promise<{ error: string, crash?: boolean }>} */
  #over = new Promise(() => {});
  #id = 0;
  /** @type {string[]} */
  #missing = [];

  /** @param {Engine} engine @param {string} dir @param {SessionOptions} options */
  constructor(engine, dir, { replace = {}, isolated = false, still = false }) {
    if (!engine.program) throw new Error(`${engine.name} is not installed`);
    this.#engine = engine;
    this.#dir = dir;
    this.#replace = replace;
    this.#headers = isolated ? ISOLATED : {};
    this.#files = sirv(dir, { dev: true, etag: false });
    const parent = engine.profiles ?? tmpdir();
    mkdirSync(parent, { recursive: true });
    this.#profile = mkdtempSync(join(parent, 'engine-'));
    this.#configure('user.js', engine.settings);
    this.#flags = still && engine.still.flag ? [engine.still.flag] : [];
    if (still) this.#configure(engine.still.file, engine.still.text);
  }

  /** Adds to a file of the profile. @param {string} [name] @param {string} [text] */
  #configure(name, text) {
    if (!name || !text) return;
    const path = join(this.#profile, name);
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, text);
  }

  async start() {
    if (!this.#server.listening) {
      await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(undefined)));
      if (this.#engine.screen) await this.#startScreen(this.#engine.screen);
    }
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
    this.#line = new Promise((resolve) => (this.#connect = resolve));
    const home = this.#profile;
    // A group of its own, to end its processes together. WebKit has no profile but these folders.
    const browser = spawn(
      /** @type {string} */ (this.#engine.program),
      [...this.#flags, ...this.#engine.args(`http://127.0.0.1:${port}/`, this.#profile)],
      {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          ...(this.#display && {
            ...{ DISPLAY: this.#display, GDK_BACKEND: 'x11' },
            ...{ XDG_DATA_HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home },
          }),
        },
      },
    );
    this.#browser = browser;
    const ended = new Promise((resolve) => {
      browser.once('error', ({ message }) => resolve({ error: message }));
      browser.once('exit', async (code, signal) => {
        // Its last words may still be on their way; processes of its own may keep the line open.
        await Promise.race([
          new Promise((closed) => browser.once('close', closed)),
          new Promise((later) => setTimeout(later, 500)),
        ]);
        const last = this.#output.trim().split('\n').slice(-5).join('\n');
        resolve({ error: `it ended (${code ?? signal})\n${last}` });
      });
    });
    const crashed = new Promise((resolve) => {
      for (const stream of [browser.stdout, browser.stderr]) {
        stream?.setEncoding('utf8').on('data', (text) => {
          this.#output += text;
          if (this.#engine.crashed?.test(this.#output)) {
            resolve({ error: 'the process of its page crashed', crash: true });
          }
        });
      }
    });
    this.#over = Promise.race([ended, crashed]);
  }

  /** @param {string} program Xvfb; it says on descriptor 3 which number it took */
  async #startScreen(program) {
    // Without a client, as between two starts of the browser, it would begin anew.
    const args = [
      '-noreset',
      '-displayfd',
      '3',
      '-screen',
      '0',
      '1400x1100x24',
      '-nolisten',
      'tcp',
    ];
    const screen = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    this.#screen = screen;
    this.#display = await new Promise((resolve, reject) => {
      let text = '';
      screen.once('error', reject);
      screen.once('exit', () => reject(new Error('Xvfb did not start')));
      screen.stdio[3]?.on('data', (part) => {
        text += part;
        if (text.endsWith('\n')) resolve(`:${text.trim()}`);
      });
    });
  }

  /** @param {import('node:http').IncomingMessage} request @param {ServerResponse} response */
  async #serve(request, response) {
    const [path] = (request.url ?? '').split('?');
    for (const [name, value] of Object.entries(this.#headers)) response.setHeader(name, value);
    const script = { 'content-type': 'text/javascript' };
    if (path === '/') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    } else if (path === '/tasks') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      this.#connect(response);
    } else if (path.startsWith('/texts/')) {
      const text = this.#texts[Number(path.slice('/texts/'.length))];
      response.writeHead(200, script).end(`export const task = ${text};`);
    } else if (path.startsWith('/result/')) {
      let body = '';
      for await (const part of request) body += part;
      response.writeHead(204).end();
      if (path === `/result/${this.#id}`) this.#answer(JSON.parse(body));
    } else if (this.#replace[path]) {
      const text = this.#replace[path](readFileSync(join(this.#dir, path), 'utf8'));
      if (text === null) response.writeHead(404).end();
      else response.writeHead(200, script).end(text);
    } else {
      const tests = path.startsWith('/tests/');
      if (tests) request.url = path.slice('/tests'.length);
      (tests ? this.#tests : this.#files)(request, response, () => {
        this.#missing.push(path);
        response.writeHead(404).end();
      });
    }
  }

  /**
   * @template T, A
   * @param {(argument: A) => Promise<T>} task self-contained; goes there as text
   * @param {A} argument and result go through JSON
   * @param {TaskOptions} [options]
   * @returns {Promise<T>}
   */
  run(task, argument, options) {
    const number = this.#texts.push(String(task)) - 1;
    return this.call(`/texts/${number}`, 'task', argument, options);
  }

  /**
   * Calls a function of a module in the page; once more, if the engine itself crashed.
   * @param {string} module its address: '/tests/…' or of the site
   * @param {string} name
   * @param {unknown} argument
   * @param {TaskOptions} [options]
   * @returns {Promise<any>}
   */
  async call(module, name, argument, options = {}) {
    const given = await this.#attempt(module, name, argument, options);
    if (!given.crash) return given.result;
    // An assertion of the engine's own, of which a page can do nothing. Told, and not for ever.
    console.log(`# ${given.error}: ${name} once more`);
    await this.#restart();
    const again = await this.#attempt(module, name, argument, options);
    if (again.crash) throw new Error(`${again.error}, twice`);
    return again.result;
  }

  /**
   * @param {string} module
   * @param {string} name
   * @param {unknown} argument
   * @param {TaskOptions} options
   * @returns {Promise<{ result?: any, crash?: boolean, error?: string }>}
   */
  async #attempt(module, name, argument, { patience = 120_000, expected }) {
    const id = ++this.#id;
    const answered = new Promise((resolve) => (this.#answer = resolve));
    const late = () => this.#answer({ error: `no answer in ${patience} ms` });
    const timer = setTimeout(late, patience);
    const text = JSON.stringify({ id, module, name, argument });
    void this.#line.then((line) => line.write(`data: ${text}\n\n`));
    const { result, error, crash } = await Promise.race([answered, this.#over]);
    clearTimeout(timer);
    const where = this.#engine.name;
    if (crash) return { crash, error: `${where}: ${error}` };
    if (error) throw new Error(`${where}: ${error}\n${this.#take().join('\n')}`);
    const problems = await this.#until(`end of task ${id}`);
    const unexpected = problems.filter((words) => !expected?.test(words));
    if (unexpected.length > 0) throw new Error(`${where} said:\n${unexpected.join('\n')}`);
    if (expected && problems.length === 0) throw new Error(`${where} did not say ${expected}`);
    return { result };
  }

  /** Problems up to a mark in the console. @param {string} mark */
  async #until(mark) {
    for (const end = Date.now() + LAG; !this.#output.includes(mark);) {
      if (Date.now() > end) throw new Error(`${this.#engine.name}: its console is not heard`);
      await new Promise((next) => setTimeout(next, 20));
    }
    return this.#take();
  }

  /** Problems so far; from here on, only new ones count. */
  #take() {
    const lines = this.#output.split('\n');
    // The last may not be whole.
    this.#output = lines.pop() ?? '';
    const said = lines.flatMap((line) => this.#engine.said.exec(line)?.[1] ?? []);
    const missing = this.#missing.splice(0).map((path) => `there is no ${path}`);
    return [...said.filter((words) => !/end of task \d+/.test(words)), ...missing];
  }

  /** A new browser after a crash; what is on disk stays. */
  async #restart() {
    await this.kill();
    this.#output = '';
    this.#missing = [];
    await this.start();
  }

  /** Ends the browser at once, as a crash does. */
  async kill() {
    const browser = this.#browser;
    this.#browser = null;
    if (!browser?.pid || browser.exitCode !== null || browser.signalCode !== null) return;
    const ended = new Promise((resolve) => browser.once('exit', resolve));
    process.kill(-browser.pid, 'SIGKILL');
    await ended;
  }

  async close() {
    await this.kill();
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#screen && this.#screen.exitCode === null) {
      const ended = new Promise((resolve) => this.#screen?.once('exit', resolve));
      // Asked nicely it takes its lock file away.
      this.#screen.kill();
      await ended;
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
