// What static hosts do to a site: each takes the answer that a plain one would give, and changes it.
// An answer has a status, headers and a body; `path` is that of the file within the site, '' for its
// folder, and null for the folder's address without its last slash.

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {Buffer} body
 */
/**
 * @typedef {object} Site
 * @property {string} base the address path of its folder
 * @property {(path: string) => Answer} plain what a plain host answers
 */
/** @typedef {(path: string | null, site: Site) => Answer} Behaviour */

/** @param {number} status @param {string} location @returns {Answer} */
const redirect = (status, location) => ({ status, headers: { location }, body: Buffer.alloc(0) });

/** A host like others, but for some files. @param {RegExp} files @param {(answer: Answer) => Answer} change @returns {Behaviour} */
const changing = (files, change) => (path, site) => {
  const answer = plain(path, site);
  return path !== null && files.test(path) && answer.status === 200 ? change(answer) : answer;
};

/** @param {RegExp} files @param {string} type @param {Record<string, string>} [more] */
const typed = (files, type, more = {}) =>
  changing(files, (answer) => ({
    ...answer,
    headers: { ...answer.headers, 'content-type': type, ...more },
  }));

/** The folder's address gets its slash. @type {Behaviour} */
export const plain = (path, site) => (path === null ? redirect(302, site.base) : site.plain(path));

/** Those on which the page works. @type {Record<string, Behaviour>} */
export const GOOD = {
  plain,
  /** /index.html goes to /. */
  'index-redirected': (path, site) =>
    path === 'index.html' ? redirect(301, site.base) : plain(path, site),
  /** The same, and pages have no .html at their end. */
  'clean-addresses': (path, site) => {
    if (path === 'index.html') return redirect(308, site.base);
    if (path?.endsWith('.html')) return redirect(308, site.base + path.slice(0, -5));
    const answer = plain(path, site);
    return path && answer.status === 404 ? site.plain(`${path}.html`) : answer;
  },
  'wasm-as-bytes': typed(/\.wasm$/, 'application/octet-stream'),
  'wasm-as-text': typed(/\.wasm$/, 'text/plain', { 'x-content-type-options': 'nosniff' }),
  /** Whatever is not there is the first page, as for an application with addresses of its own. */
  'first-page-for-missing': (path, site) => {
    const answer = plain(path, site);
    return answer.status === 404 ? site.plain('') : answer;
  },
  /** All is to be kept for a year. */
  'kept-for-a-year': changing(/(?:)/, (answer) => ({
    ...answer,
    headers: { ...answer.headers, 'cache-control': 'public, max-age=31536000' },
  })),
  /** Any site may read it, as on GitHub Pages: so it runs in a frame without an origin. And it says
   * that its answers vary with everything, which no cache of scripts takes. */
  open: changing(/(?:)/, (answer) => ({
    ...answer,
    headers: { ...answer.headers, 'access-control-allow-origin': '*', vary: '*' },
  })),
  /** A policy of its own, which lets no script within a page run. */
  'own-policy': changing(/(?:)/, (answer) => ({
    ...answer,
    headers: {
      ...answer.headers,
      'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'",
    },
  })),
};

/** Those on which it can't, and what it says there. @type {Record<string, [Behaviour, RegExp]>} */
export const BAD = {
  'scripts-as-text': [
    typed(/\.js$/, 'text/plain', { 'x-content-type-options': 'nosniff' }),
    /www\/main\.js as text\/plain.*as text\/javascript/,
  ],
  'scripts-as-bytes': [
    typed(/\.js$/, 'application/octet-stream'),
    /www\/main\.js as application\/octet-stream/,
  ],
  /** The first page for everything, its own scripts too. */
  'first-page-for-all': [
    (_, site) => site.plain(''),
    /Instead of the script www\/main\.js.*web page/,
  ],
  'script-missing': [
    (path, site) => plain(path === 'www/main.js' ? 'none' : path, site),
    /www\/main\.js.*answers 404.*upload the whole folder/,
  ],
  'script-forbidden': [
    changing(/main\.js$/, (answer) => ({ ...answer, status: 403 })),
    /www\/main\.js.*answers 403/,
  ],
  'part-missing': [
    (path, site) => plain(path?.startsWith('www/chunk-') ? 'none' : path, site),
    /www\/chunk-.*answers 404/,
  ],
  'script-cut-short': [
    changing(/main\.js$/, (answer) => ({ ...answer, body: answer.body.subarray(0, 90_000) })),
    /damaged or incomplete/,
  ],
  'script-empty': [
    changing(/main\.js$/, (answer) => ({ ...answer, body: Buffer.alloc(0) })),
    /incomplete.*ends early/,
  ],
  'script-fails': [
    changing(/main\.js$/, (answer) => ({
      ...answer,
      body: Buffer.from('document.querySelector("#gone").click();'),
    })),
    /could not start:.*private window/,
  ],
};
/** Hosts for one test each. @type {Record<string, Behaviour>} */
export const SPECIAL = {
  /** A policy that lets no script run. */
  'no-scripts': changing(/(?:)/, (answer) => ({
    ...answer,
    headers: { ...answer.headers, 'content-security-policy': "script-src 'none'" },
  })),
  /** The folder without its last slash is answered as with it. */
  slashless: (path, site) => site.plain(path ?? ''),
};
