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

/**
 * What there is to explore, ready to be looked at: settings on top of the preset Fast.
 * @type {readonly { key: string, label: string, more: Partial<Settings> }[]}
 */
const EXPLORED = [
  {
    key: 'heart',
    label: '50 points, learned by heart',
    more: { explore: 'memorise', trainingPoints: 50, steps: 20000 },
  },
  {
    key: 'thousand',
    label: '1,000 points, not learned by heart',
    more: { explore: 'memorise', trainingPoints: 1000 },
  },
  {
    key: 'particle',
    label: 'One particle, and where it may end',
    more: { explore: 'posterior', particle: 1, noisyT: 0.4, tint: 'data' },
  },
  {
    key: 'guided',
    label: 'One of eight Gaussians, by guidance',
    more: { explore: 'guidance', dataset: 'gaussians', guidedWeight: 3 },
  },
];

/** @typedef {{ key: string, label: string, values: Partial<Settings> }} Offer */

export class PresetsView {
  #select;
  /** @type {Offer[]} */
  #presets = [];
  /** The same, with what there is to explore. @type {Offer[]} */
  #all = [];

  /**
   * @param {HTMLSelectElement} select
   * @param {(values: Partial<Settings>) => void} onPick a preset's values; the seed and the choice of data are
   * not among them
   */
  constructor(select, onPick) {
    this.#select = select;
    select.onchange = () => {
      const preset = this.#all.find(({ key }) => key === select.value);
      if (preset) onPick(preset.values);
    };
  }

  /** @param {Preset[]} presets @param {Settings} values */
  offer(presets, values) {
    this.#presets = presets.map((preset) => ({
      key: preset.key,
      label: PRESET_LABELS[preset.key],
      values: valuesOf(preset),
    }));
    const fast = this.#presets.find(({ key }) => key === 'fast')?.values;
    const explored = EXPLORED.map(({ more, ...name }) => ({
      ...name,
      values: { ...fast, ...more },
    }));
    this.#all = [...explored, ...this.#presets];
    const options = (/** @type {Offer[]} */ offers) =>
      offers.map(({ key, label }) => new Option(label, key));
    const group = document.createElement('optgroup');
    group.label = 'Explore';
    group.append(...options(explored));
    const own = new Option('Custom', '');
    own.disabled = true;
    this.#select.replaceChildren(...options(this.#presets), group, own);
    this.show(values);
  }

  /** The presets by their names. */
  get named() {
    return this.#presets;
  }

  /** @param {Settings} values */
  show(values) {
    if (this.#all.length === 0) return;
    // Those to explore say more: they come first.
    const fits = this.#all.find((preset) =>
      entriesOf(preset.values).every(([key, value]) => values[key] === value),
    );
    this.#select.value = fits?.key ?? '';
  }
}

/** @param {Preset} preset @returns {Partial<Settings>} */
function valuesOf({ config }) {
  const { seed, dataset, kernelWidth, points, ...values } = fromConfig(config);
  return values;
}
