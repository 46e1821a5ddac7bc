// Bundles the page: each script that a page or a worker starts with becomes one file with all that
// it imports, and so does the style sheet of each page. A hundred small files would be a hundred
// requests, one after the other where one imports the next. Names and places stay, so addresses in
// pages and scripts hold; the core stays apart, since all workers load it. Source maps show
// browsers' developer tools the source as it is, comments and all.
//
// What the lab asks for by import(), at its first use, becomes a file of its own beside main.js, and
// so does what that file and main.js share. Their names hold a sum of what is in them, so that a page
// never goes on with a part of another build; the service worker keeps them like all other files.
//
//   node tools/bundle.mjs dist

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { FLOOR } from '../www/ui/browser-support.js';

const SOURCE = fileURLToPath(new URL('../', import.meta.url));
const PAGES = ['index.html', 'bench.html'];
const SHEETS = ['www/main.css', 'www/bench/bench.css'];
/** What scripts and style sheets have in common. */
const COMMON = {
  absWorkingDir: SOURCE,
  bundle: true,
  minify: true,
  target: [
    'es2022',
    ...Object.entries(FLOOR).map(([name, version]) => `${name}${version}`.toLowerCase()),
  ],
  logLevel: /** @type {const} */ ('warning'),
};

/** Stands for the name of the build, which it is given when all of it is there (precache.mjs). */
export const UNNAMED = '@build@';
/** What wasm-bindgen makes beside the core. */
const CORE = 'www/pkg/nano_diffusion.js';
/** The script of the lab: the one that leaves parts for later. */
const LAB = 'www/main.js';
/** The scripts that something else starts with. */
const others = () => [
  'www/bench.js',
  ...readdirSync(join(SOURCE, 'www'))
    .filter((name) => /^worker-.*\.js$/.test(name))
    .map((name) => `www/${name}`),
];

/**
 * @param {string} dir where the site is built
 * @param {Record<string, (text: string) => string>} [edits] for tests: sources, as 'www/training/watchdog.js',
 * and what is to become of them; nothing is written then
 * @returns {Promise<{ scripts: Map<string, string>, needed: string[] }>} scripts: with edits, their
 * texts by their paths; needed: the files that the lab's script imports at once
 */
export async function bundleScripts(dir, edits) {
  const options = {
    ...COMMON,
    format: /** @type {const} */ ('esm'),
    external: ['./pkg/*'],
    sourcemap: !edits,
    outdir: join(dir, 'www'),
    outbase: join(SOURCE, 'www'),
    metafile: /** @type {const} */ (true),
    write: !edits,
    plugins: edits ? [editing(edits)] : [],
    // Scripts for tests go with a page of any build.
    define: { 'globalThis.BUILD': edits ? 'undefined' : JSON.stringify(UNNAMED) },
  };
  const [lab, rest] = await Promise.all([
    // In one folder, where all addresses are right (www/urls.js).
    build({ ...options, entryPoints: [LAB], splitting: true, chunkNames: '[name]-[hash]' }),
    build({ ...options, entryPoints: others() }),
  ]);
  const files = [...(lab.outputFiles ?? []), ...(rest.outputFiles ?? [])];
  const main = Object.values(lab.metafile.outputs).find(({ entryPoint }) => entryPoint === LAB);
  return {
    scripts: new Map(files.map(({ path, text }) => [relative(dir, path), text])),
    needed: (main?.imports ?? [])
      .filter(({ kind }) => kind === 'import-statement')
      .map(({ path }) => `www/${basename(path)}`),
  };
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

/** In a page's source: the script that stands within the page. */
const START = '<script src="./www/start.js"></script>';

/** The script that watches a page start: no file of its own, which could be missing like the others. */
async function startScript() {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: ['www/start.js'],
    format: 'iife',
    // It is to be read by browsers that can't read the rest.
    target: 'es2015',
    write: false,
  });
  return outputFiles[0].text.trim();
}

/**
 * A page as it is built: with its first script within it, which the policy knows by its sum; asking
 * for the files that its script needs together with the script, not after it; and with the name of
 * the build.
 * @param {string} html @param {string} start @param {string[]} needed
 */
export function pageOf(html, start, needed) {
  if (!html.includes(START)) throw new Error('a page has no place for the script that starts it');
  if (start.includes('</script')) throw new Error('the script that starts a page would end early');
  const sum = createHash('sha256').update(start).digest('base64');
  const line = `<link rel="modulepreload" href="./${LAB}" />`;
  const more = needed.map((file) => `\n    ${line.replace(LAB, file)}`).join('');
  return html
    .replace(line, line + more)
    .replace(/(<html [^>]*)>/, `$1 data-build="${UNNAMED}">`)
    .replace("script-src 'self'", `script-src 'self' 'sha256-${sum}'`)
    .replace(START, () => `<script>${start}</script>`);
}

/**
 * A page without its comments and indentation, and without the slash of elements that have no content. Where a
 * line ended there is still a space, so that no two words run together, except in the head, which is not
 * shown; scripts and what is shown as it is written stay.
 * @param {string} html
 */
export function lean(html) {
  const squeeze = (/** @type {string} */ part) =>
    part
      .replace(/<!--[^]*?-->/g, '')
      .replace(/\s+/g, ' ')
      .replace(/(<(?:input|link|meta) [^>]*?) ?\/>/g, '$1>')
      .replace(/ (?=<(?:link|meta|title|\/?head|\/?body)\b)/g, '');
  return html
    .split(/(<(script|pre|textarea)\b[^]*?<\/\2>)/)
    .filter((_, i) => i % 3 !== 2)
    .map((part, i) => (i % 2 ? part : squeeze(part)))
    .join('');
}

/** @param {string} dir where the site is built */
export async function bundle(dir) {
  const { needed } = await bundleScripts(dir);
  await build({
    ...COMMON,
    entryPoints: SHEETS,
    outdir: join(dir, 'www'),
    outbase: join(SOURCE, 'www'),
    footer: { css: `:root{--build:${UNNAMED}}` },
  });
  // The core's own script stays a file of its own, as it is but for its names and spaces.
  await build({
    ...COMMON,
    bundle: false,
    format: 'esm',
    entryPoints: [CORE],
    outfile: join(dir, CORE),
    allowOverwrite: true,
  });
  const start = await startScript();
  for (const page of PAGES) {
    const html = readFileSync(join(SOURCE, page), 'utf8');
    writeFileSync(join(dir, page), lean(pageOf(html, start, page === 'index.html' ? needed : [])));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundle(join(process.cwd(), process.argv[2] ?? 'dist'));
}
