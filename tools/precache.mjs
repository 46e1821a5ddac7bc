// Seals a built site: gives the build its name, writes the list of its files, with their sums, into
// its service worker, and makes the addresses of its social preview absolute where SITE_URL says where
// it will be.
//
// The name stands in pages, scripts and style sheets, by which they know what a browser has kept of
// another build (www/shell/one-build.js, www/shared/rpc.js).
//
//   node tools/precache.mjs dist [https://someone.github.io/nano-diffusion/]

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SOURCE = fileURLToPath(new URL('../www/shell/service-worker.js', import.meta.url));
/** What the page itself never loads. */
const LEFT_OUT = ['sw.js', 'www/assets/preview.png', 'www/assets/screenshot.png'];

/** @param {string} dir @returns {string[]} paths of all files, with / between their parts */
function filesIn(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** @param {string | Uint8Array} content */
const sum = (content) => createHash('sha256').update(content).digest('hex');

/**
 * Names the build after what is in it, wherever the name of an earlier sealing stands, or the word
 * that bundle.mjs puts there.
 * @param {string} dir
 */
function nameBuild(dir) {
  const texts = filesIn(dir).filter((path) => /\.(html|js|css)$/.test(path) && path !== 'sw.js');
  const page = readFileSync(join(dir, 'index.html'), 'utf8');
  const old = /<html [^>]*data-build="([^"]+)"/.exec(page)?.[1];
  if (!old) return;
  const all = createHash('sha256');
  for (const path of filesIn(dir)) {
    if (LEFT_OUT.includes(path) || path.endsWith('.map')) continue;
    const content = readFileSync(join(dir, path));
    all.update(path).update(texts.includes(path) ? String(content).replaceAll(old, '') : content);
  }
  const name = all.digest('hex').slice(0, 12);
  for (const path of texts) {
    const text = readFileSync(join(dir, path), 'utf8');
    if (text.includes(old)) writeFileSync(join(dir, path), text.replaceAll(old, name));
  }
}

/**
 * @param {string} dir the site
 * @param {string} [site] where it will be, ending in /
 * @returns {string} the version: a sum over all files
 */
export function seal(dir, site) {
  if (site) {
    const path = join(dir, 'index.html');
    const absolute = new URL(site.endsWith('/') ? site : `${site}/`);
    const html = readFileSync(path, 'utf8').replace(
      /(<meta (?:property|name)="(?:og|twitter):(?:image|url)" content=")\.\/([^"]*)"/g,
      (_, start, rest) => `${start}${new URL(rest, absolute).href}"`,
    );
    writeFileSync(path, html);
  }
  nameBuild(dir);
  const files = Object.fromEntries(
    filesIn(dir)
      .filter((path) => !LEFT_OUT.includes(path) && !path.endsWith('.map'))
      .map((path) => [path, sum(readFileSync(join(dir, path)))]),
  );
  const source = readFileSync(SOURCE, 'utf8');
  const version = sum(JSON.stringify(files) + source).slice(0, 16);
  const build = `self.BUILD = ${JSON.stringify({ version, files }, null, 1)};\n\n`;
  writeFileSync(join(dir, 'sw.js'), build + source);
  return version;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [dir = 'dist', site = process.env.SITE_URL] = process.argv.slice(2);
  console.log(`build ${seal(dir, site || undefined)}`);
}
