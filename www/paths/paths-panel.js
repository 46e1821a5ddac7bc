// The path from data to noise: what there is to choose, how many steps each needs, and how the straight one
// is straightened.

import { build } from '../ui/dom.js';
import { FormulasPart } from './formulas-part.js';
import { StepsPart } from './steps-part.js';
import { StraightenPart } from './straighten-part.js';

/** @param {HTMLElement} root @param {import('./steps-part.js').Context & { train: () => void }} context */
export function explore(root, context) {
  const place = build('div', { className: 'paths-parts' });
  root.append(place);
  const parts = [
    new FormulasPart(place, context),
    new StepsPart(place, context),
    new StraightenPart(place, context),
  ];
  const all = (/** @type {'draw' | 'rebuild' | 'close'} */ act) => () => {
    for (const part of parts) {
      if (act in part) /** @type {any} */ (part)[act]();
    }
  };
  return { draw: all('draw'), rebuild: all('rebuild'), close: all('close') };
}
