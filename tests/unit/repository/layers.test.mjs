// www/ is a house: folders on floors, imports downwards. See support/layers.mjs for the rules.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faults, readTree } from '../support/layers.mjs';
import { ROOT, scratch } from '../support/scratch.mjs';

test('www/ keeps the rules', async () => {
  const tree = await readTree(ROOT);
  assert.ok(tree.imports.size > 100, `only ${tree.imports.size} modules were seen`);
  assert.deepEqual(faults(tree), []);
});

/** What is planted, and what must be said of it. @type {[string, string, RegExp][]} */
const PLANTED = [
  ['www/ui/menu.js', "import '../settings/schema.js';", /ui\/menu\.js -> .*downwards/],
  ['www/ui/menu.js', "import('../settings/schema.js');", /ui\/menu\.js -> .*downwards/],
  ['www/runs/run-table.js', "import '../files/pytorch-code.js';", /run-table\.js -> .*one floor/],
  [
    'www/exact/exact-client.js',
    "import '../workers/exact.js';",
    /exact-client\.js -> .*asks workers/,
  ],
  ['www/workers/exact.js', "import '../ui/dom.js';", /workers\/exact\.js -> .*shared alone/],
  ['www/shared/npy.js', "import '../pkg/nano_diffusion.js';", /npy\.js -> pkg: only core/],
  ['www/shared/npy.js', "import '../bench.js';", /npy\.js -> .*nothing imports an entry/],
  ['www/urls.js', "import './shared/format.js';", /urls\.js -> .*adapter/],
  ['www/exact/nfe-chart.js', "import './exact-client.js';", /nfe-chart\.js -> .*rpc\.js: drawing/],
  ['www/settings/app-state.js', "import '../shared/rpc.js';", /app-state\.js -> .*: state/],
  ['www/sampling/trajectory.js', "import './sampling-canvas.js';", /trajectory\.js -> .*: state/],
  ['www/shared/csv.js', "import './csv-b.js';", /csv\.js -> csv-b\.js -> csv\.js: a circle/],
  ['www/main.js', '//\n'.repeat(60), /main\.js: 6\d lines/],
  ['www/more.js', '', /more\.js: at the root/],
  ['www/shared/unused.js', '', /unused\.js: nothing imports it/],
];

test('each breach is seen', async (t) => {
  const { dir, plant } = scratch(t, 'www');
  assert.deepEqual(faults(await readTree(dir)), []);
  for (const [path, text, said] of PLANTED) {
    const undo = [plant(path, text)];
    if (text.includes('csv-b')) undo.push(plant('www/shared/csv-b.js', "import './csv.js';"));
    assert.match(faults(await readTree(dir)).join('\n'), said);
    for (const one of undo) one();
  }
  for (let i = 0; i < 12; i++) plant(`www/shared/extra-${i}.js`, '');
  assert.match(faults(await readTree(dir)).join('\n'), /www\/shared: \d+ modules, 18 at most/);
});
