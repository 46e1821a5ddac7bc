// The browser engines that tests may use: where each is, how it is started, and how it tells what
// its console says. Firefox and WebKit are not needed to develop this, so without them their tests
// are skipped; in CI all of them must be there.
//
//   node tools/browsers/engines.mjs    prints the names of those that are missing

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export { openEngine, runInPage } from './session.mjs';

/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {string | null} program null where it is not installed
 * @property {(url: string, profile: string) => string[]} args
 * @property {RegExp} said a line of its output that is an error in a page's console or of a script
 * that failed; the first group is what was said
 * @property {RegExp} [crashed] what it prints when the process of its page has crashed
 * @property {string} [screen] the program that gives it a screen, for want of a headless mode
 * @property {string} [settings] for the file user.js of its profile
 * @property {string} [profiles] the folder that its profiles must be in
 * @property {{ flag?: string, file?: string, text?: string }} still how it is told that its visitor wants
 * no motion: by a flag, or by what is added to a file of its profile
 */

const have = (/** @type {string} */ name) =>
  spawnSync('which', [name], { encoding: 'utf8' }).stdout?.trim() || null;
const first = (/** @type {(string | null | undefined)[]} */ paths) =>
  paths.find((path) => path && existsSync(path)) ?? null;

/** Its console goes to the standard output; it asks nobody, and starts after a crash as ever. */
const FIREFOX_SETTINGS = Object.entries({
  'devtools.console.stdout.content': true,
  'browser.dom.window.dump.enabled': true,
  'browser.aboutwelcome.enabled': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'services.settings.server': 'data:,none',
  'toolkit.startup.max_resumed_crashes': -1,
})
  .map(([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});\n`)
  .join('');

/** Ubuntu's snap has a /tmp of its own, and sees little else. @param {string | null} program */
const isSnap = (program) => {
  if (!program) return false;
  return (
    program.startsWith('/snap/') || /\/snap\//.test(readFileSync(program, 'latin1').slice(0, 4096))
  );
};

/** @returns {Engine[]} */
export function engines() {
  const root = process.getuid?.() === 0;
  const firefox = first([
    process.env.FIREFOX,
    have('firefox-esr'),
    have('firefox'),
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ]);
  const webkit = first([
    process.env.MINIBROWSER,
    ...['x86_64', 'aarch64'].flatMap((cpu) =>
      ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0'].map(
        (version) => `/usr/lib/${cpu}-linux-gnu/${version}/MiniBrowser`,
      ),
    ),
  ]);
  const screen = have('Xvfb');
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
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
      ]),
      args: (url, profile) => [
        ...(root ? ['--no-sandbox'] : []),
        ...['--headless=new', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
        ...['--enable-logging=stderr', '--window-size=1280,1000', `--user-data-dir=${profile}`],
        url,
      ],
      // It does not tell errors from warnings; of those, some are known by how they begin.
      said: /:CONSOLE[:(]\d+\)?\] (?!"\[(?:Deprecation|Intervention|Violation)\])(.*)/,
      still: { flag: '--force-prefers-reduced-motion' },
    },
    {
      name: 'Firefox',
      program: firefox,
      args: (url, profile) => [
        ...['--headless', '--no-remote', '--width', '1280', '--height', '1000'],
        ...['--profile', profile, url],
      ],
      // Its own scripts use the same output: what pages say is quoted, and has another address.
      said: /^(console\.error: ["'({[\d].*|JavaScript error: (?:http|data:|blob:).*)/,
      settings: FIREFOX_SETTINGS,
      still: { file: 'user.js', text: 'user_pref("ui.prefersReducedMotion", 1);\n' },
      profiles: isSnap(firefox) ? join(homedir(), 'snap/firefox/common') : tmpdir(),
    },
    {
      name: 'WebKit',
      program: screen && webkit,
      args: (url) => [
        ...['--geometry=1280x1000', '--enable-write-console-messages-to-stdout=true'],
        url,
      ],
      // It knows all but one directive of the page's policy, and works without that. And of a helper
      // that is still loading when its page is left it says that it may not be loaded.
      said: /(CONSOLE (?:[A-Z]+ )*ERROR (?!.*Unrecognized .* 'manifest-src'|.*worker-\w+\.js due to access control checks).*)/,
      crashed: /WebProcess CRASHED/,
      // Its folder of settings is in the profile (session.mjs), and GTK's are in that.
      still: { file: 'gtk-3.0/settings.ini', text: '[Settings]\ngtk-enable-animations=false\n' },
      screen: screen ?? '',
    },
  ];
}

/** Why the tests in an engine are skipped, if they are. @param {Engine} engine */
export function skipped({ name, program }) {
  if (program || process.env.CI) return false;
  return `${name} is not installed`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const { name, program } of engines()) if (!program) console.log(name);
}
