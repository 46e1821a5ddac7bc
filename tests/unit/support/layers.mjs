// The rules of www/'s folders, and the imports they are held against: those of the bundler, so
// that what is judged is what is loaded. Types may come from anywhere.

import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** From the ground up. A folder imports itself and those of lower floors, none of its own floor. */
export const FLOORS = [
  ['shared'],
  ['pool', 'ui'],
  ['plots'],
  ['settings', 'arithmetic'],
  ['reading'],
  [
    'sampling',
    'training',
    'exact',
    'runs',
    'points',
    'files',
    'lessons',
    'figure',
    'bench',
    'posterior',
    'memorise',
    'guidance',
    'paths',
  ],
  ['exercises'],
  ['shell'],
  ['app'],
];
/** Beside the floors: run by themselves, import `shared` alone, and are imported by entries alone. Those of
 * explorations also import what the others share. */
const WORKERS = 'workers';
const EXPLORING = 'workers/explorations';
const isWorkers = (/** @type {string} */ folder) => folder === WORKERS || folder === EXPLORING;
/** What stands at the root: the scripts that something starts with, and the two adapters. */
const ENTRY = /^www\/(main|bench|start|worker-[a-z]+)\.js$/;
const [CORE, ADDRESSES] = ['www/core.js', 'www/urls.js'];
/** What draws is given numbers; it asks no worker. */
const DRAWS =
  /(-chart|-canvas|-view|-maps|-table|\/histograms|\/trails|\/score-field|\/film-strip|\/colormap)\.js$/;
/** What is known of settings, runs and trajectories, whoever shows it. */
const STATE =
  /\/(app-state|schema|config|url-hash|run-store|run-series|trajectory|playback|draft|loss-series)\.js$/;
const MESSAGES = 'www/shared/rpc.js';
/** Read by the build as a text, not bundled. */
const UNBUNDLED = ['www/shell/service-worker.js'];
const MOST = { root: 13, folder: 18, mainLines: 60 };

/** What the build makes need not be here. @type {import('esbuild').Plugin} */
const MADE = {
  name: 'made',
  setup(build) {
    build.onResolve({ filter: /\/(pkg|vendor)\// }, ({ path }) => ({ path, external: true }));
  },
};

/** @typedef {{ imports: Map<string, string[]>, files: string[], mainLines: number }} Tree */

/**
 * @param {string} root the folder that holds www/
 * @returns {Promise<Tree>} imports: each module's, those of pkg as 'pkg'
 */
export async function readTree(root) {
  const files = readdirSync(join(root, 'www'), { recursive: true })
    .map((name) => `www/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.js') && !/^www\/(pkg|vendor)\//.test(name))
    .sort();
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files.filter((name) => ENTRY.test(name)),
    bundle: true,
    format: 'esm',
    plugins: [MADE],
    metafile: true,
    write: false,
    outdir: 'none',
    logLevel: 'silent',
  });
  const imports = new Map(
    Object.entries(metafile.inputs).map(([path, input]) => [
      path,
      input.imports
        .map((one) => (one.path.includes('pkg/') ? 'pkg' : one.path))
        .filter((one) => one === 'pkg' || one.startsWith('www/')),
    ]),
  );
  const mainLines = readFileSync(join(root, 'www/main.js'), 'utf8').trimEnd().split('\n').length;
  return { imports, files, mainLines };
}

/** @param {string} path @returns {string} '' at the root */
const folderOf = (path) => path.split('/').slice(1, -1).join('/');
const floorOf = (/** @type {string} */ folder) => FLOORS.findIndex((one) => one.includes(folder));

/**
 * What is wrong with an import, or nothing.
 * @param {string} from @param {string} to
 */
function wrong(from, to) {
  if (to === 'pkg') return from === CORE ? undefined : 'only core.js imports pkg';
  if (to === CORE || to === ADDRESSES) return undefined;
  const [a, b] = [folderOf(from), folderOf(to)];
  if (b === '') return 'nothing imports an entry';
  if (a === '') return ENTRY.test(from) ? undefined : 'an adapter imports no folder';
  if (a === b) return undefined;
  if (a === EXPLORING && b === WORKERS) return undefined;
  if (isWorkers(a)) return b === 'shared' ? undefined : 'workers import shared alone';
  if (isWorkers(b)) return 'the page asks workers, it does not import them';
  if (floorOf(b) === floorOf(a)) return 'folders of one floor do not import each other';
  return floorOf(b) < floorOf(a) ? undefined : 'imports go downwards';
}

/**
 * @param {Tree['imports']} imports @param {string} from
 * @returns {string[][]} the shortest way to each module that it reaches
 */
function ways(imports, from) {
  const found = [[from]];
  const seen = new Set(found[0]);
  for (const way of found) {
    for (const next of imports.get(way[way.length - 1]) ?? []) {
      if (!seen.has(next)) found.push([...way, next]);
      seen.add(next);
    }
  }
  return found.slice(1);
}

/** @param {Tree} tree @returns {string[]} every breach of the rules, in words */
export function faults({ imports, files, mainLines }) {
  /** @type {string[]} */
  const found = [];
  for (const file of files) {
    const folder = folderOf(file);
    if (folder === '') {
      if (!ENTRY.test(file) && file !== CORE && file !== ADDRESSES) {
        found.push(`${file}: at the root are the entries, core.js and urls.js`);
      }
    } else if (!isWorkers(folder) && floorOf(folder) < 0) {
      found.push(`${file}: its folder is on no floor`);
    }
    if (!imports.has(file) && !UNBUNDLED.includes(file)) found.push(`${file}: nothing imports it`);
  }
  for (const folder of new Set(files.map(folderOf))) {
    const count = files.filter((file) => folderOf(file) === folder).length;
    const most = folder ? MOST.folder : MOST.root;
    if (count > most) found.push(`www/${folder}: ${count} modules, ${most} at most`);
  }
  if (mainLines > MOST.mainLines) {
    found.push(`www/main.js: ${mainLines} lines, ${MOST.mainLines} at most`);
  }
  for (const [from, targets] of imports) {
    for (const to of targets) {
      const fault = wrong(from, to);
      if (fault) found.push(`${from} -> ${to}: ${fault}`);
    }
    const reached = ways(imports, from);
    const short = (/** @type {string[]} */ way) => way.map((one) => basename(one)).join(' -> ');
    for (const way of reached) {
      const end = way[way.length - 1];
      if (DRAWS.test(from) && end === MESSAGES) found.push(`${short(way)}: drawing asks no worker`);
      if (STATE.test(from) && (end === MESSAGES || DRAWS.test(end))) {
        found.push(`${short(way)}: state neither draws nor asks`);
      }
      if ((imports.get(end) ?? []).includes(from)) found.push(`${short([...way, from])}: a circle`);
    }
  }
  return found;
}
