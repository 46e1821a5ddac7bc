// Bundles the page: each script that a page or a worker starts with becomes one file with all that
// it imports, and so does the style sheet of each page. A hundred small files would be a hundred
// requests, one after the other where one imports the next. Names and places stay, so addresses in
// pages and scripts hold; the core stays apart, since all workers load it. Source maps show
// browsers' developer tools the source as it is, comments and all.
//
//   node tools/bundle.mjs dist

import { copyFileSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const SOURCE = fileURLToPath(new URL('../', import.meta.url));
const PAGES = ['index.html', 'bench.html'];
const SHEETS = ['www/main.css', 'www/bench/bench.css'];
/** What scripts and style sheets have in common. */
const COMMON = /** @type {const} */ ({
  absWorkingDir: SOURCE,
  bundle: true,
  minify: true,
  target: 'es2022',
  logLevel: 'warning',
});

/** The scripts that something starts with. */
const entries = () => [
  'www/main.js',
  'www/bench.js',
  ...readdirSync(join(SOURCE, 'www'))
    .filter((name) => /^worker-.*\.js$/.test(name))
    .map((name) => `www/${name}`),
];

/**
 * @param {string} dir where the site is built
 * @param {Record<string, (text: string) => string>} [edits] for tests: sources, as 'www/training/watchdog.js',
 * and what is to become of them; nothing is written then
 * @returns {Promise<Map<string, string>>} with edits: the scripts, by their paths
 */
export async function bundleScripts(dir, edits) {
  const { outputFiles = [] } = await build({
    ...COMMON,
    entryPoints: entries(),
    format: 'esm',
    external: ['./pkg/*'],
    sourcemap: !edits,
    outdir: join(dir, 'www'),
    outbase: join(SOURCE, 'www'),
    write: !edits,
    plugins: edits ? [editing(edits)] : [],
  });
  return new Map(outputFiles.map(({ path, text }) => [relative(dir, path), text]));
}

/** @param {Record<string, (text: string) => string>} edits @returns {import('esbuild').Plugin} */
const editing = (edits) => ({
  name: 'edits',
  setup(build) {
    build.onLoad({ filter: /\.js$/ }, ({ path }) => {
      const edit = edits[relative(SOURCE, path)];
      return edit && { contents: edit(readFileSync(path, 'utf8')), loader: 'js' };
    });
  },
});

/** @param {string} dir where the site is built */
export async function bundle(dir) {
  await bundleScripts(dir);
  await build({
    ...COMMON,
    entryPoints: SHEETS,
    outdir: join(dir, 'www'),
    outbase: join(SOURCE, 'www'),
  });
  for (const page of PAGES) copyFileSync(join(SOURCE, page), join(dir, page));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundle(join(process.cwd(), process.argv[2] ?? 'dist'));
}
