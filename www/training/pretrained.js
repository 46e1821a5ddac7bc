// The weights that the page comes with, for the first picture.

import { fromConfig } from '../settings/config.js';
import { SCHEMA, defaults } from '../settings/schema.js';
import { pretrainedUrl } from '../urls.js';
import { PRETRAINED_FIT } from './pretrained-fit.js';

/** @typedef {import('../settings/app-state.js').Model} Model */
/** @typedef {import('../settings/schema.js').Settings} Settings */

/**
 * @param {(bytes: Uint8Array) => Promise<{ config: Model['config'] }>} describe the core's check
 * @returns {Promise<Model>}
 */
export async function loadPretrained(describe) {
  const response = await fetch(pretrainedUrl());
  if (!response.ok) throw new Error(`its file answers ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { config } = await describe(bytes);
  return { bytes, config, source: 'shipped weights', fit: PRETRAINED_FIT };
}

/**
 * The settings that they stand for. How they were trained is not what the next run waits for, unless
 * the visitor asks for something else than a first visit has.
 * @param {Model} model
 * @param {Settings} settings
 * @returns {Settings}
 */
export function standsFor(model, settings) {
  const first = defaults();
  const asked = SCHEMA.filter(
    ({ key, group }) => group !== 'training' || settings[key] !== first[key],
  );
  const theirs = { ...settings, ...fromConfig(model.config) };
  return { ...settings, ...Object.fromEntries(asked.map(({ key }) => [key, theirs[key]])) };
}
