// The tour's texts and actions fit the page: settings that exist, values they allow, one sum.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FORMULAS } from '../../../www/lessons/formulas.js';
import { toConfig } from '../../../www/settings/config.js';
import { BY_KEY, clamp, defaults, entriesOf } from '../../../www/settings/schema.js';
import { noised } from '../../../www/lessons/film-strip.js';
import { overlap, placePanel } from '../../../www/lessons/panel-placement.js';
import { STATION_COUNT } from '../../../www/lessons/station-count.js';
import { BASE, STATIONS } from '../../../www/lessons/stations.js';
import { core } from '../support/core.mjs';

const html = readFileSync(new URL('../../../index.html', import.meta.url), 'utf8');

test('fifteen stations, each with all its parts', () => {
  assert.equal(STATIONS.length, 15);
  assert.equal(STATION_COUNT, 15);
  assert.equal(new Set(STATIONS.map(({ key }) => key)).size, 15);
  for (const { key, title, idea, enter, targets, controls, prediction } of STATIONS) {
    // A link to it shows the same as the way through the others.
    assert.ok(enter.seek !== undefined || enter.play, key);
    assert.ok(title.length < 40 && idea.length > 60 && idea.length < 300, key);
    assert.ok(targets.length > 0, key);
    assert.ok(prediction.choices[prediction.answer], key);
    for (const control of controls) assert.ok(BY_KEY.has(control), `${key}: ${control}`);
  }
});

test('every action sets settings that exist to values they allow, and is undone', () => {
  const actions = STATIONS.flatMap(({ enter, attempt, prediction }) => [
    enter,
    attempt.action,
    prediction.action,
  ]);
  for (const { values = {} } of [...actions, { values: BASE }]) {
    for (const [key, value] of Object.entries(values)) {
      const setting = BY_KEY.get(key);
      assert.ok(setting, key);
      assert.deepEqual(clamp(setting, value, NaN), { value, problem: null });
      // What the tour sets it must also put back: all of it is in BASE.
      assert.ok(key in BASE, key);
    }
  }
});

test('the tour starts from a first visit’s settings', () => {
  const first = defaults();
  for (const [key, value] of entriesOf(BASE)) assert.equal(value, first[key], key);
});

test('the article’s plain formulas are those of the one list, and its buttons have stations', () => {
  const found = [...html.matchAll(/data-formula="(\w+)"[^>]*>([^<]*)</g)];
  assert.ok(found.length >= 10);
  for (const [, name, plain] of found) {
    const formula =
      FORMULAS[/** @type {import('../../../www/lessons/formulas.js').FormulaName} */ (name)];
    assert.equal(plain.trim().replace(/\s+/g, ' '), formula.plain);
  }
  for (const [, key] of html.matchAll(/data-show="(\w+)"/g)) {
    assert.ok(
      STATIONS.some((station) => station.key === key),
      key,
    );
  }
});

test('MathML is balanced, and holds no bare text', () => {
  for (const [name, { math }] of Object.entries(FORMULAS)) {
    /** @type {string[]} */
    const open = [];
    for (const [, slash, tag] of math.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
      if (slash) assert.equal(open.pop(), tag, name);
      else open.push(tag);
    }
    assert.deepEqual(open, [], name);
    assert.doesNotMatch(math, /<\/\w+>[^<]+</, name);
  }
});

test('the figures in the texts are right', () => {
  const { priorKl, a } = core.describeSchedule(toConfig({ ...defaults(), betaMax: 2 }));
  assert.ok(priorKl > 0.01);
  assert.equal(a.at(-1)?.toFixed(2), '0.59');
  const [{ points }] = noised(
    Float32Array.of(1, 0),
    Float32Array.of(0, 1),
    core.describeSchedule(toConfig({ ...defaults(), betaMin: 0.1, betaMax: 20, tEnd: 1 })),
    [0.2],
  );
  assert.equal(points[0].toFixed(2), '0.81');
  assert.equal(points[1].toFixed(2), '0.58');
  const { mean, objective } = core.lossFloor(
    toConfig({ ...defaults(), objective: 'denoising', timeLaw: 'uniform' }),
    50,
  );
  assert.equal(mean.toFixed(4), '0.1801');
  assert.ok(Math.abs(objective - mean) < 1e-5);
  assert.equal(Math.sqrt((0.1 + 19.9 * 0.1) * 0.1).toFixed(2), '0.46');
});

test('pictures of the forward process are those of the core’s schedule', () => {
  const config = toConfig({ ...defaults(), tEnd: 2, betaMin: 1, betaMax: 9 });
  const curves = core.describeSchedule(config);
  const { t, a, b } = curves;
  const shares = Array.from(t, (time) => time / 2);
  const clouds = noised(Float32Array.of(1, 0), Float32Array.of(0, 1), curves, shares);
  for (const [i, { points }] of clouds.entries()) {
    assert.ok(Math.abs(points[0] - a[i]) < 1e-5);
    assert.ok(Math.abs(points[1] - b[i]) < 1e-3, `${points[1]} ${b[i]}`);
  }
});

test('the panel takes the corner that hides least', () => {
  const view = { width: 1440, height: 900 };
  const panel = { width: 298, height: 560 };
  const middle = { left: 354, top: 60, width: 630, height: 630 };
  const at = (/** @type {Parameters<typeof placePanel>} */ ...given) => {
    const { left, top } = placePanel(...given);
    return { left, top };
  };
  assert.deepEqual(at(panel, view, [middle]), { left: 16, top: 324 });
  const low = { left: 30, top: 800, width: 270, height: 30 };
  assert.deepEqual(at(panel, view, [middle, low]), { left: 1126, top: 324 });
  const right = { left: 1030, top: 60, width: 394, height: 800 };
  assert.deepEqual(at(panel, view, [middle, low, right]), { left: 16, top: 16 });
  // It stays where it is while what it speaks of grows, unless it hides the main one.
  const { corner } = placePanel(panel, view, [middle]);
  assert.deepEqual(at(panel, view, [middle, low], corner), { left: 16, top: 324 });
  assert.deepEqual(at(panel, view, [low], corner), { left: 1126, top: 324 });
  assert.equal(overlap(middle, low), 0);
});

test('no text says left or right of what is stacked on a phone', () => {
  for (const { key, idea, attempt, prediction } of STATIONS) {
    const words = [idea, attempt.words, attempt.label, prediction.question, prediction.reveal];
    for (const text of [...words, ...prediction.choices]) {
      assert.doesNotMatch(
        text,
        /\b(on|to|at) the (left|right)\b|\b(left|right)(-hand)? (side|picture|column|panel)|\bbeside the\b/i,
        key,
      );
    }
  }
});
