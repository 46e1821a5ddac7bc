// What is said where the page can't start: what is missing, and what to do.

/** How a server answered for a script. @typedef {{ path: string, status: number, type: string }} Answer */
/**
 * @typedef {{ kind: 'told', message: string } // what there is to say: the browser lacks something
 *   | { kind: 'apart' } // the page is kept from its own files
 *   | { kind: 'script', answers: Answer[] } // a script did not load
 *   | { kind: 'damaged', message: string } // a script can't be read, or ends before what it refers to
 *   | { kind: 'failed', message: string } // a script stopped
 *   | { kind: 'style', path: string }
 *   | { kind: 'late', path: string }} Fault
 */
/** @typedef {{ text: string, link?: { text: string, href: string, target?: string } }} Words */

/** Types that a browser takes for scripts. */
const SCRIPT = /^(text|application)\/(x-)?(java|ecma|j)script\b/i;
const RELOAD = 'Reload the page';

/**
 * @param {Fault} fault
 * @param {{ protocol: string, href: string, pathname: string, search: string, hash: string }} address
 * @param {string} origin of the page: 'null' where it has none
 * @returns {Words}
 */
export function wordsOf(fault, address, origin) {
  if (fault.kind === 'told') return { text: fault.message };
  if (address.protocol === 'file:') {
    return {
      text: 'This page was opened from the disk, where browsers don’t run its scripts. It needs a web server, which may be on this computer: run “./build.sh serve” in the source folder, or “python3 -m http.server” in this one, and open the address that it prints.',
    };
  }
  if (fault.kind === 'style') {
    return {
      text: `The style sheet ${plain(fault.path)} could not be loaded, or is not served as text/css. ${RELOAD}; if it is yours, check that the whole folder was uploaded.`,
    };
  }
  if (fault.kind === 'late') {
    return {
      text: `This page has not started yet: its script ${plain(fault.path)} is still on its way, or held up. On a slow connection, wait a little longer. Otherwise reload the page, or allow its scripts in extensions that block them.`,
    };
  }
  if (fault.kind === 'failed') {
    return {
      text: `This page could not start: ${sentence(fault.message)} An extension may have changed it. ${RELOAD}, or open it in a private window without extensions.`,
    };
  }
  if (origin === 'null') {
    return {
      text: 'This page is in a frame that cuts it off from its own files. Whoever embeds it should add allow-same-origin to the frame’s sandbox attribute. By itself it works:',
      link: { text: address.href.replace(/[?#].*/, ''), href: address.href, target: '_blank' },
    };
  }
  if (fault.kind === 'damaged') {
    return {
      text: `A script of this page is damaged or incomplete (${fault.message}). ${RELOAD}; if it is yours, upload the folder again.`,
    };
  }
  return served(fault.kind === 'script' ? fault.answers : [], address);
}

/**
 * A script that did not load, by how its server answers for it now.
 * @param {Answer[]} answers
 * @param {{ pathname: string, search: string, hash: string }} address
 * @returns {Words}
 */
function served(answers, { pathname, search, hash }) {
  const bad = answers.filter(({ status, type }) => status !== 200 || !SCRIPT.test(type))[0];
  if (!bad) {
    return {
      text: `A script of this page could not be loaded or is damaged. ${RELOAD}; if it is yours, upload the folder again.`,
    };
  }
  const name = plain(bad.path);
  const astray = bad.status === 404 || /^text\/html\b/.test(bad.type);
  if (astray && /\/[^/.]+$/.test(pathname)) {
    return {
      text: `This address lacks the slash at its end, so the page doesn’t find its files, such as ${name}.`,
      link: { text: 'Open it with the slash.', href: `${pathname}/${search}${hash}` },
    };
  }
  if (bad.status === 0) {
    return {
      text: `The script ${name} could not be loaded: the connection failed, or an extension or a filter blocks it. ${RELOAD}, or allow the scripts of this page.`,
    };
  }
  if (bad.status !== 200) {
    return {
      text: `The script ${name} could not be loaded: the server answers ${bad.status}. If the page is yours, upload the whole folder, with everything in www/.`,
    };
  }
  if (/^text\/html\b/.test(bad.type)) {
    return {
      text: `Instead of the script ${name} the server sends a web page. If the page is yours, upload the whole folder, and let no rule of the server answer for files with index.html.`,
    };
  }
  return {
    text: `The server sends the script ${name} as ${bad.type || 'a file without a type'}, which browsers don’t run. If the page is yours, have the server send .js files as text/javascript.`,
  };
}

/** @param {string} path */
const plain = (path) => path.replace(/^\.\//, '').replace(/\?.*/, '');
/** @param {string} words */
const sentence = (words) => (/[.!?]$/.test(words) ? words : `${words}.`);
