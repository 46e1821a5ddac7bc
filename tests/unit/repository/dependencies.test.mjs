// What the project depends on: licences on the list of deny.toml, the registries as the only
// sources, lock files that are committed and fit. And how the answers of an audit are judged.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { judgeNpm } from '../../../tools/audit.mjs';

const cwd = fileURLToPath(new URL('../../..', import.meta.url));
const read = (/** @type {string} */ path) => readFileSync(`${cwd}/${path}`, 'utf8');
const LOCKS = [
  'Cargo.lock',
  'package-lock.json',
  'benches/tfjs/package-lock.json',
  'benches/jax/package-lock.json',
  'benches/burn/Cargo.lock',
];
/** @type {string[]} */
const allowed = JSON.parse(/^allow = (\[.*\])$/m.exec(read('deny.toml'))?.[1] ?? '[]');

/** Whether a licence expression can be met with what is allowed. @param {string} text @returns {boolean} */
function met(text) {
  const inner = /\(([^()]*)\)/;
  const group = inner.exec(text);
  if (group) return met(text.replace(inner, met(group[1]) ? allowed[0] : 'none'));
  const choices = text.split(/ OR |\//).map((choice) => choice.split(' AND '));
  return choices.some((all) => all.every((one) => allowed.includes(one.trim())));
}

test('licence expressions are read', () => {
  assert.ok(allowed.includes('MIT') && !allowed.includes('GPL-3.0'));
  for (const good of ['MIT', 'GPL-3.0 OR MIT', 'GPL-3.0/MIT', '(GPL-3.0 OR MIT) AND Apache-2.0']) {
    assert.ok(met(good), good);
  }
  for (const bad of ['GPL-3.0', 'MIT AND GPL-3.0', '(GPL-3.0 OR GPL-2.0) AND MIT', '']) {
    assert.ok(!met(bad), bad);
  }
});

test('crates: allowed licences, from crates.io alone, as the lock file says', () => {
  const host = /host: (.*)/.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' }))?.[1];
  for (const target of ['wasm32-unknown-unknown', host]) {
    const args = `metadata --format-version 1 --locked --filter-platform ${target}`.split(' ');
    const options = { cwd, encoding: /** @type {const} */ ('utf8'), maxBuffer: 2 ** 28 };
    const { packages, resolve } = JSON.parse(execFileSync('cargo', args, options));
    const used = new Set(resolve.nodes.map((/** @type {any} */ { id }) => id));
    assert.ok(used.size > 50);
    for (const { id, name, license, source } of packages) {
      if (used.has(id)) assert.ok(met(license ?? ''), `${name}: ${license}`);
      const own =
        name === 'nano-diffusion' ? null : 'registry+https://github.com/rust-lang/crates.io-index';
      assert.equal(source, own, name);
    }
  }
});

test('npm packages: what is published is permissive; each has a sum, and comes from the registry', () => {
  for (const path of LOCKS.filter((name) => name.endsWith('.json'))) {
    for (const [name, entry] of Object.entries(JSON.parse(read(path)).packages)) {
      if (name === '') continue;
      // Without an address it is the registry's.
      assert.match(entry.resolved ?? '', /^$|^https:\/\/registry\.npmjs\.org\//, name);
      assert.ok(!entry.link, name);
      assert.match(entry.integrity, /^sha512-/, name);
      // Tools, and what the benchmark compares with, are not passed on.
      if (path === 'package-lock.json' && !entry.dev) assert.ok(met(entry.license), name);
    }
  }
});

const git = spawnSync('git', ['rev-parse'], { cwd }).status === 0;
test('lock files are committed', { skip: !git && 'not a git checkout' }, () => {
  execFileSync('git', ['ls-files', '--error-unmatch', ...LOCKS], { cwd });
});

test('an audit fails for grave findings, and is skipped where nobody answers', () => {
  const report = (/** @type {string[]} */ ...severities) =>
    JSON.stringify({
      auditReportVersion: 2,
      vulnerabilities: severities.map((severity) => ({ name: 'a', range: '<2', severity })),
    });
  const verdict = (/** @type {string} */ text) => judgeNpm(text).verdict;
  assert.equal(verdict(report()), 'ok');
  assert.equal(verdict(report('low', 'moderate')), 'ok');
  assert.equal(verdict(report('low', 'high')), 'found');
  assert.equal(verdict(report('critical')), 'found');
  assert.match(judgeNpm(report('high')).words, /a <2: high/);
  assert.equal(verdict('{ "message": "getaddrinfo ENOTFOUND", "error": {} }'), 'skipped');
  assert.equal(verdict(''), 'skipped');
  assert.equal(verdict('{ "error": { "code": "ENOLOCK", "summary": "no lock" } }'), 'found');
});
