// The menu of presets: sets all settings at once, and shows which preset the settings are.

import { fromConfig } from './config.js';
import { entriesOf } from './schema.js';

/** @typedef {import('../pkg/nano_diffusion.js').Preset} Preset */
/** @typedef {import('./schema.js').Settings} Settings */

/** What the presets are called. @type {Record<Preset['key'], string>} */
export const PRESET_LABELS = {
  fast: 'Fast',
  density: 'Density',
  post: 'As in the post',
};

export class PresetsView {
  #select;
  /** @type {Preset[]} */
  #presets = [];

  /**
   * @param {HTMLSelectElement} select
   * @param {(values: Partial<Settings>) => void} onPick a preset's values; the seed and the choice of data are
   * not among them
   */
  constructor(select, onPick) {
    this.#select = select;
    select.onchange = () => {
      const preset = this.#presets.find(({ key }) => key === select.value);
      if (preset) onPick(valuesOf(preset));
    };
  }

  /** @param {Preset[]} presets @param {Settings} values */
  offer(presets, values) {
    this.#presets = presets;
    const options = presets.map(({ key }) => new Option(PRESET_LABELS[key], key));
    const own = new Option('Custom', '');
    own.disabled = true;
    this.#select.replaceChildren(...options, own);
    this.show(values);
  }

  /** The presets by their names. @returns {{ label: string, values: Partial<Settings> }[]} */
  get named() {
    return this.#presets.map((preset) => ({
      label: PRESET_LABELS[preset.key],
      values: valuesOf(preset),
    }));
  }

  /** @param {Settings} values */
  show(values) {
    if (this.#presets.length === 0) return;
    const fits = this.#presets.find((preset) =>
      entriesOf(valuesOf(preset)).every(([key, value]) => values[key] === value),
    );
    this.#select.value = fits?.key ?? '';
  }
}

/** @param {Preset} preset @returns {Partial<Settings>} */
function valuesOf({ config }) {
  const { seed, dataset, kernelWidth, points, ...values } = fromConfig(config);
  return values;
}
