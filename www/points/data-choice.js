// The data sets as small pictures, and the way to points of one’s own: the first choice that a
// visitor makes. The pictures are points that the core draws.

import { DATA_SETS } from '../settings/data-sets.js';
import { toConfig } from '../settings/config.js';
import { defaults } from '../settings/schema.js';
import { build, partsOf } from '../ui/dom.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */

/** Points of a picture, and how far it shows the plane. */
const POINTS = 240;
const SIDE = 1.9;
/** Where the pictures stand in the card of the settings; elsewhere above the flow. */
const WIDE = '(width > 73.75em)';
const SVG = 'http://www.w3.org/2000/svg';

export class DataChoice {
  #root;
  #settings;
  #state;
  /** @type {Map<string, { input: HTMLInputElement, picture: SVGPathElement }>} */
  #choices = new Map();
  #draw;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} settings the group that it heads on a wide screen
   * @param {AppState} state
   * @param {object} hooks
   * @param {(key: string) => void} hooks.onPick a data set was chosen
   * @param {() => void} hooks.onDraw the visitor wants to draw
   */
  constructor(root, settings, state, { onPick, onDraw }) {
    this.#root = root;
    this.#settings = settings;
    this.#state = state;
    const part = partsOf(root);
    this.#draw = part('draw-own');
    this.#draw.onclick = onDraw;
    for (const { key, label } of DATA_SETS) {
      if (key === 'own') continue;
      const input = build('input', { type: 'radio', name: 'data-picture', value: key });
      input.setAttribute('aria-label', label);
      input.onchange = () => onPick(key);
      const svg = document.createElementNS(SVG, 'svg');
      svg.setAttribute('viewBox', `${-SIDE} ${-SIDE} ${2 * SIDE} ${2 * SIDE}`);
      svg.setAttribute('aria-hidden', 'true');
      const picture = document.createElementNS(SVG, 'path');
      svg.append(picture);
      part('data-pictures').append(build('label', { title: label }, [input, svg]));
      this.#choices.set(key, { input, picture });
    }
    state.onSettings(() => this.show());
    matchMedia(WIDE).addEventListener('change', () => this.place());
    this.place();
    this.show();
  }

  /** Puts it where the screen has room for it. */
  place() {
    const { documentElement } = document;
    const inside = matchMedia(WIDE).matches || 'projector' in documentElement.dataset;
    if (inside === this.#settings.contains(this.#root)) return;
    if (inside) this.#settings.querySelector('legend')?.after(this.#root);
    else document.querySelector('main')?.prepend(this.#root);
  }

  /** Shows which data set is chosen. */
  show() {
    const { dataset } = this.#state.settings;
    for (const [key, { input }] of this.#choices) input.checked = key === dataset;
    this.#draw.classList.toggle('chosen', dataset === 'own');
    this.#draw.textContent = dataset === 'own' ? 'Edit your points' : 'Draw your own';
  }

  /**
   * Makes the pictures. Where one fails its place stays empty; its name is still there.
   * @param {(config: import('../pkg/nano_diffusion.js').Config, n: number) => Promise<Float32Array>} dataOf
   */
  async paint(dataOf) {
    for (const [dataset, { picture }] of this.#choices) {
      const points = await dataOf(toConfig({ ...defaults(), dataset }), POINTS).catch(() => null);
      if (points) picture.setAttribute('d', dots(points));
    }
  }
}

/** A dot for each point: a line of no length, with round ends. @param {Float32Array} points flat */
function dots(points) {
  let path = '';
  for (let i = 0; i < points.length; i += 2) {
    path += `M${points[i].toFixed(2)} ${(-points[i + 1]).toFixed(2)}h0`;
  }
  return path;
}
