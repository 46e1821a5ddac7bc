// The core's configuration from the settings, and back. Where a value stands is said in the schema.

import { decodeFrame, decodePoints, encodePoints, frameNumbers, frameOf } from './points-codec.js';
import { decodeRates, encodeRates } from './rates-codec.js';
import { SCHEMA } from './schema.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./schema.js').Settings} Settings */
/** @typedef {import('./schema.js').SettingKey} SettingKey */

/** The settings that the core knows, with their place in its configuration. */
const PLACES = SCHEMA.flatMap(({ key, kind, path }) =>
  path ? [{ key, kind, path: path.split('.') }] : [],
);

/**
 * @param {Settings} settings
 * @returns {Config}
 */
export function toConfig(settings) {
  /** @type {Record<string, any>} */
  const config = { schedule: {}, data: {}, network: {}, train: {}, sample: {} };
  for (const { key, kind, path } of PLACES) {
    const [section, field] = path;
    const value = given(settings, key, kind);
    if (field) config[section][field] = value;
    else config[section] = value;
  }
  const frame = settings.dataset === 'own' ? decodeFrame(String(settings.points)) : null;
  if (frame) config.data.frame = frameNumbers(frame);
  return /** @type {Config} */ (config);
}

/** A value as the core takes it. @param {Settings} settings @param {SettingKey} key @param {string} kind */
function given(settings, key, kind) {
  if (kind === 'points') return pointsOf(settings);
  return kind === 'rates' ? (decodeRates(String(settings[key])) ?? []) : settings[key];
}

/** The points decoded last: the same text is the same list, which crosses to a worker once. */
let decoded = { text: '', points: /** @type {number[]} */ ([]) };

/** Points, where they are the data; never changed by anyone. @param {Settings} settings */
function pointsOf({ dataset, points: text }) {
  if (dataset !== 'own') return [];
  if (text !== decoded.text) decoded = { text, points: decodePoints(text) ?? [] };
  return decoded.points;
}

/**
 * The settings that a configuration stands for; the view's are not among them.
 * @param {Config} config
 * @returns {Partial<Settings>}
 */
export function fromConfig(config) {
  const entries = PLACES.map(({ key, kind, path }) => {
    const value = path.reduce(
      (part, name) => /** @type {any} */ (part)[name],
      /** @type {any} */ (config),
    );
    if (kind === 'rates') return [key, encodeRates(value ?? [])];
    return [key, kind === 'points' ? encodePoints(value, frameOf(config.data.frame ?? [])) : value];
  });
  return /** @type {Partial<Settings>} */ (Object.fromEntries(entries));
}
