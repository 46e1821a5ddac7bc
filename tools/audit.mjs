// Known vulnerabilities of what the project depends on, as far as can be asked from here: a part
// that can't is skipped, visibly, and a finding is a failure. Licences and sources of the crates
// need no network. The workflow `audit` asks everything, and skips nothing.

import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** @typedef {{ verdict: 'ok' | 'skipped' | 'found', words: string }} Outcome */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Lesser ones are told, and pass. */
const GRAVE = ['high', 'critical'];
/** Errors of npm that are ours, not the network's. */
const OURS = ['ENOLOCK', 'EUSAGE', 'EJSONPARSE'];

/**
 * What a report of `npm audit --json` comes to.
 * @param {string} text
 * @returns {Outcome}
 */
export function judgeNpm(text) {
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    return { verdict: 'skipped', words: 'npm audit gave no report' };
  }
  const fault = report.message ?? report.error?.summary ?? 'npm audit gave no report';
  if (OURS.includes(report.error?.code)) return { verdict: 'found', words: fault };
  if (!report.auditReportVersion) {
    return { verdict: 'skipped', words: `advisory database of npm not reachable (${fault})` };
  }
  /** @type {{ name: string, severity: string, range: string }[]} */
  const found = Object.values(report.vulnerabilities);
  const list = found.map(({ name, severity, range }) => `${name} ${range}: ${severity}`).join('; ');
  const grave = found.some(({ severity }) => GRAVE.includes(severity));
  return { verdict: grave ? 'found' : 'ok', words: list || 'npm: no known vulnerabilities' };
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  return { status, stdout: stdout ?? '', all: `${stdout ?? ''}${stderr ?? ''}`.trim() };
}

/** @returns {Outcome} */
function npm() {
  const quick = ['--fetch-retries=0', '--fetch-timeout=20000'];
  return judgeNpm(run('npm', ['audit', '--json', '--package-lock-only', ...quick]).stdout);
}

/** @param {string} what @param {string[]} args @returns {Outcome} */
function deny(what, args) {
  const { status, all } = run('cargo', ['deny', 'check', ...args]);
  return status === 0
    ? { verdict: 'ok', words: `crates: ${what} ok` }
    : { verdict: 'found', words: `crates: ${what}\n${all}` };
}

/** @returns {Outcome[]} */
function crates() {
  if (run('cargo', ['deny', '--version']).status !== 0) {
    const words = 'crates: cargo-deny is not installed (cargo install cargo-deny --locked)';
    return [{ verdict: 'skipped', words }];
  }
  const fetched = run('cargo', ['deny', 'fetch', 'db']).status === 0;
  return [
    deny('licences, bans, sources', ['licenses', 'bans', 'sources']),
    fetched
      ? deny('advisories', ['--disable-fetch', 'advisories'])
      : { verdict: 'skipped', words: 'crates: advisory database not reachable' },
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const outcomes = [npm(), ...crates()];
  for (const { verdict, words } of outcomes) console.log(`${verdict}: ${words}`);
  process.exitCode = outcomes.some(({ verdict }) => verdict === 'found') ? 1 : 0;
}
