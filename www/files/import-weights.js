// A weights file from elsewhere: read, checked by the core, and made into weights that the page can
// work with. Knows no DOM.

import { later } from '../ui/later.js';

/** @typedef {import('../settings/app-state.js').Model} Model */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {Pick<Config['network'], 'activation' | 'parametrisation' | 'timeInput'>} Reading */
/**
 * @typedef {object} Imported
 * @property {string} name of the file
 * @property {Uint8Array} bytes as the page writes them
 * @property {Config} config as far as the file says, else the post's
 * @property {boolean} complete whether it says how it is to be read
 * @property {string} taken what had to be read otherwise than the page writes it, in sentences
 */

/** Far beyond the largest network; a larger file is not even read. */
const MAX_BYTES = 64e6;
const MAX_NAME = 40;
const foreign = later(() => import('./foreign.js'));

/** The core's check. @typedef {(bytes: Uint8Array) => Promise<{ config: Config, complete: boolean }>} Describe */

/**
 * @param {File} file
 * @param {Describe} describe
 * @returns {Promise<Imported>}
 */
export async function readWeights(file, describe) {
  const name = file.name.length > MAX_NAME ? `${file.name.slice(0, MAX_NAME)}…` : file.name;
  try {
    if (file.size > MAX_BYTES)
      throw new Error('It is too large to be the weights of a network like this.');
    return { name, ...(await read(file, describe)) };
  } catch (error) {
    const why = /** @type {Error} */ (error).message;
    throw new Error(`${name} was not imported; nothing has changed. ${why}`);
  }
}

/** @param {File} file @param {Describe} describe @returns {Promise<Omit<Imported, 'name'>>} */
async function read(file, describe) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return { bytes, taken: '', ...(await describe(bytes)) };
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    if (name !== 'BadWeights') throw error;
    const { meant } = await foreign();
    const ours = meant(bytes, file.name, message);
    return { ...ours, ...(await describe(ours.bytes)) };
  }
}

/** A copy of a weights file that says which settings it is of: the core's.
 * @typedef {(bytes: Uint8Array, config: Config) => Promise<Uint8Array>} WithConfig */

/**
 * The weights, read in a certain way where the file leaves that open.
 * @param {Imported} imported
 * @param {Reading} reading
 * @param {WithConfig} withConfig
 * @returns {Promise<Model>}
 */
export async function modelOf({ name, bytes, config, complete }, reading, withConfig) {
  const source = `imported: ${name}`;
  if (complete) return { bytes, config, source };
  const said = { ...config, network: { ...config.network, ...reading } };
  // From here on the file says it itself: to the workers, and when it is saved again.
  return { bytes: await withConfig(bytes, said), config: said, source };
}
