// The weights that the page comes with, for the first picture.

import { pretrainedUrl } from '../urls.js';

/** @typedef {import('../settings/app-state.js').Model} Model */

/**
 * @param {(bytes: Uint8Array) => Promise<{ config: Model['config'] }>} describe the core's check
 * @returns {Promise<Model>}
 */
export async function loadPretrained(describe) {
  const response = await fetch(pretrainedUrl());
  if (!response.ok) throw new Error(`its file answers ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { config } = await describe(bytes);
  return { bytes, config, source: 'shipped weights' };
}
