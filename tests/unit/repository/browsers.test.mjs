// The oldest browsers of the README run what the built page uses: held against MDN's data of what each
// browser has had since when. What they may lack is listed here, with the reason.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import data from '@mdn/browser-compat-data' with { type: 'json' };
import { parse as parseScript } from 'acorn';
import * as css from 'css-tree';
import { FEATURES } from '../../../tools/check-portable.mjs';
import { FLOOR, missingCapability } from '../../../www/ui/browser-support.js';

const ROOT = new URL('../../../', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, ROOT), 'utf8');
const BROWSERS = /** @type {const} */ ([
  ['chrome', FLOOR.Chrome],
  ['firefox', FLOOR.Firefox],
  ['safari', FLOOR.Safari],
]);

/** @typedef {import('@mdn/browser-compat-data').CompatStatement} Compat */
/** @typedef {import('@mdn/browser-compat-data').Identifier} Feature */

/**
 * The browsers of the floor that lack a feature: where it came later, or needs a flag. With a prefix
 * it counts, for the build writes those that it needs.
 * @param {Feature | undefined} feature
 */
function lacking(feature) {
  const compat = feature?.__compat;
  if (!compat) return [];
  return BROWSERS.filter(([name, floor]) => {
    const known = compat.support[name] ?? [];
    return !(Array.isArray(known) ? known : [known]).some(
      ({ version_added: added, version_removed: gone, flags }) =>
        added && !gone && !flags && parseFloat(added.replace('≤', '')) <= floor,
    );
  }).map(([name]) => name);
}

/** A feature by its place in the data. @param {string} path @returns {Feature | undefined} */
const featureOf = (path) => path.split('/').reduce((/** @type {any} */ at, key) => at?.[key], data);

/** What the page does without where it is missing. Parts of sheets, and what happens then. */
const DISPENSABLE = new Map(
  Object.entries({
    'css/properties/accent-color': 'boxes and sliders have the browser’s colour',
    'css/properties/field-sizing': 'menus are as wide as their longest line',
    'css/properties/field-sizing/content': 'menus are as wide as their longest line',
    'css/properties/field-sizing/fixed': 'menus are as wide as their longest line',
    'css/properties/forced-color-adjust/none': 'only where colours can be forced',
    'css/properties/forced-color-adjust': 'only where colours can be forced',
    'css/properties/print-color-adjust/exact': 'on paper, keys and bars are pale',
    'css/properties/text-decoration/dotted': 'names with help are not underlined',
    'css/properties/text-decoration/transparent': 'names with help are not underlined',
    'css/properties/text-size-adjust': 'only where phones enlarge text by themselves',
    'css/properties/text-wrap': 'lines are of uneven length',
    'css/properties/text-wrap/balance': 'lines are of uneven length',
    'css/properties/zoom': 'on paper, as large as on the screen',
    'css/at-rules/page': 'margins of paper are the browser’s',
  }),
);

/**
 * Every feature of a style sheet that the floor lacks. One counts not that stands after another value
 * of the same property, or within @supports.
 * @param {string} text
 */
function lackingInSheet(text) {
  /** @type {Set<string>} */
  const found = new Set();
  const see = (/** @type {string} */ path) => {
    if (lacking(featureOf(path)).length > 0) found.add(path);
  };
  /** @param {css.Declaration} declaration @param {css.Block | null} block */
  const seeDeclaration = ({ property, value }, block) => {
    if (/^-/.test(property) && !property.startsWith('--')) return;
    if (!property.startsWith('--')) see(`css/properties/${property}`);
    const same = (block?.children.toArray() ?? []).filter(
      (each) => each.type === 'Declaration' && each.property === property,
    );
    if (same.length > 1) return;
    css.walk(value, (node) => {
      if (node.type === 'Identifier') see(`css/properties/${property}/${node.name}`);
      if (node.type !== 'Function') return;
      for (const kind of ['', 'color/', 'image/', 'gradient/']) {
        see(`css/types/${kind}${node.name}`);
      }
    });
  };
  css.walk(css.parse(text), function (node) {
    if (this.atrule?.name === 'supports') return;
    if (node.type === 'Declaration') seeDeclaration(node, this.block);
    else if (node.type === 'PseudoClassSelector') see(`css/selectors/${node.name}`);
    else if (
      node.type === 'Rule' &&
      node.block.children.some(({ type }) => /^(Rule|Raw)$/.test(type))
    ) {
      see('css/selectors/nesting');
    } else if (node.type === 'Atrule') {
      see(`css/at-rules/${node.name}`);
      if (node.name !== 'media' || !node.prelude) return;
      css.walk(node.prelude, (query) => {
        if (query.type === 'FeatureRange') see('css/at-rules/media/range_syntax');
        if (query.type === 'Feature') see(`css/at-rules/media/${query.name}`);
      });
    }
  });
  return [...found].sort();
}

/** What scripts ask for only where it is. */
const ASKED_FIRST = new Map(
  Object.entries({
    deviceMemory: 'www/training/memory-check.js goes by the kind of device instead',
    requestIdleCallback: 'www/shell/shell.js waits half a second instead',
    getCoalescedEvents: 'www/points/points-canvas.js takes the event itself',
    imageSmoothingQuality: 'pictures are scaled as the browser does it',
    detached: 'the core’s glue makes its views anew',
    actions: 'the page’s own, as are the next two',
    cap: '',
    format: '',
  }),
);

/** All that browsers have by a name: interfaces, and members of any. @type {Map<string, Feature[]>} */
const platform = new Map();
for (const group of [data.api, data.javascript.builtins]) {
  for (const [name, parts] of Object.entries(group)) {
    for (const [member, feature] of [[name, parts], ...Object.entries(parts)]) {
      if (member === '__compat') continue;
      const bare = String(member).replace(/_(event|static)$/, '');
      platform.set(bare, [...(platform.get(bare) ?? []), /** @type {Feature} */ (feature)]);
    }
  }
}

/**
 * What scripts use that every bearer of its name came by too late, and that none of them makes itself.
 * @param {string[]} texts
 */
function lackingInScripts(texts) {
  /** @type {Set<string>} */
  const used = new Set();
  /** @type {Set<string>} */
  const own = new Set();
  const walk = (/** @type {any} */ node) => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (!node || typeof node.type !== 'string') return;
    const { type, computed } = node;
    if (type === 'MemberExpression' && !computed) used.add(node.property.name);
    else if (type === 'Identifier') used.add(node.name);
    if (/^(Property|MethodDefinition|PropertyDefinition)$/.test(type) && !computed) {
      own.add(node.key.name ?? node.key.value);
    }
    if (type === 'AssignmentExpression' && node.left.type === 'MemberExpression') {
      own.add(node.left.property.name);
    }
    // What is declared, wherever: as a variable, a parameter, an import, a part of a pattern.
    for (const each of [node.id, node.local, node.param, ...(node.params ?? [])])
      own.add(each?.name);
    if (type === 'AssignmentPattern') own.add(node.left.name);
    if (type === 'RestElement') own.add(node.argument.name);
    if (type === 'ArrayPattern') for (const each of node.elements) own.add(each?.name);
    for (const key in node) walk(node[key]);
  };
  const options = /** @type {const} */ ({ ecmaVersion: 2022, sourceType: 'module' });
  for (const text of texts) walk(parseScript(text, options));
  return [...used]
    .filter((name) => !own.has(name))
    .filter((name) => platform.get(name)?.every((feature) => lacking(feature).length > 0))
    .sort();
}

const SHEETS = ['dist/www/main.css', 'dist/www/bench/bench.css'];
const scripts = () =>
  readdirSync(new URL('dist/www', ROOT))
    .filter((name) => name.endsWith('.js'))
    .map((name) => read(`dist/www/${name}`));

test('what came too late is found', () => {
  assert.deepEqual(lackingInSheet('a:has(b) { color: red; inset: 0 }'), []);
  assert.deepEqual(lackingInSheet('a { b { color: red } &:hover { color: red } }'), [
    'css/selectors/nesting',
  ]);
  assert.deepEqual(lackingInSheet('a { color: light-dark(red, blue) }'), [
    'css/types/color/light-dark',
  ]);
  assert.deepEqual(lackingInSheet('a { anchor-name: --a }'), ['css/properties/anchor-name']);
  const mixed = 'color-mix(in srgb, red, blue)';
  assert.deepEqual(lackingInSheet(`a { color: ${mixed} }`), ['css/types/color/color-mix']);
  assert.deepEqual(lackingInSheet(`a { color: red; color: ${mixed} }`), []);
  assert.deepEqual(lackingInSheet(`@supports (color: ${mixed}) { a { color: ${mixed} } }`), []);
  assert.deepEqual(lackingInScripts(['a.toSorted(); Promise.withResolvers(); a.map(b);']), [
    'toSorted',
    'withResolvers',
  ]);
  assert.deepEqual(lackingInScripts(['class A { toSorted() {} } new A().toSorted();']), []);
});

test('style sheets use nothing that the oldest browsers lack', () => {
  const found = new Set(SHEETS.flatMap((path) => lackingInSheet(read(path))));
  // Styles for one engine’s own parts of controls are each in that engine’s words.
  const unknown = [...found].filter((path) => !DISPENSABLE.has(path) && !/\/-/.test(path));
  assert.deepEqual(unknown, []);
});

test('scripts use nothing that the oldest browsers lack', () => {
  const texts = scripts();
  assert.ok(texts.length > 10);
  assert.deepEqual(
    lackingInScripts(texts).filter((name) => !ASKED_FIRST.has(name)),
    [],
  );
});

/** Where MDN’s data has what wabt’s switches turn on. @type {Record<string, string>} */
const IN_DATA = {
  mutable_globals: 'api/Global',
  sat_float_to_int: 'non-trapping-float-to-int-conversions',
  sign_extension: 'sign-extension-operations',
  multi_value: 'multi-value',
  bulk_memory: 'bulk-memory-operations',
  reference_types: 'reference-types',
  simd: 'fixed-width-SIMD',
};

test('the core may use what the oldest browsers have of WebAssembly', () => {
  const on = Object.entries(FEATURES).flatMap(([name, may]) => (may ? [name] : []));
  for (const name of on) {
    const feature = featureOf(`webassembly/${IN_DATA[name]}`);
    assert.ok(feature?.__compat, name);
    assert.deepEqual(lacking(feature), [], name);
  }
});

test('the floor is what its reasons say, and the README has it', () => {
  const [chrome, firefox, safari] = BROWSERS.map(([, version]) => version);
  const since = (
    /** @type {string} */ path,
    /** @type {'chrome' | 'firefox' | 'safari'} */ name,
  ) => {
    const known = featureOf(path)?.__compat?.support[name];
    return parseFloat(String([known].flat()[0]?.version_added));
  };
  assert.equal(since('mathml/elements/math', 'chrome'), chrome);
  assert.equal(since('css/selectors/has', 'firefox'), firefox);
  assert.equal(since('webassembly/fixed-width-SIMD', 'safari'), safari);
  const words = `Chrome ${chrome}, Firefox ${firefox}, Safari ${safari}`;
  assert.ok(read('README.md').replace(/\s+/g, ' ').includes(words));
});

test('what is missing is said, in the words of the floor', () => {
  // Node has neither workers of the web nor style sheets.
  const said = missingCapability() ?? '';
  assert.match(said, /lacks modules in workers, the selector :has\(\), .*Chrome 109, Firefox 121/);
  assert.doesNotMatch(said, /WebAssembly/);
});
