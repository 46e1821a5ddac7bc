// Links that were made before: they mean what they meant, here and to the core.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { toConfig } from '../../../www/settings/config.js';
import { withoutCheck } from '../../../www/settings/link-text.js';
import { readHash, writeHash } from '../../../www/settings/url-hash.js';

/** @typedef {Record<string, any>} Table */
/** Made by commit 4c23d1d; settings and config of each link: only what differs from the defaults. */
const old = JSON.parse(
  readFileSync(new URL('../../fixtures/links_4c23d1d.json', import.meta.url), 'utf8'),
);

/** Settings added since have their defaults, which are not in the fixture. @param {Table} found @param {Table} expected */
const known = (found, expected) =>
  Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]]));

/** The empty link is a first visit, and not a promise. @type {{ link: string, settings: Table, config: Table }[]} */
const links = old.links.filter((/** @type {{ link: string }} */ { link }) => link !== '');

test('old links give the settings that they gave, and are written as they were', () => {
  assert.ok(links.length > 80);
  for (const { link, settings } of links) {
    const { values, problems } = readHash(link);
    assert.deepEqual(problems, [], link);
    assert.deepEqual(known(values, old.settings), { ...old.settings, ...settings }, link);
    assert.equal(withoutCheck(writeHash(values)), link);
  }
});

test('old links give the core the configuration that they gave', () => {
  for (const { link, config } of links) {
    const found = /** @type {Table} */ (toConfig(readHash(link).values));
    for (const [name, section] of Object.entries(old.config)) {
      if (typeof section !== 'object') {
        assert.deepEqual(found[name], config[name] ?? section, `${link}: ${name}`);
        continue;
      }
      for (const [field, value] of Object.entries(section)) {
        const place = `${name}.${field}`;
        assert.deepEqual(found[name][field], config[place] ?? value, `${link}: ${place}`);
      }
    }
  }
});
